import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { agentName } from './rules.ts';

const shipped = resolve(import.meta.dirname, '../../rules');

/** A rules folder of so many agents of the shipped kind: metrics, rules, people and playbook as they come. */
export function makeShippedRules(agents: number): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'filrouge-bench-shipped-'));
  for (const part of ['metrics.yaml', 'people.yaml', 'playbooks/stale-answers.yaml'])
    cpSync(join(shipped, part), join(dir, part));
  mkdirSync(join(dir, 'agents'));
  const margaux = readFileSync(join(shipped, 'agents/margaux.yaml'), 'utf8');
  for (let number = 0; number < agents; number++) {
    const agent = agentName(number);
    const file = margaux
      .replace('agent: margaux', `agent: ${agent}`)
      .replace('name: Margaux', `name: Margaux ${number}`);
    writeFileSync(join(dir, 'agents', `${agent}.yaml`), file);
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
