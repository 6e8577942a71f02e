import { expect, test } from 'vitest';
import { authenticate } from '../../src/access/guard.ts';
import { askedHistory } from '../../src/cli/asked-history.ts';
import type { Ask } from '../../src/cli/service.ts';
import { bucketOf } from '../../src/metrics/buckets.ts';
import { cellOf } from '../../src/metrics/cell.ts';
import { cellsIn, columnsOf } from '../../src/metrics/storage/cell-columns.ts';
import { createRouter } from '../../src/platform/http/http.ts';
import { noSwitchRecord, type Past } from '../../src/workshop/replay/history.ts';
import { pastRoutes } from '../../src/workshop/replay/past-routes.ts';
import { aRule as rule } from '../builders/rules.ts';
import { day, ruleSet } from '../rules/world.ts';

const hour = 3_600_000;
const own = ruleSet([rule()]);
const other = { ...ruleSet([rule()]), hash: 'other', people: new Map([['x', { ...samplePerson() }]]) };
const cells = [
  cellOf(day, 0.1 + 0.2, 3, day + 1),
  { ...cellOf(day + hour, -0, 1e-300, day + hour), buckets: bucketOf(250, 2) },
  cellOf(day + 7 * hour, 5e300, 0, day + 7 * hour),
];
const past: Past = {
  extent: async () => ({ oldest: day, newest: day + 7 * hour }),
  slices: (_agent, metrics, { from, until }) => [
    {
      ...{ from, until },
      cells: new Map(
        metrics.map((metric) => [
          metric,
          columnsOf(cells.filter(({ start }) => start >= from && start < until)),
        ]),
      ),
    },
  ],
  switchRecord: async () => ({ ...noSwitchRecord, downtime: [{ from: day }] }),
  incidents: async () => [{ number: 4, agent: 'margaux', from: day, until: day + 1, openedAt: day }],
  recordedSets: async ({ from }) => [{ at: from, hash: 'other' }],
  ruleSet: async (hash) => (hash === 'other' ? other : undefined),
  firstInForceSince: async () => day,
  firings: async (agent) => [{ agent, rule: 'error-rate', since: day, firedAt: day + 1, end: day + 2 }],
  openCriteria: async () => [],
};

function samplePerson() {
  return { id: 'x', name: 'X', email: 'x@example.org', language: 'fr', approver: false } as const;
}

const asked: string[] = [];
const app = createRouter();
app.use(
  authenticate([() => ({ kind: 'caller', caller: { actor: { kind: 'key', key: 'vi01' }, role: 'viewer' } })]),
);
app.route('/', pastRoutes({ past, flushCells: async () => {} }));
const ask: Ask = async (schema, method, path) => {
  asked.push(path);
  const answer = await app.request(path, { method });
  if (!answer.ok) throw new Error(await answer.text());
  const text = await answer.text();
  expect(text).not.toContain('x@example.org');
  return schema.parse(JSON.parse(text));
};
const told = askedHistory(ask, own);
const span = { from: day, until: day + 24 * hour };

test('what the service tells of the past is what it has, to the last bit, part by part', async () => {
  const read = [];
  for await (const slice of told.slices('margaux', ['error_rate'], span))
    read.push(...cellsIn(slice.cells.get('error_rate') ?? columnsOf([])));
  expect(read).toEqual(cellsIn(columnsOf(cells)));
  expect(asked.filter((path) => path.includes('/cells'))).toHaveLength(4);
  expect(await told.extent(['error_rate'])).toEqual(await past.extent(['error_rate']));
  expect(await told.switchRecord('margaux')).toMatchObject({ downtime: [{ from: day }], resumes: [] });
  expect(await told.firings('margaux', span)).toEqual(await past.firings('margaux', span));
  expect(await told.incidents(span)).toEqual(await past.incidents(span));
  expect(await told.recordedSets(span)).toEqual([{ at: day, hash: 'other' }]);
  expect(await told.firstInForceSince()).toBe(day);
});

test('a recorded rule set comes without its people, for whom those of the folder stand', async () => {
  expect(await told.ruleSet('other')).toEqual({ ...other, people: own.people });
  expect(await told.ruleSet(own.hash)).toBe(own);
});

test('no more than six hours of cells are told at a time', async () => {
  const of = (until: number) =>
    `/v1/history/cells?agent=a&metric=m&from=${new Date(day).toISOString()}&until=${new Date(until).toISOString()}`;
  expect((await app.request(of(day + 6 * hour))).status).toBe(200);
  expect((await app.request(of(day + 6 * hour + 1))).status).toBe(400);
  expect((await app.request(of(day))).status).toBe(400);
});
