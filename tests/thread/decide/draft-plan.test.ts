import { describe, expect, test } from 'vitest';
import { DraftPlan } from '../../../src/plans/commands/draft.ts';
import { besidesSignatures, whatBlocksActivation } from '../../../src/plans/gates.ts';
import { planKinds } from '../../../src/plans/plan.ts';
import { planWarnings } from '../../../src/plans/warnings.ts';
import { sha256Hex } from '../../../src/platform/canonical.ts';
import { noAgent } from '../../../src/rules/ruleset.ts';
import { planBegunBy } from '../../../src/thread/decide/plan.ts';
import { decided, refusal, told, worldAfter } from '../../builders/decision.ts';
import { lea } from '../../builders/people.ts';
import { tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const house = () => aWorld({ agent: noAgent, sequences: { incident: 8, plan: 5 } });
const order = (fields: object = {}) => ({
  ...DraftPlan.parse({ kind: 'draftPlan', planKind: 'strategic', title: 'Guichet sans papier', ...fields }),
  by: lea,
});
const objective = 'Traiter 95 % des demandes en 2 jours au lieu de 5 d’ici 3 mois';
const whole = {
  objective,
  actions: [{ title: 'Un registre', owner: 'lea', due: '2026-07-30', criteria: ['attested "en service"'] }],
};
const draftOf = (fields: object = {}) => {
  const { plan } = decided(house(), order(fields));
  if (plan === undefined) throw new Error('no plan');
  return plan.after;
};

describe('a plan that no incident begins', () => {
  test('takes the next number, belongs to no incident, and opens none', () => {
    const change = decided(house(), order(whole));
    expect(change.plan).toMatchObject({
      kind: 'drafted',
      after: {
        number: 6,
        source: 'manual',
        kind: 'strategic',
        owner: 'lea',
        approver: 'camille',
        version: 1,
      },
    });
    expect(change.plan?.after.incident).toBeUndefined();
    expect(change).not.toHaveProperty('incident');
    expect(told(change)).toEqual({ entries: ['planDrafted'], notices: ['plan_drafted'] });
  });

  test('stands in the register by digests of its words', () => {
    const [entry] = decided(house(), order(whole)).entries ?? [];
    expect(entry).toMatchObject({ plan: 6, data: { digests: { objective: sha256Hex(objective) } } });
    expect(entry?.incident).toBeUndefined();
    expect(JSON.stringify(entry)).not.toContain('papier');
  });

  test.each(planKinds)('may be of the kind %s', (planKind) => {
    expect(decided(house(), order({ planKind })).plan?.after.kind).toBe(planKind);
  });

  test('begins once, however often the same order comes', () => {
    const once = order({ ...whole, once: 'a' });
    const world = worldAfter(house(), once);
    expect(decided(world, once)).toEqual({ agent: noAgent });
    expect(planBegunBy(world, once)?.number).toBe(6);
    expect(decided(world, order({ ...whole, once: 'b' })).plan?.after.number).toBe(7);
    expect(decided(worldAfter(house(), order(whole)), order(whole)).plan?.after.number).toBe(7);
  });

  test('has a review planned from its first day', () => {
    expect(draftOf().reviews).toHaveLength(1);
  });

  test('of an agent is driven by the people of its mandate', () => {
    const change = decided(aWorld(), order({ agent: 'margaux' }));
    expect(change.plan?.after).toMatchObject({ agent: 'margaux', owner: 'lea', approver: 'camille' });
  });

  test('of an agent that nobody knows is refused', () => {
    expect(refusal(aWorld({ agent: 'bob' }), order({ agent: 'bob' })).code).toBe('unknown_agent');
  });

  test('says where in the order something cannot be taken', () => {
    const criteria = {
      actions: [...whole.actions, { title: 'x', criteria: ['error_rate < 1% over 1h for 24h'] }],
    };
    expect(refusal(house(), order(criteria)).errors?.[0]?.pointer).toBe('#/actions/1/criteria/0');
    const owner = { risks: [{ text: 'x', owner: 'bob' }] };
    expect(refusal(house(), order(owner))).toMatchObject({
      code: 'unknown_person',
      detail: expect.stringContaining('#/risks/0'),
    });
    expect(refusal(house(), order({ start: '2026-08-01', target: '2026-07-01' })).code).toBe(
      'due_before_start',
    );
  });

  test('what is done and ticked already is so from the start', () => {
    const checklists = [{ id: 'cases', items: ['un', 'deux'] }];
    const action = { ...whole.actions[0], checklists, ticked: [{ checklist: 'cases', item: 1 }] };
    const { actions } = draftOf({ actions: [action, { ...action, ticked: [], status: 'done' }] });
    expect(actions[0]?.checklists[0]?.items[0]).toEqual({ text: 'un' });
    expect(actions[0]?.checklists[0]?.items[1]).toMatchObject({ text: 'deux', doneBy: 'lea' });
    expect(actions[1]).toMatchObject({ id: '6-2', status: 'done', doneAt: tripAt });
  });
});

describe('what such a plan must have before it is signed', () => {
  const missing = (fields: object) =>
    besidesSignatures(whatBlocksActivation(draftOf(fields))).map(({ code }) => code);

  test('an objective instead of a root cause', () => {
    expect(missing({ ...whole, objective: null })).toEqual(['objective_missing']);
    expect(missing(whole)).toEqual([]);
  });

  test.each(['corrective', 'crisis'])(
    'of the kind %s: the root cause, for it answers a fault',
    (planKind) => {
      expect(missing({ ...whole, planKind })).toEqual(['root_cause_missing']);
      expect(missing({ ...whole, planKind, rootCause: 'Le papier.' })).toEqual([]);
    },
  );

  test('an objective that is not SMART is a hint beside the plan, never in its way', () => {
    const vague = { ...whole, objective: 'Mieux servir' };
    expect(missing(vague)).toEqual([]);
    const warned = planWarnings(draftOf(vague), tripAt, { isIncidentOpen: false }).map(({ code }) => code);
    expect(warned).toEqual([
      'objective_without_measure',
      'objective_without_target',
      'objective_without_date',
    ]);
    expect(planWarnings(draftOf(whole), tripAt, { isIncidentOpen: false })).toEqual([]);
  });
});

test('two plans begun one after the other have two numbers', () => {
  const after = worldAfter(house(), order());
  expect(decided(after, order()).plan?.after.number).toBe(7);
});
