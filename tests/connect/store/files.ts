import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedRules } from '../../support/house.ts';

/** The additions to the shipped rules by which metrics of margaux live in a store. */
export const storeFiles = {
  'metrics.yaml': `
  wrong_answers:
    unit: ratio
    better: lower
    aggregate: mean
    from:
      promql: 'sum by (agent) (increase(bot_faults_total[$window])) / sum by (agent) (increase(bot_answers_total[$window]))'
      samples: 'sum by (agent) (increase(bot_answers_total[$window]))'
      keep: store
    label: { fr: Réponses fausses, en: Wrong answers }
  answer_quality:
    unit: ratio
    better: higher
    aggregate: min
    own_traffic: false
    from: { promql: 'min_over_time(bot_quality[$window])', keep: store, agent_label: bot }
    label: { fr: Qualité, en: Quality }
`,
  'agents/margaux.yaml': `
  - id: wrong-answers
    when: wrong_answers > 10% over 1m
    min_samples: 20
    on_no_data: alert
    no_data_after: 10m
    then: suspend
    severity: critical
    playbook: stale-answers
  - id: quality
    when: answer_quality < 50% over 1m
    clear: answer_quality > 70% over 1m
    then: alert
    severity: warning
`,
};

/** A folder with the shipped rules and these; `change` says what a test writes in another way. */
export async function storeRules(change = (text: string) => text): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-store-'));
  await cp(shippedRules, folder, { recursive: true });
  for (const [file, text] of Object.entries(storeFiles)) {
    const path = join(folder, file);
    await writeFile(path, (await readFile(path, 'utf8')) + change(text));
  }
  return folder;
}
