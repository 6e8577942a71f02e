import { describe, expect, test } from 'vitest';
import { reportsDue } from '../../../src/thread/reminding/reports.ts';
import { apply } from '../../../src/thread/world.ts';
import { decided } from '../../builders/decision.ts';
import { anIncident } from '../../builders/incidents.ts';
import { lea } from '../../builders/people.ts';
import { hour, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';
import { declassify, left, report } from '../../incidents/clocks/world.ts';

const open = aWorld({ incidents: [anIncident()] });
const order = { kind: 'classifyIncident', incident: 4, class: 'gdpr_breach', by: lea } as const;
const running = apply(open, decided(open, order));
const owed = running.owing?.get(4);
const classes = owed?.classes ?? [];

const told = (now: number, state = running) =>
  reportsDue({
    ...{ state, set: open.set, trafficAt: undefined, watchedFrom: 0, now },
    reach: { startedAt: tripAt, isKnown: true },
  }).map(({ dueAt, notice }) => [notice.data, dueAt - tripAt, notice.severity] as const);

describe('people are reminded of a report that is owed', () => {
  test.each([
    [36 * hour - 1, []],
    [36 * hour, [{ stage: 'half', dueAt: 36 * hour }]],
    [48 * hour, [{ stage: 'last_day', dueAt: 48 * hour }]],
    [72 * hour, [{ stage: 'last_day', dueAt: 48 * hour }]],
    [72 * hour + 1, [{ stage: 'late', dueAt: 72 * hour + 1 }]],
  ])('%i ms after it began of the stage that it has come to alone', (after, stages) => {
    expect(told(tripAt + after)).toMatchObject(
      stages.map(({ stage, dueAt }) => [{ stage }, dueAt, 'critical']),
    );
  });

  test('also when the incident is resolved, or closed', () => {
    const done = { ...running, incidents: new Map() };
    expect(told(tripAt + 36 * hour, done)).toHaveLength(1);
  });

  test('no longer once a first report was sent, or the class was withdrawn', () => {
    const incident = { ...anIncident(), classes };
    for (const next of [left(report(incident, { report: 'incomplete' })), left(declassify(incident))]) {
      const state = { ...running, owing: new Map([[4, next]]) };
      expect(told(tripAt + 100 * hour, state)).toEqual([]);
    }
  });

  test('an incident whose reports are all sent is forgotten', () => {
    const world = {
      ...aWorld({ incidents: [{ ...anIncident(), classes }] }),
      owing: new Map([[4, { ...anIncident(), classes }]]),
    };
    const whole = {
      kind: 'recordReport',
      incident: 4,
      class: 'gdpr_breach',
      report: 'complete',
      by: lea,
    } as const;
    expect(apply(world, decided(world, whole)).owing?.size).toBe(0);
  });
});
