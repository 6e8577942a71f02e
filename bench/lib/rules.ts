import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The metrics of every bench; each has one rule over 5 min. */
export const metricNames = ['error_rate', 'response_time', 'escalation_rate'] as const;

/** The name of the agent with a number. */
export function agentName(number: number): string {
  return `agent-${number}`;
}

/** A plan of two actions with criteria that read an hour of cells. */
const playbook = `playbook: storm
title: { fr: Tempête, en: Storm }
objective: { fr: Revenir sous 1 %, en: Back under 1 % }
actions:
  - { id: mend, title: { fr: Réparer, en: Mend }, owner: lea, due: 1d, effort: low, impact: high, treats: cause, criteria: error_rate < 1% over 1h for 24h }
  - { id: watch, title: { fr: Surveiller, en: Watch }, owner: camille, due: 7d, effort: low, impact: low, treats: symptom, criteria: response_time < 10s over 1h for 24h }
`;

/** A rules folder with so many agents under three rules each; `withPlans` drafts a plan when one of them fires. */
export function makeRules(
  agents: number,
  withPlans = false,
): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'filrouge-bench-rules-'));
  mkdirSync(join(dir, 'agents'));
  const drafts = withPlans ? ', severity: critical, playbook: storm' : '';
  if (withPlans) {
    mkdirSync(join(dir, 'playbooks'));
    writeFileSync(join(dir, 'playbooks/storm.yaml'), playbook);
  }
  const metric = (name: string, unit: string) =>
    `  ${name}: { unit: ${unit}, better: lower, aggregate: mean, label: { fr: ${name}, en: ${name} } }\n`;
  writeFileSync(
    join(dir, 'metrics.yaml'),
    `metrics:\n${metric('error_rate', 'ratio')}${metric('response_time', 'seconds')}${metric('escalation_rate', 'ratio')}`,
  );
  writeFileSync(
    join(dir, 'people.yaml'),
    'people:\n  lea: { name: Léa, email: lea@example.org }\n  camille: { name: Camille, email: camille@example.org, approver: true }\n',
  );
  writeFileSync(
    join(dir, 'shared.yaml'),
    `rules:
  - { id: error-rate, agents: "*", when: error_rate > 2% over 5m, then: suspend${drafts} }
  - { id: response-time, agents: "*", when: response_time > 30s over 5m, then: suspend${drafts} }
  - { id: escalation-rate, agents: "*", when: escalation_rate > 50% over 5m, then: suspend${drafts} }
`,
  );
  for (let number = 0; number < agents; number++) {
    const agent = agentName(number);
    writeFileSync(
      join(dir, 'agents', `${agent}.yaml`),
      `agent: ${agent}\nname: ${agent}\nscope: { fr: banc, en: bench }\nowner: lea\napprover: camille\nrules: []\n`,
    );
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** The same three rules for Prometheus and vmalert. */
export const peerRules = `groups:
  - name: bench
    interval: 1s
    rules:
      - { alert: ErrorRate, expr: "avg_over_time(error_rate[5m]) > 0.02" }
      - { alert: ResponseTime, expr: "avg_over_time(response_time[5m]) > 30" }
      - { alert: EscalationRate, expr: "avg_over_time(escalation_rate[5m]) > 0.5" }
`;
