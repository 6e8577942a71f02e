import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { Incident } from '../../../src/incidents/incident.ts';
import type { Order } from '../../../src/thread/commands.ts';
import type { ThreadEvent } from '../../../src/thread/events.ts';
import type { World } from '../../../src/thread/world.ts';
import { worldAfter } from '../../builders/decision.ts';
import { anIncident } from '../../builders/incidents.ts';
import {
  acknowledge,
  acknowledgementMissed,
  ruleDataBack,
  ruleFired,
  ruleNoData,
  ruleRemoved,
  ruleResolved,
  suspend,
  triggerFoundOver,
} from '../../builders/messages.ts';
import { aPlan } from '../../builders/plans.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

const rules = ['error-rate', 'escalations', 'csat'];
const effects = fc.constantFrom('suspend' as const, 'alert' as const, 'observe' as const);
const silences = fc.constantFrom('keep' as const, 'alert' as const, 'suspend' as const);
const playbooks = fc.constantFrom('stale-answers', 'other', undefined);

/** Margaux under three rules, each with its own effects and playbook. */
const worlds = fc
  .tuple(...rules.map((id) => fc.tuple(fc.constant(id), effects, silences, playbooks)))
  .map((told) =>
    aWorld({
      rules: told.map(([id, effect, onNoData, playbook]) =>
        firing({ id, effect, onNoData, ...(playbook === undefined ? {} : { playbook }) }),
      ),
    }),
  );

const rule = fc.constantFrom(...rules);
const at = fc.integer({ min: 0, max: 60 }).map((passed) => tripAt + passed * minute);
const anything: fc.Arbitrary<Order | ThreadEvent> = fc.oneof(
  fc.record({ rule, at }).map(ruleFired),
  fc.record({ rule, at }).map(ruleNoData),
  fc.record({ rule, at, firedAt: at }).map(ruleResolved),
  fc.record({ rule, at }).map(ruleDataBack),
  fc.record({ rule, firedAt: at }).map(triggerFoundOver),
  fc.constantFrom(ruleRemoved(), acknowledgementMissed, suspend(), acknowledge(0)),
);

/** Episodes of the rules, some of which have ended, in the order of their time. */
const history = fc
  .array(fc.record({ rule, firedAt: at, lasts: fc.option(fc.integer({ min: 1, max: 30 })) }), {
    maxLength: 8,
  })
  .map((episodes) =>
    episodes
      .flatMap(({ rule: id, firedAt, lasts }) => [
        ruleFired({ rule: id, at: firedAt }),
        ...(lasts === null ? [] : [ruleResolved({ rule: id, firedAt, at: firedAt + lasts * minute })]),
      ])
      .sort((left, right) => left.at - right.at),
  );

const told = (world: World, messages: readonly (Order | ThreadEvent)[]) =>
  messages.reduce((now, message) => worldAfter(now, message), world);

test.prop([worlds, fc.array(anything, { maxLength: 12 })])(
  'whatever is decided twice in a row is decided once',
  (world, messages) => {
    expect(
      told(
        world,
        messages.flatMap((message) => [message, message]),
      ),
    ).toEqual(told(world, messages));
  },
);

test.prop([worlds, history])(
  'a history of episodes that is told again from its beginning changes nothing',
  (world, events) => {
    const once = told(world, events);
    expect(told(once, events)).toEqual(once);
  },
);

test.prop([worlds, fc.array(anything, { maxLength: 12 })])(
  'an agent has at most one unresolved incident of its rules, and no event lets it run again',
  (world, messages) => {
    const states = messages.map((_, place) => told(world, messages.slice(0, place + 1)));
    for (const [place, { incidents, killSwitch }] of states.entries()) {
      expect(incidents.size).toBeLessThanOrEqual(1);
      const before = states[place - 1]?.killSwitch?.trips ?? [];
      expect(killSwitch?.trips ?? []).toEqual(expect.arrayContaining([...before]));
    }
  },
);

test.prop([worlds, fc.array(anything, { maxLength: 12 })])(
  'whatever happens to an agent, its audits and reviews and their plans stay as they were',
  (world, messages) => {
    const looked = (['audit', 'review'] as const).map((source, place) =>
      anIncident({ number: place + 1, source, triggers: [], plan: place + 1 }),
    );
    const before = { ...world, ...lookedAt(looked) };
    const { incidents, plans } = told(before, messages);
    for (const { number } of looked) {
      expect(incidents.get(number)).toBe(before.incidents.get(number));
      expect(plans.get(number)).toBe(before.plans.get(number));
    }
    expect([...incidents.values()].filter(({ source }) => source === 'rule').length).toBeLessThanOrEqual(1);
  },
);

/** A world's part that these incidents are, each with a plan of its number. */
function lookedAt(incidents: readonly Incident[]): Pick<World, 'incidents' | 'plans' | 'sequences'> {
  const plans = incidents.map(({ number }) => aPlan({ number, incident: number }));
  return {
    incidents: new Map(incidents.map((incident) => [incident.number, incident])),
    plans: new Map(plans.map((plan) => [plan.number, plan])),
    sequences: { incident: incidents.length, plan: plans.length },
  };
}
