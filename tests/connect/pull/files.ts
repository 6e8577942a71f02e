import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedRules } from '../../support/house.ts';

/** The additions to the shipped rules by which metrics of margaux are asked for: one of a store, two of a page. */
export function pullFiles(page: string) {
  return {
    'metrics.yaml': `
  answer_quality:
    unit: ratio
    better: higher
    aggregate: mean
    own_traffic: false
    from: { promql: 'avg by (agent) (bot_quality)' }
    label: { fr: Qualité, en: Quality }
  bot_faults:
    unit: ratio
    better: lower
    aggregate: mean
    from: { scrape: '${page}' }
    label: { fr: Erreurs, en: Faults }
  bot_answers:
    unit: count
    better: higher
    aggregate: sum
    from: { scrape: '${page}' }
    label: { fr: Réponses, en: Answers }
`,
    'sources.yaml': `
sources:
  - { metric: bot_faults, ratio: { part: bot_faults_total, whole: bot_answers_total }, agent_label: bot }
  - { metric: bot_answers, counter: bot_answers_total, agent_label: bot }
`,
    'agents/margaux.yaml': `
  - id: quality
    when: answer_quality < 80% over 1m
    min_samples: 1
    then: suspend
    severity: critical
    playbook: stale-answers
  - id: faults
    when: bot_faults > 50% over 1m
    min_samples: 1
    then: alert
    severity: warning
`,
  };
}

/** A folder with the shipped rules and these. */
export async function pullRules(page: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-pull-'));
  await cp(shippedRules, folder, { recursive: true });
  for (const [file, text] of Object.entries(pullFiles(page))) {
    const path = join(folder, file);
    const before = file === 'sources.yaml' ? '' : await readFile(path, 'utf8');
    await writeFile(path, before + text);
  }
  return folder;
}
