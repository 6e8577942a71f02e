import { describe, expect, test } from 'vitest';
import { decided, told, worldAfter } from '../../builders/decision.ts';
import { anIncident, aStop, aTrigger } from '../../builders/incidents.ts';
import { ruleFired, ruleNoData, ruleResolved } from '../../builders/messages.ts';
import { aPlan } from '../../builders/plans.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

const escalations = (more = {}) => firing({ id: 'escalations', effect: 'alert', severity: 'info', ...more });
const later = ruleFired({ rule: 'escalations', at: tripAt + minute });

describe('a rule that fires while an incident is unresolved', () => {
  test.each(['open', 'acknowledged'] as const)('a further rule joins an incident that is %s', (state) => {
    const change = decided(aWorld({ rules: [escalations()], incidents: [anIncident({ state })] }), later);
    expect(change.incident?.after).toMatchObject({
      number: 4,
      triggers: [{ rule: 'error-rate' }, { rule: 'escalations' }],
    });
    expect(told(change).entries).toEqual(['ruleFired', 'incidentJoined']);
  });

  test('a rule that fires after the incident was resolved opens the next one', () => {
    const resolved = anIncident({ state: 'resolved' });
    const change = decided(aWorld({ rules: [escalations()], incidents: [resolved] }), later);
    expect(change.incident).toMatchObject({ before: undefined, after: { number: 5 } });
  });

  test.each([
    ['critical', 'critical'],
    ['warning', 'warning'],
    ['info', 'warning'],
  ] as const)('a %s trigger makes a warning %s: severity rises and never falls', (severity, becomes) => {
    const world = aWorld({ rules: [escalations({ severity })], incidents: [anIncident()] });
    expect(decided(world, later).incident?.after.severity).toBe(becomes);
  });

  test('a second suspending rule adds its trip, and the agent has been down since the first', () => {
    const rules = [firing(), escalations({ effect: 'suspend' })];
    const change = decided(worldAfter(aWorld({ rules }), ruleFired()), later);
    expect(change.killSwitch?.after).toMatchObject({
      epoch: 2,
      since: tripAt,
      trips: [{ rule: 'error-rate' }, { rule: 'escalations' }],
    });
    expect(change.incident?.after.suspensions).toEqual([{ from: tripAt }]);
    expect(change.notices?.[0]).toMatchObject({ kind: 'agent_tripped', data: { joined: true } });
  });

  test('the silence of a rule that has fired is a trigger of its own', () => {
    const world = aWorld({
      rules: [firing({ effect: 'alert', onNoData: 'alert' })],
      incidents: [anIncident()],
    });
    const { incident } = decided(world, ruleNoData());
    expect(incident?.after.triggers).toMatchObject([{ cause: 'fired' }, { cause: 'no_data' }]);
  });
});

describe.each(['audit', 'review', 'manual'] as const)(
  'a rule that fires while an incident of source %s is open',
  (source) => {
    const looked = anIncident({ source, triggers: [], plan: 4 });
    const world = aWorld({ incidents: [looked], plans: [aPlan({ playbooks: [] })] });

    test('a breach has an incident and a plan of its own, and leaves the other as it was', () => {
      const change = decided(world, ruleFired());
      expect(change.incident).toMatchObject({
        before: undefined,
        after: { number: 5, source: 'rule', plan: 5 },
      });
      expect(change.plan).toMatchObject({ kind: 'drafted', after: { number: 5, incident: 5 } });
      expect(change.killSwitch?.after.trips).toMatchObject([{ incident: 5 }]);
      expect(told(change).entries).toContain('incidentOpened');
      const after = worldAfter(world, ruleFired());
      expect(after.incidents.get(4)).toBe(looked);
      expect(after.plans.get(4)).toBe(world.plans.get(4));
    });

    test('a further rule joins the incident of the first, and not the other', () => {
      const rules = [firing(), escalations()];
      const both = worldAfter(aWorld({ rules, incidents: [looked] }), ruleFired());
      expect(decided(both, later).incident?.after).toMatchObject({ number: 5, triggers: [{}, {}] });
    });

    test('an episode that it had swallowed before ends there, and is not opened a second time', () => {
      const swallowed = aStop({ source });
      const old = aWorld({ incidents: [swallowed] });
      expect(decided(old, ruleFired())).toEqual({ agent: 'margaux' });
      expect(decided(old, ruleResolved()).incident?.after).toMatchObject({
        number: 4,
        triggers: [{ resolvedAt: tripAt + 10 * minute }],
      });
    });
  },
);

describe('an episode that the incident knows', () => {
  test.each([
    ['suspends', 'suspend', aStop()],
    ['alerts', 'alert', anIncident()],
    ['was relaxed to an alert after it had suspended', 'alert', aStop()],
  ] as const)('a known episode of a rule that %s changes nothing', (_, effect, incident) => {
    const world = aWorld({ rules: [firing({ effect })], incidents: [incident] });
    expect(decided(world, ruleFired())).toEqual({ agent: 'margaux' });
  });

  test('a rule that was made stricter while it fires stops the agent, as the same trigger', () => {
    const change = decided(aWorld({ incidents: [anIncident()] }), ruleFired(), tripAt + minute);
    expect(change.killSwitch?.after).toMatchObject({
      epoch: 1,
      trips: [{ rule: 'error-rate', incident: 4 }],
    });
    expect(change.incident?.after).toMatchObject({
      triggers: [{ rule: 'error-rate', suspended: true }],
      suspensions: [{ from: tripAt + minute }],
      plan: 1,
    });
  });

  test('another episode of a rule is another trigger, and its trip holds the agent already', () => {
    const stopped = worldAfter(aWorld(), ruleFired());
    const change = decided(stopped, ruleFired({ at: tripAt + minute }));
    expect(change.incident?.after.triggers).toMatchObject([
      { firedAt: tripAt },
      { firedAt: tripAt + minute },
    ]);
    expect(change).not.toHaveProperty('killSwitch');
  });

  test('a rule that fires in the same way on a resolved incident is not known: it needs a new one', () => {
    const over = aStop({ state: 'resolved', triggers: [aTrigger()] });
    expect(decided(aWorld({ incidents: [over] }), ruleFired()).incident?.after.number).toBe(5);
  });
});
