import { describe, expect, test } from 'vitest';
import { stillReminds } from '../../../src/plans/reminders/notice.ts';
import { usualReminders } from '../../../src/rules/reminders.ts';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { untouchedSwitch } from '../../../src/switches/switch.ts';
import { tellingsOf } from '../../../src/thread/reminding/subjects.ts';
import type { Look } from '../../../src/thread/reminding/telling.ts';
import { tellingKey, unanswered } from '../../../src/thread/reminding/unanswered.ts';
import type { AgentState } from '../../../src/thread/world.ts';
import { anIncident } from '../../builders/incidents.ts';
import { lea } from '../../builders/people.ts';
import { aCriterion, anAction, anActivePlan } from '../../builders/plans.ts';
import { day, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const hour = 3_600_000;

function look(changed: Partial<AgentState> = {}, more: Partial<Look> = {}): Look {
  const { set, rules: _rules, sequences: _sequences, ...state } = aWorld();
  return {
    state: { ...state, ...changed },
    set,
    trafficAt: undefined,
    reach: { startedAt: tripAt, isKnown: true },
    watchedFrom: tripAt - day,
    now: tripAt,
    ...more,
  };
}

function withMandate(set: RuleSet, changed: object): RuleSet {
  const margaux = set.agents.get('margaux');
  if (margaux === undefined) throw new Error('no Margaux');
  return { ...set, agents: new Map([['margaux', { ...margaux, ...changed }]]) };
}

const said = (at: Look) => tellingsOf(at).map(({ notice: { key }, dueAt }) => [key, dueAt - tripAt]);

describe('what people are told of', () => {
  test('an incident that nobody takes up within an hour; of an audit nobody', () => {
    const opened = (changed: object) => {
      const incident = { ...anIncident(), opened: { at: tripAt, by: 'engine' }, ...changed };
      return look({ incidents: new Map([[incident.number, incident]]) });
    };
    expect(said(opened({ number: 4, state: 'open' }))).toEqual([['wait:incident:4', hour]]);
    expect(said(opened({ number: 4, state: 'open', source: 'manual' }))).toHaveLength(1);
    expect(said(opened({ number: 4, state: 'acknowledged' }))).toEqual([]);
    expect(said(opened({ number: 4, state: 'open', source: 'audit' }))).toEqual([]);
  });

  test('an agent that was in reach, two leases and a quarter of an hour after it was heard last', () => {
    const { set } = look();
    const leaseMs = set.agents.get('margaux')?.leaseMs ?? Number.NaN;
    const heard = { startedAt: tripAt - day, heardAt: tripAt, isKnown: true };
    expect(said(look({}, { reach: heard }))).toEqual([
      [`wait:reach:margaux:${tripAt}`, 2 * leaseMs + 15 * 60_000],
    ]);
    // Where another process stands by, it may be asking there.
    expect(said(look({}, { reach: { ...heard, isKnown: false } }))).toEqual([]);
    // One that never was in reach has not left it.
    expect(said(look())).toEqual([]);
  });

  test('one that is not heard of after a restart, once a day whatever the number of restarts', () => {
    const killSwitch = { ...untouchedSwitch('margaux', tripAt), acknowledged: { epoch: 0, at: tripAt } };
    const keysSince = (startedAt: number) =>
      tellingsOf(look({ killSwitch }, { reach: { startedAt, isKnown: true } })).map(
        ({ notice }) => notice.key,
      );
    expect(keysSince(tripAt)).toHaveLength(1);
    expect(keysSince(tripAt + hour)).toEqual(keysSince(tripAt));
    expect(keysSince(tripAt + day)).not.toEqual(keysSince(tripAt));
  });

  test('a criterion of an active plan that has had no data for a day, to who has the action', () => {
    const silent = aCriterion({ verdict: 'no_data', since: tripAt, heldMs: 0 });
    const plan = anActivePlan({ actions: [anAction({ owner: 'it-ops', criteria: [silent] })] });
    const plans = new Map([[plan.number, plan]]);
    expect(said(look({ plans }))).toEqual([[`wait:no-data:4-1-1:${tripAt}`, day]]);
    expect(tellingsOf(look({ plans }))[0]?.notice.people).toEqual(['it-ops', 'lea']);
    expect(said(look({ plans: new Map([[4, { ...plan, state: 'draft' as const }]]) }))).toEqual([]);
  });

  test('a criterion without data is told of an hour after filrouge itself was away, at the soonest', () => {
    const silent = aCriterion({ verdict: 'no_data', since: tripAt, heldMs: 0 });
    const plan = anActivePlan({ actions: [anAction({ owner: 'it-ops', criteria: [silent] })] });
    const plans = new Map([[plan.number, plan]]);
    const dueAfter = (watchedFrom: number) => said(look({ plans }, { watchedFrom })).map(([, due]) => due);
    expect(dueAfter(tripAt + day - hour)).toEqual([day]);
    expect(dueAfter(tripAt + day - hour + 1)).toEqual([day + 1]);
    expect(dueAfter(tripAt + 14 * day)).toEqual([14 * day + hour]);
  });

  test('a proof test that is older than the mandate allows, from the moment on that it is', () => {
    const proofs = new Map([['error-rate', { passedAt: tripAt, ruleSetHash: 'a' }]]);
    const { set } = look();
    const every = withMandate(set, { proofEveryMs: 30 * day });
    expect(said(look({ proofs }, { set: every }))).toEqual([
      [`wait:proof:margaux:error-rate:${tripAt}`, 30 * day + 1],
    ]);
    expect(said(look({ proofs }))).toEqual([]);
    const gone = new Map([['gone', { passedAt: tripAt, ruleSetHash: 'a' }]]);
    expect(said(look({ proofs: gone }, { set: every }))).toEqual([]);
  });

  test('what reminders.yaml says is never told is not', () => {
    const { set } = look();
    const reminders = { ...usualReminders, tellAfter: {} };
    const incident = { ...anIncident(), state: 'open' as const };
    const state = { incidents: new Map([[incident.number, incident]]) };
    expect(said(look(state, { set: { ...set, reminders } }))).toEqual([]);
  });
});

describe('what nobody answers', () => {
  const chain = [
    { afterMs: 2 * hour, to: 'it-ops' },
    { afterMs: day, to: 'camille' },
  ];
  const chained = (set: RuleSet): RuleSet => {
    const people = new Map(set.people);
    const lea = people.get('lea');
    if (lea !== undefined) people.set('lea', { ...lea, escalate: chain });
    return { ...set, people };
  };

  test('goes on along the chain of those who were asked, and says who they were', () => {
    const incident = { ...anIncident(), state: 'open' as const };
    const at = look({ incidents: new Map([[incident.number, incident]]) });
    const set = chained(at.set);
    const [telling] = tellingsOf({ ...at, set });
    if (telling === undefined) throw new Error('nothing to tell');
    const next = unanswered(telling, tripAt, { ...at, set });
    expect(next.map(({ dueAt, notice }) => [dueAt - tripAt, notice.people])).toEqual([
      [2 * hour, ['it-ops']],
    ]);
    expect(next[0]?.notice).toMatchObject({
      kind: 'unanswered',
      data: { subject: 'incident', asked: ['lea', 'camille'], toldAt: tripAt },
    });
    expect(tellingKey(next[0]?.notice.key ?? '')).toBe(telling.notice.key);
    expect(
      unanswered({ ...telling, notice: telling.notice, dueAt: 0 }, tripAt, { ...at, set: at.set }),
    ).toEqual([]);
  });

  test('an escalated action is followed while it is blocked as it was left, by the reminder that blocked it', () => {
    const blocked = (changed: object = {}) => {
      const plan = anActivePlan({ actions: [anAction({ status: 'blocked', dueAt: tripAt, ...changed })] });
      return look({ plans: new Map([[plan.number, plan]]) }, { now: tripAt + 11 * day });
    };
    const [told] = tellingsOf(blocked());
    expect(told).toMatchObject({
      isToldElsewhere: true,
      asks: { subject: 'action', action: '4-1' },
      notice: { key: `reminder:4-1:${tripAt}:lea:3` },
    });
    for (const changed of [{ status: 'in_progress' }, { status: 'done' }, { dueAt: tripAt + 30 * day }])
      expect(tellingsOf(blocked(changed))).toEqual([]);
    expect(tellingsOf(blocked({ owner: 'it-ops' }))[0]?.notice.key).not.toBe(told?.notice.key);
    const [plan] = blocked().state.plans.values();
    const notice = { ...told?.notice, at: 0 } as Parameters<typeof stillReminds>[0];
    expect(stillReminds(notice, plan)).toBe(true);
  });

  test('a suspension is followed until the agent confirms and obeys it', () => {
    const hold = { by: lea, at: tripAt, reason: 'odd answers' };
    const stopped = { ...untouchedSwitch('margaux', tripAt), epoch: 3, hold, escalatedEpoch: 3 };
    const keys = (killSwitch: AgentState['killSwitch'], trafficAt?: number) =>
      tellingsOf(look({ killSwitch }, { trafficAt, reach: { startedAt: 0, isKnown: false } })).map(
        ({ notice }) => notice.key,
      );
    expect(keys(stopped)).toEqual(['unacknowledged:margaux:3']);
    expect(keys({ ...stopped, escalatedEpoch: 2 })).toEqual([]);
    const confirmed = { ...stopped, acknowledged: { epoch: 3, at: tripAt } };
    expect(keys(confirmed)).toEqual([]);
    expect(keys(confirmed, tripAt + 2_001)).toEqual(['disobeyed:margaux:3']);
    expect(keys(confirmed, tripAt + 2_000)).toEqual([]);
  });
});
