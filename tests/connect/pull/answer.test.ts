import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { attribute, mostSeries, readAnswer } from '../../../src/connect/pull/answer.ts';

const vector = (result: unknown, more: object = {}) => ({
  status: 'success',
  data: { resultType: 'vector', result },
  ...more,
});
const series = (metric: object, value: unknown = [1, '0.5']) => ({ metric, value });
const read = (body: unknown, status = 200) => readAnswer(status, JSON.stringify(body));
const good = vector([series({ agent: 'margaux' })]);

describe('the answer of a store', () => {
  test('has values with their own times, of one time or of many', async () => {
    expect(await read(good)).toEqual({
      isScalar: false,
      series: [{ labels: new Map([['agent', 'margaux']]), points: [[1_000, 0.5]] }],
    });
    const values = [
      [1.5, '1'],
      [11.5, 'NaN'],
      [21.5, '+Inf'],
    ];
    expect(
      await read({ status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } }),
    ).toMatchObject({
      series: [
        {
          points: [
            [1_500, 1],
            [11_500, Number.NaN],
            [21_500, Number.POSITIVE_INFINITY],
          ],
        },
      ],
    });
    expect(await read({ status: 'success', data: { resultType: 'scalar', result: [1, '3'] } })).toMatchObject(
      {
        isScalar: true,
      },
    );
    expect(await read(vector([]))).toEqual({ isScalar: false, series: [] });
  });

  test.each([
    [
      'an error',
      { status: 'error', errorType: 'bad_data', error: 'parse error' },
      400,
      'error',
      'bad_data: parse',
    ],
    [
      'a time-out of the store',
      { status: 'error', errorType: 'timeout', error: 'late' },
      503,
      'timeout',
      'late',
    ],
    [
      'an error that is called well',
      { status: 'error', errorType: 'execution', error: 'x' },
      200,
      'error',
      'x',
    ],
    ['a page of a proxy', 'Bad gateway', 502, 'http_error', 'HTTP 502'],
    ['a whole answer under a bad status', good, 500, 'http_error', 'HTTP 500'],
    ['no status', { data: good.data }, 200, 'malformed', 'none of a query'],
    ['a part of VictoriaMetrics', { ...good, isPartial: true }, 200, 'partial', 'isPartial'],
    [
      'a part of Thanos',
      { ...good, warnings: ['No StoreAPIs matched for this query'] },
      200,
      'partial',
      'StoreAPIs',
    ],
    ['a warning that is no text', { ...good, warnings: [1] }, 200, 'partial', 'number'],
    [
      'a text',
      { status: 'success', data: { resultType: 'string', result: [1, 'x'] } },
      200,
      'malformed',
      'string',
    ],
    ['no data', { status: 'success', data: null }, 200, 'malformed', 'gives a undefined'],
    [
      'a number in the place of a text',
      vector([series({}, [1, 5])]),
      200,
      'malformed',
      'a value that is none',
    ],
    [
      'a value in another spelling',
      vector([series({}, [1, '0x10'])]),
      200,
      'malformed',
      'a value that is none',
    ],
    ['a time that is a text', vector([series({}, ['1', '5'])]), 200, 'malformed', 'a value that is none'],
    ['a series without values', vector([{ metric: {} }]), 200, 'malformed', 'a value that is none'],
    ['a series that is none', vector([null]), 200, 'malformed', 'a value that is none'],
    ['a label that is no text', vector([series({ agent: 7 })]), 200, 'malformed', 'a label that is no text'],
    ['a histogram', vector([{ metric: {}, histogram: [1, {}] }]), 200, 'malformed', 'native histograms'],
    [
      'a broken scalar',
      { status: 'success', data: { resultType: 'scalar', result: [] } },
      200,
      'malformed',
      'scalar',
    ],
  ])('that is %s is no data', async (_, body, status, outcome, reason) => {
    expect(await read(body, status)).toEqual({ outcome, reason: expect.stringContaining(reason) });
  });

  test('is whole in spite of what the engine remarks about the query', async () => {
    const warnings = ['PromQL info: metric might not be a counter', 'PromQL warning: bucket label missing'];
    expect(await read({ ...good, warnings })).toHaveProperty('series');
    expect(await read({ ...good, isPartial: false, warnings: [] })).toHaveProperty('series');
  });

  test('has ten thousand series and no more', async () => {
    const many = (count: number) => vector(Array(count).fill(series({})));
    expect(await read(many(mostSeries))).toHaveProperty('series');
    expect(await read(many(mostSeries + 1))).toMatchObject({ outcome: 'too_large' });
  });

  property.prop([fc.json(), fc.constantFrom(200, 400, 500)])('never throws', async (text, status) => {
    expect(await readAnswer(status, text)).toHaveProperty('outcome');
    expect(await readAnswer(status, text.slice(1))).toHaveProperty('outcome');
  });

  property.prop([
    fc.object({ key: fc.constantFrom('status', 'data', 'result', 'resultType', 'metric', 'value') }),
  ])('never throws, whatever stands where series are meant', async (item) => {
    expect(typeof (await read(vector([item])))).toBe('object');
  });
});

describe('whom a series is about', () => {
  const about = async (body: object, from: object = { promql: 'x' }) => {
    const answer = await read(body);
    if ('outcome' in answer) throw new Error(answer.reason);
    const {
      series: found,
      refusals,
      refused,
    } = attribute(answer, 'quality', from, {
      hasAgent: (agent) => agent === 'margaux',
    });
    return {
      agents: found.map(({ labels }) => labels.get('agent')),
      refused,
      reasons: [...refusals.values()].map(({ reason, agent }) => [agent, reason]),
    };
  };

  test('is said by its label, by another label, or by metrics.yaml', async () => {
    expect(await about(good)).toEqual({ agents: ['margaux'], refused: 0, reasons: [] });
    expect((await about(vector([series({ bot: 'leo' })]), { agent_label: 'bot' })).agents).toEqual(['leo']);
    expect((await about(vector([series({ bot: 'leo' })]), { agent: 'margaux' })).agents).toEqual(['margaux']);
    const scalar = { status: 'success', data: { resultType: 'scalar', result: [1, '3'] } };
    expect((await about(scalar, { agent: 'margaux' })).agents).toEqual(['margaux']);
    expect(await about(scalar)).toMatchObject({
      agents: [],
      reasons: [[undefined, expect.stringContaining('say agent')]],
    });
  });

  test('has to be one agent, and each agent has one series; the others are taken', async () => {
    const twice = [series({ agent: 'margaux', pod: 'a' }), series({ agent: 'margaux', pod: 'b' })];
    expect(await about(vector([...twice, series({ bot: 'x' }), series({ agent: 'leo' })]))).toEqual({
      agents: ['leo'],
      refused: 3,
      reasons: [
        [undefined, 'quality: the query gives a series without the label agent'],
        ['margaux', 'quality: the query gives 2 series for one agent, expected one'],
      ],
    });
  });
});
