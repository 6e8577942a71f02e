import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentName } from '../../lib/rules.ts';

/** A rules folder of so many agents under one rule of their error rate that holds back for so long. */
export function makeHeldRules(
  agents: number,
  forMs: number,
): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'filrouge-held-rules-'));
  mkdirSync(join(dir, 'agents'));
  const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
  write(
    'metrics.yaml',
    'metrics:\n  error_rate: { unit: ratio, better: lower, aggregate: mean, label: { fr: Erreurs, en: Errors } }\n',
  );
  write(
    'people.yaml',
    'people:\n  lea: { name: Léa, email: lea@example.org }\n  camille: { name: Camille, email: camille@example.org, approver: true }\n',
  );
  write(
    'shared.yaml',
    `rules:\n  - { id: error-rate, agents: "*", when: error_rate > 2% over 3s, for: ${forMs / 1_000}s, then: alert }\n`,
  );
  for (let number = 0; number < agents; number++) {
    const agent = agentName(number);
    write(
      `agents/${agent}.yaml`,
      `agent: ${agent}\nname: ${agent}\nscope: { fr: essai, en: test }\nowner: lea\napprover: camille\nrules: []\n`,
    );
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
