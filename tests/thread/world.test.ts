import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Order } from '../../src/thread/commands.ts';
import type { ThreadEvent } from '../../src/thread/events.ts';
import {
  apply,
  openIncidentsOf,
  planOf,
  ruleIncidentOf,
  sequencesAfter,
  switchOf,
  untouchedAgent,
} from '../../src/thread/world.ts';
import { decided, worldAfter } from '../builders/decision.ts';
import { anIncident, aStop } from '../builders/incidents.ts';
import { acknowledge, open, resume, ruleFired, ruleResolved, step, suspend } from '../builders/messages.ts';
import { aPlan } from '../builders/plans.ts';
import { minute, tripAt } from '../builders/time.ts';
import { aWorld, firing } from '../builders/world.ts';

const calm = [firing({}, { verdict: 'ok' })];

describe('an agent after a change', () => {
  test('a change without parts leaves everything as it was', () => {
    const state = untouchedAgent('margaux');
    expect(apply(state, { agent: 'margaux' })).toEqual(state);
  });

  test('a stop begins a span of downtime, a second one does not, and letting it run ends it', () => {
    const stopped = worldAfter(aWorld({ rules: calm }), ruleFired());
    expect(stopped.downtime).toEqual([{ from: tripAt }]);
    const held = worldAfter(stopped, suspend(), tripAt + minute);
    expect(held.downtime).toEqual([{ from: tripAt }]);
    const back = worldAfter(held, resume(), tripAt + 2 * minute);
    expect(back.downtime).toEqual([{ from: tripAt, until: tripAt + 2 * minute }]);
  });

  test('an incident goes out of sight when it is resolved, not when it is acknowledged', () => {
    const world = aWorld({ incidents: [anIncident({ triggers: [] })] });
    expect(worldAfter(world, step('acknowledgeIncident')).incidents.size).toBe(1);
    expect(worldAfter(world, step('resolveIncident')).incidents.size).toBe(0);
  });

  test('an agent to whom nothing has happened may run, at epoch 0', () => {
    expect(switchOf(untouchedAgent('margaux'), tripAt)).toEqual({
      agent: 'margaux',
      trips: [],
      epoch: 0,
      since: tripAt,
    });
  });

  test.each([
    ['open', 4],
    ['acknowledged', 4],
    ['resolved', undefined],
    ['closed', undefined],
  ] as const)('the incident that a rule joins may be %s', (state, number) => {
    expect(ruleIncidentOf(aWorld({ incidents: [anIncident({ state })] }))?.number).toBe(number);
  });

  test.each(['audit', 'review', 'manual'] as const)(
    'a rule never joins an incident of source %s',
    (source) => {
      expect(ruleIncidentOf(aWorld({ incidents: [anIncident({ source })] }))).toBeUndefined();
    },
  );

  test('the incident of the rules stands before those opened by hand, and these before what was looked into', () => {
    const sources = ['audit', 'manual', 'review', 'manual', 'rule', 'audit'] as const;
    const incidents = sources.map((source, place) => anIncident({ number: place + 1, source }));
    const world = aWorld({ incidents: [...incidents, anIncident({ number: 7, state: 'resolved' })] });
    expect(openIncidentsOf(world).map(({ number }) => number)).toEqual([5, 4, 2, 3, 6, 1]);
  });

  test('the plan of an incident is found while it is in sight', () => {
    expect(planOf(aWorld({ plans: [aPlan()] }), { plan: 4 })?.number).toBe(4);
    expect(planOf(aWorld(), { plan: 4 })).toBeUndefined();
    expect(planOf(aWorld({ plans: [aPlan()] }), anIncident())).toBeUndefined();
  });
});

describe('the sequences', () => {
  const last = { incident: 7, plan: 2 };

  test('new things take the next numbers', () => {
    const change = decided(aWorld({ sequences: last }), ruleFired());
    expect(sequencesAfter(last, change)).toEqual({ incident: 8, plan: 3 });
  });

  test('things that have their number take none, however old they are', () => {
    const change = decided(aWorld({ sequences: last, incidents: [aStop({ number: 3 })] }), ruleResolved());
    expect(change.incident).toBeDefined();
    expect(sequencesAfter(last, change)).toEqual(last);
  });
});

const messages: fc.Arbitrary<Order | ThreadEvent> = fc.constantFrom<(Order | ThreadEvent)[]>(
  ruleFired(),
  ruleFired({ at: tripAt + minute }),
  ruleResolved(),
  suspend(),
  resume(),
  acknowledge(0),
  open(),
);

/** Nothing in it can be written to any more: whoever tries throws. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  const inner = value instanceof Map ? value.values() : Object.values(value);
  for (const one of inner) frozen(one);
  return value;
}

property.prop([fc.array(messages, { maxLength: 10 })])(
  'neither deciding nor applying ever writes to what it is given',
  (told) => {
    let world = frozen(aWorld({ rules: calm }));
    for (const message of told) {
      const before = structuredClone(world);
      let next = world;
      try {
        next = worldAfter(world, message);
      } catch (error) {
        // A command may be refused; a write to something frozen is a TypeError.
        expect(error).not.toBeInstanceOf(TypeError);
      }
      expect(world).toEqual(before);
      world = frozen(next);
    }
  },
);
