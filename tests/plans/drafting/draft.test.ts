import { describe, expect, test } from 'vitest';
import { editPlan } from '../../../src/plans/commands/edit.ts';
import { signPlan } from '../../../src/plans/commands/signature.ts';
import { draftPlan, extendDraft, planDrafted } from '../../../src/plans/drafting/draft.ts';
import { whatBlocksActivation } from '../../../src/plans/gates.ts';
import { engineActor } from '../../../src/platform/actor.ts';
import {
  as,
  criterion,
  defined,
  draft,
  endOf,
  evidence,
  incident,
  mandate,
  paris,
  people,
  planAfter,
  playbook,
  ruleSet,
  tripAt,
} from '../margaux.ts';

const ctx = { actor: engineActor, now: paris(5, '09:30') };

describe('a plan drafted at a trip', () => {
  test('takes owner, approver, language and zone from the mandate', () => {
    const { owner, approver, followedBy, language, timezone, kind, state, version } = draft();
    expect({ owner, approver, followedBy, language, timezone }).toEqual({
      owner: 'lea',
      approver: 'camille',
      followedBy: 'camille',
      language: 'fr',
      timezone: 'Europe/Paris',
    });
    expect({ kind, state, version }).toEqual({ kind: 'corrective', state: 'draft', version: 1 });
  });

  test('lists the actions of the playbook, due at the end of their local day', () => {
    expect(draft().actions.map(({ id, owner, dueAt, status }) => ({ id, owner, dueAt, status }))).toEqual([
      { id: '4-1', owner: 'it-ops', dueAt: endOf(6), status: 'todo' },
      { id: '4-2', owner: 'lea', dueAt: endOf(7), status: 'todo' },
      { id: '4-3', owner: 'camille', dueAt: endOf(8), status: 'todo' },
      { id: '4-4', owner: 'camille', dueAt: endOf(9), status: 'todo' },
      { id: '4-5', owner: 'lea', dueAt: endOf(10), status: 'todo' },
    ]);
  });

  test('counts due dates from the opening, however late the draft is made', () => {
    const late = draft({ now: paris(7, '12:00') });
    expect(late.actions[0]?.dueAt).toBe(endOf(6));
  });

  test('a due time of less than a day is meant to the minute', () => {
    const hasty = {
      ...playbook,
      actions: playbook.actions.map((action) => ({ ...action, dueMs: 3_600_000 })),
    };
    expect(draft({ playbook: hasty }).actions[0]?.dueAt).toBe(tripAt + 3_600_000);
  });

  test('numbers criteria by action, indicators and improvements by plan', () => {
    const plan = draft();
    expect(plan.actions.flatMap((action) => action.criteria.map(({ id }) => id))).toEqual([
      '4-1-1',
      '4-2-1',
      '4-3-1',
      '4-4-1',
      '4-4-2',
      '4-5-1',
    ]);
    expect(plan.indicators.map(({ id }) => id)).toEqual(['4-i-1', '4-i-2', '4-i-3']);
    expect(plan.improvements.map(({ id }) => id)).toEqual(['4-m-1', '4-m-2', '4-m-3', '4-m-4']);
    expect(plan.improvements.map(({ dueAt, recurrence }) => dueAt ?? recurrence)).toEqual([
      endOf(15),
      'weekly',
      endOf(30),
      endOf(20),
    ]);
  });

  test('copies the checklists, with nothing ticked', () => {
    const [replay] = defined(draft().actions[4]).checklists;
    expect(replay?.id).toBe('replay');
    expect(replay?.items).toHaveLength(30);
    expect(replay?.items[0]).toEqual({ text: 'Cas 1 rejoué, réponse correcte' });
  });

  test('sets the target at the end of the daily reviews, and plans the first review', () => {
    const plan = draft();
    expect(plan.targetAt).toBe(endOf(12));
    expect(plan.reviews).toEqual([{ dueAt: endOf(6) }]);
  });

  test('lacks only what people have to say: the cause and the signatures', () => {
    expect(whatBlocksActivation(draft()).map(({ code, params }) => params?.['as'] ?? code)).toEqual([
      'root_cause_missing',
      'owner',
      'approver',
    ]);
  });

  test('leaves out an owner who is not in people.yaml', () => {
    const orphaned = {
      ...playbook,
      actions: playbook.actions.map((action) => ({ ...action, owner: 'left-the-firm' })),
    };
    expect(draft({ playbook: orphaned }).actions[0]).not.toHaveProperty('owner');
  });

  test('speaks the language of the mandate', () => {
    const plan = draft({ mandate: { ...mandate, language: 'en' } });
    expect(plan.title).toBe('Margaux: Answers from data that is out of date');
    expect(plan.actions[0]?.title).toBe('Synchronise the catalogue feed again and watch its freshness');
    expect(plan.context).toContain(
      'On 5 Jun 2026 at 08:02, Margaux’s error rate reached 2.3% (threshold 2%).',
    );
  });

  test('says its objective from the indicators when the playbook has none', () => {
    const { objective: _objective, ...silent } = playbook;
    expect(draft({ playbook: silent }).objective).toBe(
      'D’ici au 12/06/2026\u202f: taux d’erreur <\u202f1\u202f% sur 1\u202fh, pendant 24\u202fh\u202f; satisfaction (CSAT) ≥\u202f4,2/5 sur 24\u202fh, pendant 24\u202fh\u202f; aucun épisode «\u202ffraîcheur du catalogue >\u202f15\u202fmin\u202f» en 48\u202fh\u202f; 100\u202f% des actions correctives faites.',
    );
  });

  test('tells its event by ids alone', () => {
    expect(planDrafted(draft(), ctx)).toEqual({
      kind: 'planDrafted',
      at: ctx.now,
      by: engineActor,
      plan: 4,
      agent: 'margaux',
      incident: 4,
      playbooks: ['stale-answers'],
      actions: ['4-1', '4-2', '4-3', '4-4', '4-5'],
    });
  });
});

describe('a plan drafted without a playbook', () => {
  const audit = {
    pains: [
      { text: 'Ressaisies', yearlyCost: 25_000 },
      { text: 'Demandes perdues', yearlyCost: 100_000 },
      { text: 'Relances manuelles', yearlyCost: 41_250 },
      { text: 'Recherches dans les carnets', yearlyCost: 93_600 },
    ],
    expectedGain: 180_000,
    phases: [{ title: 'Gains rapides', items: ['Un seul registre des demandes'] }],
  };
  const { evidence: _evidence, ...unseen } = incident;
  const audited = draftPlan({
    number: 5,
    incident: {
      ...unseen,
      source: 'audit',
      title: 'Un support tenu sur papier',
      triggers: [],
      suspensions: [],
    },
    mandate,
    ruleSet,
    kind: 'operational',
    audit,
    now: tripAt,
  });

  test('is empty but whole, with the usual reviews', () => {
    const plan = draft({ playbook: undefined });
    expect(plan.actions).toEqual([]);
    expect(plan).not.toHaveProperty('objective');
    expect(plan.reviews).toEqual([{ dueAt: endOf(6) }]);
    expect(plan.title).toBe('Margaux\u202f: taux d’erreur hors seuil');
    expect(whatBlocksActivation(plan).map(({ code }) => code)).toContain('no_corrective_action');
  });

  test('keeps what an audit found, with the cost of doing nothing', () => {
    expect(audited.audit).toEqual(audit);
    expect(audited.kind).toBe('operational');
    expect(audited.title).toBe('Margaux\u202f: Un support tenu sur papier');
    expect(audited.context).toBe(
      'Audit enregistré le 05/06/2026 à 08:02 pour Margaux\u202f: Un support tenu sur papier. Ne rien faire coûte 259\u202f850\u202f€ par an. Le gain attendu est de 180\u202f000\u202f€ par an.',
    );
  });
});

describe('a later trigger with another playbook', () => {
  const other = {
    ...playbook,
    id: 'slow-answers',
    actions: playbook.actions.slice(0, 1),
    improvements: [],
    indicators: [...playbook.indicators, criterion('response_time < 30s over 1h for 24h')],
    settleMs: 1_200_000,
  };

  test('adds its actions to a draft, due from that trigger', () => {
    const { plan, events } = extendDraft(draft(), other, { ruleSet, evidence }, ctx);
    expect(plan.playbooks).toEqual(['stale-answers', 'slow-answers']);
    expect(plan.actions.at(-1)).toMatchObject({
      id: '4-6',
      dueAt: endOf(6),
      from: { playbook: 'slow-answers' },
    });
    expect(plan.indicators.map(({ id }) => id)).toEqual(['4-i-1', '4-i-2', '4-i-3', '4-i-4']);
    expect(plan.hypotheses).toEqual(draft().hypotheses);
    expect(plan.settleMs).toBe(1_200_000);
    expect(plan.version).toBe(2);
    expect(events).toMatchObject([{ kind: 'planExtended', playbook: 'slow-answers', actions: ['4-6'] }]);
  });

  test('adds nothing the second time', () => {
    const once = extendDraft(draft(), other, { ruleSet }, ctx).plan;
    expect(extendDraft(once, other, { ruleSet }, ctx)).toEqual({ plan: once, events: [] });
    expect(extendDraft(once, playbook, { ruleSet }, ctx).events).toEqual([]);
  });

  test('adds nothing to a plan that is active', () => {
    const caused = planAfter(editPlan(draft(), { rootCause: 'Le flux' }, as('lea')));
    const once = planAfter(signPlan(caused, { as: 'owner', for: 'activation' }, as('lea')));
    const active = planAfter(signPlan(once, { as: 'approver', for: 'activation' }, as('camille')));
    expect(active.state).toBe('active');
    expect(extendDraft(active, other, { ruleSet }, ctx)).toEqual({ plan: active, events: [] });
  });

  test('takes a signature that was given before away', () => {
    const caused = planAfter(editPlan(draft(), { rootCause: 'Le flux' }, as('lea')));
    const signed = planAfter(signPlan(caused, { as: 'owner', for: 'activation' }, as('lea')));
    const { plan, events } = extendDraft(signed, other, { ruleSet }, ctx);
    expect(plan.signatures).toEqual([]);
    expect(events.map(({ kind }) => kind)).toEqual(['planExtended', 'signaturesVoided']);
  });

  test('people.yaml knows everybody who owns something', () => {
    for (const action of draft().actions) expect(people.has(defined(action.owner))).toBe(true);
  });
});
