import { describe, expect, test } from 'vitest';
import { memory } from './memory.ts';
import { attributes, delta, logs, metrics, nano, point, sum } from './messages.ts';

const begin = Date.parse('2026-06-05T08:00:00Z');
const at = begin + 10_000;

/** A histogram of durations, its points by their attributes. */
const durations = (name: string, points: readonly [count: number, with_: Record<string, string>][]) => ({
  name,
  histogram: {
    aggregationTemporality: delta,
    dataPoints: points.map(([count, some]) => ({
      count,
      sum: count * 2,
      ...point({ at, start: begin, with: some }),
    })),
  },
});
const failed = { 'error.type': 'timeout' };
const chat = { 'gen_ai.operation.name': 'chat' };
const run = { 'gen_ai.operation.name': 'invoke_agent' };
const tool = { 'gen_ai.operation.name': 'execute_tool' };

describe('what agents of generative AI tell of themselves', () => {
  test.each([
    ['new', 'gen_ai.invoke_agent.duration', {}],
    ['old', 'gen_ai.client.operation.duration', run],
  ])('has the share of runs that failed, by its %s name', (_, name, some) => {
    const { send, counted } = memory(begin);
    send(
      metrics([
        durations(name, [
          [18, some],
          [2, { ...some, ...failed }],
        ]),
      ]),
      at,
    );
    expect(counted('run_errors')).toEqual({ sum: 2, weight: 20 });
    expect(counted('call_errors').weight).toBe(0);
  });

  test.each([
    ['new', 'gen_ai.client.inference.duration', {}],
    ['old', 'gen_ai.client.operation.duration', chat],
  ])('has the calls of models apart from runs and tools, by its %s name', (_, name, some) => {
    const { send, counted } = memory(begin);
    const others = durations('gen_ai.client.operation.duration', [
      [5, tool],
      [7, { ...run, ...failed }],
    ]);
    send(
      metrics([
        durations(name, [
          [9, some],
          [1, { ...some, ...failed }],
        ]),
        others,
      ]),
      at,
    );
    expect(counted('call_errors')).toEqual({ sum: 1, weight: 10 });
    expect(counted('call_time')).toEqual({ sum: 20, weight: 10 });
    expect(counted('run_errors')).toEqual({ sum: 7, weight: 7 });
  });

  test('has tokens by both names, which cost what they are mapped to', () => {
    const { send, counted } = memory(begin);
    const usage = (type: string, tokens: number) => ({
      name: 'gen_ai.client.token.usage',
      histogram: {
        aggregationTemporality: delta,
        dataPoints: [
          {
            count: 2,
            sum: tokens,
            ...point({ at, with: { 'gen_ai.token.type': type, 'gen_ai.request.model': 'm' } }),
          },
        ],
      },
    });
    const now = sum('gen_ai.client.inference.usage.input_tokens', delta, [
      { asInt: 500_000, ...point({ at, with: { 'gen_ai.request.model': 'm' } }) },
      { asInt: 7, ...point({ at, with: { 'gen_ai.request.model': 'other' } }) },
    ]);
    send(metrics([usage('input', 500_000), usage('output', 300), now]), at);
    expect(counted('call_cost').sum).toBeCloseTo(2, 9);
    expect(counted('tokens_out').sum).toBeCloseTo(300, 9);
  });

  test('is about the agent that it names, not about the program', () => {
    const { send, counted } = memory(begin);
    const named = { 'gen_ai.agent.name': 'margaux' };
    send(metrics([durations('gen_ai.invoke_agent.duration', [[3, named]])], { 'service.name': 'bots' }), at);
    expect(counted('run_errors').weight).toBe(3);
  });
});

describe('evaluations of answers', () => {
  const result = (some: Record<string, string>, more: object = {}) => ({
    eventName: 'gen_ai.evaluation.result',
    timeUnixNano: nano(at),
    attributes: [
      ...attributes({ 'gen_ai.evaluation.name': 'relevance', ...some }),
      { key: 'gen_ai.evaluation.score.value', value: { doubleValue: 0.25 } },
    ],
    ...more,
  });
  const relevant = { 'gen_ai.evaluation.score.label': 'relevant', 'gen_ai.response.id': 'r1' };

  test.each(['json', 'protobuf'] as const)(
    'keep their score; their label says whether they were passed (%s)',
    (as) => {
      const { send, counted } = memory(begin);
      const request = logs([result(relevant), result({ 'gen_ai.evaluation.score.label': 'poor' })]);
      expect(send(request, at, as)).toEqual(Array(4).fill('accepted'));
      expect(send(request, at, as)).toEqual(Array(4).fill('repeated'));
      expect(counted('relevance')).toEqual({ sum: 0.5, weight: 2 });
      expect(counted('relevant')).toEqual({ sum: 1, weight: 2 });
    },
  );

  test('count at the time that they are about, however late they come', () => {
    const { send, counted } = memory(begin);
    const hour = 3_600_000;
    const late = logs([result(relevant, { timeUnixNano: 0, observedTimeUnixNano: nano(at) })]);
    expect(send(late, at + hour)).toEqual(['accepted', 'accepted']);
    expect(send(logs([result(relevant, { timeUnixNano: nano(at - 1) })]), at + hour)).toEqual([
      'accepted',
      'accepted',
    ]);
    expect(counted('relevance').weight).toBe(2);
  });

  test.each([
    ['without a label', [result({})], ['accepted']],
    [
      'that failed themselves',
      [result(failed, { attributes: attributes({ ...failed, 'gen_ai.evaluation.name': 'relevance' }) })],
      ['gen_ai.evaluation.result has no gen_ai.evaluation.score.value: the evaluation itself failed'],
    ],
    [
      'of another name',
      [result({ 'gen_ai.evaluation.name': 'tone' })],
      ['no entry under otlp of sources.yaml reads gen_ai.evaluation.result with these attributes'],
    ],
    [
      'that are other records',
      [{ body: { stringValue: 'hello' }, timeUnixNano: nano(at) }],
      ['log records are read as gen_ai.evaluation.result alone'],
    ],
  ])('%s are taken for what they say', (_, records, outcomes) => {
    expect(memory(begin).send(logs(records), at)).toEqual(outcomes);
  });
});
