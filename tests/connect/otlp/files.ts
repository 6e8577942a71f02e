import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedRules } from '../../support/house.ts';

/** The additions to the shipped rules by which margaux is measured by OpenTelemetry. */
export const otlpMetrics = `
  otel_errors: { unit: ratio, better: lower, aggregate: mean, label: { fr: Errors, en: Errors } }
  otel_answers: { unit: count, better: higher, aggregate: sum, label: { fr: Answers, en: Answers } }
  otel_slow: { unit: ratio, better: lower, aggregate: mean, label: { fr: Slow answers, en: Slow answers } }
  otel_mean: { unit: seconds, better: lower, aggregate: mean, label: { fr: Mean duration, en: Mean duration } }
  otel_p95: { unit: seconds, better: lower, aggregate: p95, label: { fr: p95, en: p95 } }
  otel_queue: { unit: number, better: lower, aggregate: last, label: { fr: Queue, en: Queue } }
  otel_synced: { unit: seconds, better: lower, aggregate: age, own_traffic: false, label: { fr: Synced, en: Synced } }
  run_errors: { unit: ratio, better: lower, aggregate: mean, label: { fr: Runs, en: Runs } }
  call_errors: { unit: ratio, better: lower, aggregate: mean, label: { fr: Calls, en: Calls } }
  call_time: { unit: seconds, better: lower, aggregate: mean, label: { fr: Calls, en: Calls } }
  call_cost: { unit: number, better: lower, aggregate: sum, label: { fr: Cost, en: Cost } }
  tokens_out: { unit: count, better: lower, aggregate: sum, label: { fr: Tokens, en: Tokens } }
  relevance: { unit: number, better: higher, aggregate: mean, label: { fr: Score, en: Score } }
  relevant: { unit: ratio, better: higher, aggregate: mean, label: { fr: Passed, en: Passed } }
`;

export const otlpSources = `
otlp:
  - { metric: otel_errors, ratio: { part: bot.errors, whole: bot.answers } }
  - { metric: otel_answers, counter: bot.answers, where: { env: [prod, test] } }
  - { metric: otel_errors, ratio: { whole: run.duration, part_where: { error.type: "*" } } }
  - { metric: otel_slow, ratio: { whole: bot.duration, above: 5 } }
  - { metric: otel_mean, histogram: bot.duration }
  - { metric: otel_p95, histogram: bot.duration }
  - { metric: otel_queue, gauge: bot.queue, agent: margaux, factor: 0.5 }
  - { metric: otel_synced, timestamp: bot.synced, agent_attribute: bot.id }
  - { metric: run_errors, gen_ai: agent_errors }
  - { metric: call_errors, gen_ai: model_errors }
  - { metric: call_time, gen_ai: model_time }
  - { metric: call_cost, gen_ai: input_tokens, factor: 0.000002, where: { gen_ai.request.model: m } }
  - { metric: tokens_out, gen_ai: output_tokens }
  - { metric: relevance, gen_ai: evaluation, where: { gen_ai.evaluation.name: relevance } }
  - { metric: relevant, gen_ai: evaluation, passes: [relevant], where: { gen_ai.evaluation.name: relevance } }
`;

/** Without a threshold of p95 that no bound has. */
export const otlpRule = `
  - id: otel-errors
    when: otel_errors > 10% over 5m
    min_samples: 10
    then: suspend
    severity: critical
    playbook: stale-answers
  - id: otel-slow
    when: otel_p95 > 10s over 5m
    min_samples: 20
    then: alert
    severity: warning
`;

/** The texts of the shipped rules with these. */
export async function otlpFiles(): Promise<{ readonly path: string; readonly text: string }[]> {
  const additions = [
    ['metrics.yaml', otlpMetrics],
    ['sources.yaml', otlpSources],
    ['agents/margaux.yaml', otlpRule],
  ] as const;
  return Promise.all(
    additions.map(async ([path, text]) => ({
      path,
      text: (await readFile(join(shippedRules, path), 'utf8')) + text,
    })),
  );
}

/** A folder with the shipped rules and these. */
export async function otlpFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-otlp-'));
  await cp(shippedRules, folder, { recursive: true });
  for (const { path, text } of await otlpFiles()) await writeFile(join(folder, path), text);
  return folder;
}
