import { afterEach, describe, expect, test } from 'vitest';
import { createScorePuller } from '../../../src/connect/scores/pull/puller.ts';
import type { NamedMetric } from '../../../src/metrics/metric.ts';
import type { IdentifiedSample } from '../../../src/metrics/sample.ts';
import type { ScoreKeeper, ScoreSource } from '../../../src/metrics/sources.ts';
import { eventually } from '../../support/eventually.ts';
import { type Answering, json, startAnswering, text } from '../pull/server.ts';
import { type Given, langfuse, langfuse3, langsmith, phoenix } from './keepers.ts';

const open: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

const start = Date.parse('2026-06-05T08:00:00Z');
const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();
const quality: NamedMetric = {
  ...{ name: 'quality', unit: 'ratio', better: 'higher', aggregate: 'mean', own_traffic: false },
  label: { fr: 'q', en: 'q' },
};
const byAttribute = { attributes: ['metadata.agent', 'tag.agent'] } as const;
const entry = (from: ScoreKeeper, more: Partial<ScoreSource> = {}): ScoreSource => ({
  ...{ from, metric: 'quality', score: 'quality', factor: 1, agent: byAttribute, where: {} },
  ...more,
});
/** Given ten minutes ago about an answer of twenty minutes ago. */
const given = (id: string, value: Given['value'], more: Partial<Given> = {}): Given => ({
  ...{ id, value, agent: 'margaux' },
  ...{ at: iso(start - 20 * minute), scoredAt: iso(start - 10 * minute), ...more },
});

const users = { langfuse: 'pk-1:sk-1@', phoenix: '', langsmith: '' };
const tokens = { langfuse: undefined, phoenix: 'px-1', langsmith: 'ls-1' };

/** A puller of one keeper, whose clock a test sets, and which counts ids as the database does. */
async function begin(from: ScoreKeeper, answer: Answering, sources = [entry(from)]) {
  const server = await startAnswering(answer);
  const state = { now: start, sources, isBusy: false, fails: false };
  const [samples, ids] = [[] as IdentifiedSample[], new Set<string>()];
  const [refused, pulls, counts] = [[] as string[], [] as string[], {} as Record<string, number>];
  const token = tokens[from];
  const puller = createScorePuller({
    now: () => state.now,
    busy: () => (state.isBusy ? { kind: 'unavailable', code: 'starting', detail: '' } : undefined),
    ingestOnce: async (some) => {
      if (state.fails) throw new Error('disk full');
      const news = some.filter(({ id }) => !ids.has(id));
      for (const one of news) ids.add(one.id);
      samples.push(...news);
      return news.length;
    },
    count: (_, some) => {
      for (const [outcome, count] of Object.entries(some)) counts[outcome] = (counts[outcome] ?? 0) + count;
    },
    countPull: (_, outcome) => void pulls.push(outcome),
    countRefused: (_, reason, count) => void refused.push(`${reason} ${count}`),
    rules: () => ({
      sources: state.sources,
      hasAgent: (agent) => agent === 'margaux',
      metric: (name) => (name === 'quality' ? quality : undefined),
    }),
    sites: {
      [from]: {
        url: server.url.replace('//', `//${users[from]}`),
        ...(token === undefined ? {} : { token }),
      },
    },
  });
  open.push(server, puller);
  /** Ticks until as many looks have come to their end. */
  const looks = (count: number, stepMs = 0) =>
    eventually(() => {
      state.now += stepMs;
      puller.tick();
      expect(pulls).toHaveLength(count);
    });
  return { server, puller, state, samples, refused, pulls, counts, looks };
}
const values = (samples: readonly IdentifiedSample[]) => samples.map(({ value }) => value);

const fakes = [
  ['langfuse', langfuse],
  ['langfuse', langfuse3],
  ['phoenix', phoenix],
  ['langsmith', langsmith],
] as const;

test('scores have ids that a database keeps, whatever they are there: one that it refuses would hold up all', async () => {
  const ids = ['a', 'a\u0000', 'é', ...['b', 'c'].map((end) => 'x'.repeat(5_000) + end)];
  const { looks, samples } = await begin('langfuse', langfuse(ids.map((id) => given(id, 0.5))));
  await looks(1);
  expect(new Set(samples.map(({ id }) => id)).size).toBe(ids.length);
  expect(samples.filter(({ id }) => !/^[\x20-\x7e]{1,200}$/.test(id))).toEqual([]);
});

describe.each(fakes)('scores of %s', (from, fake) => {
  test('of all pages count at the time of what they are about', async () => {
    const all = Array.from({ length: 5 }, (_, index) => given(`${index}`, index / 10));
    const { looks, samples, counts } = await begin(from, fake(all));
    await looks(1);
    expect(samples.map(({ agent, at, value, weight }) => [agent, at, value, weight])).toEqual(
      all.map(({ value }) => ['margaux', start - 20 * minute, value, 1]),
    );
    expect(counts).toEqual({ accepted: 5, repeated: 0, no_data: 0, rejected: 0 });
  });

  test('count once, however often they are looked at, and late ones are found', async () => {
    const all = [given('a', 0.9)];
    const { looks, samples, state, server } = await begin(from, fake(all));
    await looks(1);
    server.answers(fake([...all, given('b', 0.2, { scoredAt: iso(start - 50 * minute) })]));
    state.now += minute;
    await looks(2);
    expect(values(samples)).toEqual([0.9, 0.2]);
  });

  test('that are truths count as 0 or 1, and labels by what the entry says of them', async () => {
    const labels = { good: 1, bad: 0.25 };
    const all = [given('a', true), given('b', false), given('c', 'bad'), given('d', 'awful')];
    const { looks, samples, refused } = await begin(from, fake(all), [entry(from, { labels })]);
    await looks(1);
    expect(values(samples)).toEqual([1, 0, 0.25]);
    expect(refused).toEqual(['unfit 1']);
  });

  test('that are labels are refused where the entry says nothing of them, and nothing is no data', async () => {
    const { looks, samples, refused, counts } = await begin(
      from,
      fake([given('a', 'good'), given('b', null), given('c', 70)]),
    );
    await looks(1);
    expect(samples).toEqual([]);
    // 70 is no ratio.
    expect(refused.toSorted()).toEqual(['not_taken 1', 'unfit 1']);
    expect(counts).toMatchObject({ no_data: 1, rejected: 2 });
  });

  test('weigh as many answers as they stand for, times the factor of the entry', async () => {
    const { looks, samples } = await begin(from, fake([given('a', 80)]), [
      entry(from, { factor: 0.01, sampleRate: 0.1 }),
    ]);
    await looks(1);
    expect(samples.map(({ value, weight }) => [value, weight])).toEqual([[0.8, 10]]);
  });

  test('without an agent, of an unknown one, or of another name feed nothing', async () => {
    const { agent: _, ...nobody } = given('a', 0.5);
    const all = [nobody, given('b', 0.5, { agent: 'leo' }), given('c', 0.5, { name: 'other' })];
    const { looks, samples, refused } = await begin(from, fake(all));
    await looks(1);
    expect(samples).toEqual([]);
    expect(refused).toEqual(['no_agent 1', 'unknown_agent 1']);
  });

  test('are asked for again after what passes, not before the time that the server says', async () => {
    const { looks, samples, server, state, puller } = await begin(from, (asked, response) => {
      response.setHeader('Retry-After', '30');
      json({}, 429)(asked, response);
    });
    await eventually(() => {
      puller.tick();
      expect(server.asked).toHaveLength(1);
    });
    state.now += 29_000;
    for (let tick = 0; tick < 5; tick++) puller.tick();
    server.answers(fake([given('a', 0.9)]));
    state.now += 900;
    puller.tick();
    expect(server.asked).toHaveLength(1);
    await looks(1, 200);
    expect(values(samples)).toEqual([0.9]);
  });

  test.each<[string, Answering, string]>([
    ['answers 500', json({}, 500), 'http_error'],
    ['refuses the key', json({}, 401), 'http_error'],
    ['answers no JSON', text('<html>'), 'malformed'],
    ['answers another JSON', json({ message: 'hello' }), 'malformed'],
    ['sends elsewhere', (_, response) => response.writeHead(302, { Location: '/x' }).end(), 'redirect'],
    ['answers too much', text('x'.repeat(9_000_000)), 'too_large'],
  ])('are no data where the server %s, and it is asked less often', async (_, answer, outcome) => {
    const { looks, pulls, counts, puller, state, server } = await begin(from, answer);
    await looks(1, 20_000);
    expect(pulls).toEqual([outcome]);
    expect(counts).toEqual({ no_data: 1 });
    expect(puller.standing()[0]).toMatchObject({ isSet: true, answeredAt: undefined });
    const asked = server.asked.length;
    state.now += 30_000;
    for (let tick = 0; tick < 5; tick++) puller.tick();
    await new Promise(setImmediate);
    expect(server.asked).toHaveLength(asked);
  });
});

test('a score before its trace waits for it for a quarter of an hour, and is refused once', async () => {
  const { at: _, ...early } = given('a', 0.9, { scoredAt: iso(start) });
  const { looks, samples, refused, server, state } = await begin('langfuse', langfuse([early]));
  await looks(1);
  state.now += minute;
  await looks(2);
  expect([samples, refused]).toEqual([[], ['no_time 1']]);
  server.answers(langfuse([{ ...early, at: iso(start) }]));
  state.now += minute;
  await looks(3);
  expect([values(samples), refused]).toEqual([[0.9], ['no_time 1']]);
});

test('what was not kept comes again', async () => {
  const { looks, samples, state, pulls } = await begin('langsmith', langsmith([given('a', 0.9)]));
  state.fails = true;
  await looks(1);
  state.fails = false;
  await looks(2, 10_000);
  expect([values(samples), pulls]).toEqual([[0.9], ['not_kept', 'answered']]);
});

test('by other entries, what was refused is looked at again', async () => {
  const { looks, samples, state } = await begin('phoenix', phoenix([given('a', 'good')]));
  await looks(1);
  state.sources = [entry('phoenix', { labels: { good: 1 } })];
  state.now += minute;
  await looks(2);
  expect(values(samples)).toEqual([1]);
});

test('a list that does not end is none', async () => {
  const { looks, pulls } = await begin('langfuse', json({ data: [], meta: { cursor: 'again' } }));
  await looks(1);
  expect(pulls).toEqual(['malformed']);
});

test('the runs of LangSmith are asked for only where an entry looks at them', async () => {
  const { looks, samples, server } = await begin('langsmith', langsmith([given('a', 0.9)]), [
    entry('langsmith', { agent: { fixed: 'margaux' } }),
  ]);
  await looks(1);
  expect([values(samples), server.asked.map(({ path }) => path)]).toEqual([[0.9], ['/api/v1/feedback']]);
});

test('whoever says that there are scores has them looked at now, unless the place is in trouble', async () => {
  const { looks, samples, server, puller, state } = await begin('langfuse', langfuse([]));
  await looks(1);
  server.answers(langfuse([given('a', 0.9)]));
  state.now += 1_000;
  expect([puller.wake('langfuse'), puller.wake('phoenix')]).toEqual([true, false]);
  await looks(2);
  expect(values(samples)).toEqual([0.9]);
});

test('nothing is asked while no measures can be taken, and no more than five times a tick', async () => {
  const all = Array.from({ length: 40 }, (_, index) => given(`${index}`, 0.5));
  const { server, puller, state } = await begin('langfuse', langfuse(all, 100));
  state.isBusy = true;
  puller.tick();
  state.isBusy = false;
  puller.tick();
  await eventually(() => expect(server.asked).toHaveLength(5));
  puller.tick();
  await eventually(() => expect(server.asked).toHaveLength(10));
});
