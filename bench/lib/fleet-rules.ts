import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentName, metricNames } from './rules.ts';

/** A rules folder with one fleet of so many agents, under a rule over each of three metrics that live in a store. */
export function makeFleetRules(agents: number): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'filrouge-bench-fleet-'));
  mkdirSync(join(dir, 'agents'));
  mkdirSync(join(dir, 'playbooks'));
  const metrics = metricNames.map(
    (name) => `  ${name}:
    unit: number
    better: lower
    aggregate: mean
    from: { promql: 'avg_over_time(bot_${name}[$window])', keep: store }
    label: ${name}
`,
  );
  const rules = metricNames.map(
    (
      name,
    ) => `  - { id: ${name.replace('_', '-')}, when: ${name} > 0.02 over 1m, then: suspend, severity: critical, playbook: mend }
`,
  );
  const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
  write('metrics.yaml', `metrics:\n${metrics.join('')}`);
  write(
    'people.yaml',
    'languages: [en]\npeople:\n  lea: { name: Léa, email: lea@example.org }\n  camille: { name: Camille, email: camille@example.org, approver: true }\n',
  );
  write(
    'playbooks/mend.yaml',
    'playbook: mend\ntitle: Mend\nobjective: Mend\nactions:\n  - { id: mend, title: Mend, owner: lea, due: 1d, effort: low, impact: high, treats: cause, criteria: error_rate < 0.01 over 5m for 1h }\n',
  );
  write('agents/ids.txt', Array.from({ length: agents }, (_, number) => `${agentName(number)}\n`).join(''));
  write(
    'agents/fleet.yaml',
    `fleet: { from: ids.txt, tags: [bench] }\nname: '{id}'\nscope: bench\nowner: lea\napprover: camille\nrules:\n${rules.join('')}`,
  );
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
