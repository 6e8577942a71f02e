import { expect, test } from 'vitest';
import { readingsOf } from '../../../src/connect/otlp/feeds.ts';
import { takingReadings } from '../../../src/connect/otlp/intake/take.ts';
import { pointsOf } from '../../../src/connect/otlp/points.ts';
import { createLiveCells, ensureSeries } from '../../../src/metrics/memory/live.ts';
import { createTouched } from '../../../src/metrics/memory/touched.ts';
import { rules, stepMs } from './memory.ts';
import { delta, metrics, point, sum } from './messages.ts';

const begin = Date.parse('2026-06-05T08:00:00Z');

/** A door in front of a memory; `pieces` are the turns in which a request was recorded. */
function door() {
  const disk = { isFull: false };
  const live = createLiveCells(stepMs);
  const pieces: number[] = [];
  const counted: object[] = [];
  const take = takingReadings({
    now: () => begin,
    busy: () => undefined,
    rules: () => rules,
    refused: () => {},
    count: (_, counts) => void counted.push(counts),
    ingestBatch: async (fill) => {
      const touched = createTouched();
      const seriesOf = (agent: string, metric: string) =>
        ensureSeries(live, agent, metric, { aggregate: 'sum', windows: [] });
      fill({ live, touched, now: begin + 10_000, rules, seriesOf, variantOf: () => undefined });
      pieces.push(live.agents.length);
      if (disk.isFull) throw new Error('the disk is full');
    },
  });
  const send = (count: number) => {
    const dataPoints = Array.from({ length: count }, (_, place) => ({
      asInt: 1,
      ...point({ at: begin + 1_000, with: { env: 'prod', place: String(place) } }),
    }));
    const judged = pointsOf(metrics([sum('bot.answers', delta, dataPoints)])).map((one, place) =>
      readingsOf(one, place, rules),
    );
    return take(judged, rules, 0);
  };
  return { send, pieces, counted, disk };
}

test('a large request is recorded in pieces, between which others have their turn', async () => {
  const { send, pieces, counted } = door();
  expect(await send(2_500)).toEqual({ rejected: 0, reason: '' });
  // The sides of the ratio of each point stay together.
  expect(pieces.length).toBe(4);
  expect(counted).toEqual([{ accepted: 2_500, baseline: 0, repeated: 0, no_data: 0, rejected: 0 }]);
});

test('what could not be kept is forgotten, so that it counts when it is sent again', async () => {
  const { send, counted, disk } = door();
  disk.isFull = true;
  await expect(send(1)).rejects.toThrow('the disk is full');
  disk.isFull = false;
  await send(1);
  await send(1);
  const counts = { accepted: 0, baseline: 0, repeated: 0, no_data: 0, rejected: 0 };
  expect(counted).toEqual([
    { ...counts, accepted: 1 },
    { ...counts, repeated: 1 },
  ]);
});
