import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { shippedRules } from '../support/house.ts';

/** A copy of the shipped rules in which Margaux runs under these rules alone (YAML, each line below `rules:`). */
export async function rulesWith(rules: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'filrouge-rules-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await copyRules(dir, rules);
  return dir;
}

/** The same, into a folder that the caller looks after. */
export async function copyRules(dir: string, rules: string): Promise<void> {
  await cp(shippedRules, dir, { recursive: true });
  // Names agents and metrics of the shipped rules, which need not be there.
  await rm(join(dir, 'sources.yaml'), { force: true });
  await writeRules(dir, rules);
}

/** Writes an agent's file again, as an editor would. */
export async function writeRules(dir: string, rules: string, agent = 'margaux'): Promise<void> {
  await writeFile(join(dir, `agents/${agent}.yaml`), mandateOf(agent, rules));
}

function mandateOf(agent: string, rules: string): string {
  return [
    `agent: ${agent}`,
    'name: Margaux',
    'scope: { fr: Support, en: Support }',
    'owner: lea',
    'approver: camille',
    'timezone: Europe/Paris',
    'language: fr',
    'on_unreachable: suspend',
    'lease: 30s',
    'ack_within: 30s',
    'rules:',
    ...rules
      .trim()
      .split('\n')
      .map((line) => `  ${line}`),
    '',
  ].join('\n');
}
