import { describe, expect, test } from 'vitest';
import { stretchesOf, stripWidth } from '../../../src/console/charts/verdict-strip.ts';
import { planParts } from '../../../src/console/plans/plan.page.tsx';
import type { PartName } from '../../../src/console/plans/plan-editing.ts';
import { readPartForm } from '../../../src/console/plans/plan-form-read.ts';
import { formValues, seenOf } from '../../../src/console/plans/plan-forms.ts';
import { nameErrors } from '../../../src/console/plans/plan-signer.ts';
import { planView } from '../../../src/console/plans/plan-view.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import type { NoticeTrace } from '../../../src/notices/store.ts';
import { decidePlanCommand } from '../../../src/plans/commands/decide.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { sampleNotice } from '../../notices/samples.ts';
import { draftOf, now, planOf } from '../plan-world.ts';
import { ruleSetOf } from '../rule-world.ts';

const set = ruleSetOf();
const i18n = i18nIn('fr', 'Europe/Paris');
/** A reminder of action 4-2, and a notice that this version of the code cannot read. */
const told: readonly NoticeTrace[] = [
  {
    key: 'reminder:4-2:1:2',
    kind: 'action_reminder',
    severity: 'warning',
    plan: 4,
    at: now,
    seq: 2,
    notice: sampleNotice('action_reminder'),
    deliveries: [
      { id: 'msg_1', channel: 'mail', person: 'camille', state: 'delivered', attempts: 1, endedAt: now },
      {
        ...{ id: 'msg_3', channel: 'mail', person: 'lea', state: 'skipped' },
        ...{ attempts: 1, endedAt: now, reason: 'not_set_up' },
      },
      { id: 'msg_2', channel: 'webhook', state: 'skipped', attempts: 1, endedAt: now, reason: 'not_set_up' },
    ],
  },
  {
    key: 'old',
    kind: 'plan_drafted',
    severity: 'info',
    plan: 4,
    at: now,
    seq: 1,
    notice: undefined,
    deliveries: [],
  },
];
const viewOf = (plan: Plan, role: 'viewer' | 'operator' | 'approver' = 'operator', person = 'lea') =>
  planView(
    {
      plan,
      set,
      now,
      history: new Map(),
      told,
      entries: [],
      followUps: [],
      issueSites: [],
      dossier: { exhibits: [], comments: [] },
      maxBytes: 25_000_000,
      isIncidentOpen: false,
    },
    { role, person },
  );
const pageOf = (plan: Plan, role?: 'viewer' | 'operator' | 'approver', person?: string) =>
  planParts(viewOf(plan, role, person), i18n)
    .map(({ html }) => html)
    .join('\n');

describe('the plan on its page', () => {
  test('says of each criterion what it is now, what it must be and how long it has held', () => {
    const page = pageOf(planOf())
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(page).toContain('17 h sur 24 h');
    expect(page).toContain('Actuellement 0,6 %');
    expect(page).toContain('12 sur 30');
  });

  test('says once how long a criterion has held that held before the action', () => {
    const [first, ...others] = planOf().actions;
    const [measured] = first?.criteria ?? [];
    if (!first || measured?.state.verdict !== 'holding') throw new Error('the example has one that holds');
    const early = { ...measured, state: { ...measured.state, heldBefore: true } as const };
    const page = pageOf(planOf({ actions: [{ ...first, criteria: [early] }, ...others] })).replace(
      /<[^>]+>/g,
      ' ',
    );
    expect(page).toContain('tenait déjà avant l’action');
    expect(page.match(/17.h sur 24.h/g)).toHaveLength(1);
  });

  test('lists what was sent about it: when, what, by which way to whom, and how that ended', () => {
    const page = pageOf(planOf())
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(page).toContain('Relance 2, plan 4 : Garde-fou Courriel à Camille Roussel remis');
    expect(page).toContain('Courriel à Léa Fontaine envoi non configuré');
    expect(page).not.toContain('Webhook');
    expect(page).toContain('plan_drafted');
  });

  test('names what blocks it and leads there', () => {
    const page = pageOf(draftOf());
    for (const anchor of ['#cause', '#action-4-3', '#action-4-4', '#signatures'])
      expect(page).toContain(`href="${anchor}"`);
    for (const anchor of ['cause', 'action-4-3', 'action-4-4', 'signatures'])
      expect(page).toContain(`id="${anchor}"`);
  });

  test('carries no inline style or script, whatever is in the plan', () => {
    const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e{{}}';
    const [first, ...others] = planOf().actions;
    if (!first) throw new Error('the example has actions');
    const page = pageOf(
      planOf({
        title: hostile,
        context: hostile,
        rootCause: hostile,
        objective: hostile,
        actions: [{ ...first, title: hostile, resources: hostile, blockedWhy: hostile }, ...others],
        log: [{ at: now, by: hostile, result: hostile, comment: hostile }],
      }),
    );
    expect(page).not.toMatch(/<script|<img|style="/);
    expect(page).toContain('&lt;script&gt;');
  });

  test('every part is one element with the id it is replaced by', () => {
    for (const { id, html } of planParts(viewOf(planOf()), i18n))
      expect(html).toMatch(new RegExp(`^<[a-z]+[^>]*id="${id}"`));
  });
});

const complete = planOf({ state: 'draft', signatures: [] });

describe('who may do what', () => {
  test('a viewer changes nothing', () => {
    expect(/<form|<button|<input/.exec(pageOf(planOf(), 'viewer', 'lea'))).toBeNull();
  });

  test('signing is offered to whom it is; everybody else is told why not, and all while something is missing', () => {
    const whyNot = (...whose: Parameters<typeof viewOf>) => viewOf(...whose).may.whyNotSign;
    expect(whyNot(complete)).toEqual({ owner: undefined, approver: 'not_an_approver' });
    expect(whyNot(complete, 'approver', 'camille')).toEqual({ owner: 'not_the_owner', approver: undefined });
    expect(whyNot(complete, 'operator', 'camille')).toEqual({
      owner: 'not_the_owner',
      approver: 'role_missing',
    });
    expect(whyNot(draftOf())).toEqual({ owner: 'activation_blocked', approver: 'not_an_approver' });
    const without = planView(
      {
        plan: complete,
        set,
        now,
        history: new Map(),
        told: [],
        entries: [],
        followUps: [],
        issueSites: [],
        dossier: { exhibits: [], comments: [] },
        maxBytes: 25_000_000,
        isIncidentOpen: false,
      },
      { role: 'admin' },
    );
    expect(without.may.whyNotSign).toEqual({ owner: 'person_required', approver: 'person_required' });
    const said = pageOf(complete, 'operator', 'camille').replace(/<[^>]+>/g, ' ');
    expect(said).toContain('Seul le responsable du plan signe à ce titre.');
    expect(said).toContain('Votre clé ne permet pas de signer.');
  });
});

describe('a name that is typed to sign', () => {
  const errorsOf = (part: PartName, name: string, person = 'lea') =>
    nameErrors(part, { name }, { person }, set, i18n);

  test.each(['Léa Fontaine', '  lea   FONTAINE ', 'Le\u0301a\u00a0Fontaine', 'Léa-Fontaine'])(
    '%j is Léa Fontaine',
    (typed) => {
      expect(errorsOf('sign/owner', typed)).toEqual({});
    },
  );

  test.each(['Léa', 'Fontaine Léa', 'Camille Roussel', 'Léa Fontaine Roussel', 'L'])('%j is not', (typed) => {
    expect(errorsOf('sign/owner', typed)).toEqual({
      name: i18n.t.plan.errors.otherName('Léa Fontaine'),
    });
  });

  test('is asked for where somebody stands by something, and nowhere else', () => {
    const missing = { name: i18n.t.plan.errors.nameMissing('Camille Roussel') };
    for (const part of ['sign/approver', 'risk/4-2'] as const)
      expect(errorsOf(part, ' ', 'camille')).toEqual(missing);
    for (const part of ['cause', 'blocked/4-2', 'action/4-2'] as const)
      expect(errorsOf(part, '', 'camille')).toEqual({});
  });

  test('signs the step that was shown: a form opened before the plan moved on is not taken', () => {
    expect(seenOf(complete, 'sign/owner')).not.toBe(seenOf(planOf(), 'sign/owner'));
  });
});

describe('editing in place', () => {
  test('what a form is opened with changes nothing when it is saved as it is', () => {
    const plan = planOf();
    const ctx = { actor: { kind: 'person', person: 'lea', key: 'k' } as const, now, ruleSet: set };
    for (const part of [
      'head',
      'context',
      'cause',
      'objective',
      'indicators',
      'action/4-1',
      'action/4-4',
      'improvement/4-m-2',
    ] as const) {
      const values = formValues(plan, part, set, i18n) ?? {};
      const read = readPartForm(part, values, plan, set, i18n);
      const decided = read.ok ? decidePlanCommand(plan, read.command, ctx) : undefined;
      expect([part, decided?.ok ? decided.value.events : decided]).toEqual([part, []]);
    }
  });

  test('a part looks the same until it is changed itself', () => {
    const plan = planOf();
    const elsewhere = planOf({ rootCause: 'autre', version: 13 });
    expect(seenOf(elsewhere, 'action/4-2')).toBe(seenOf(plan, 'action/4-2'));
    expect(seenOf(elsewhere, 'cause')).not.toBe(seenOf(plan, 'cause'));
  });

  test('an empty title, a date that is none and a text that is too long are said at their fields', () => {
    const read = readPartForm(
      'action/4-2',
      { title: ' ', due: '2026-02-30', resources: 'x'.repeat(20_001) },
      planOf(),
      set,
      i18n,
    );
    expect(read.ok ? [] : Object.keys(read.errors).sort()).toEqual(['due', 'resources', 'title']);
  });
});

describe('the strip of a criterion', () => {
  test('covers the whole time without gaps, and progress within a verdict is no change', () => {
    const stretches = stretchesOf(
      [
        { at: 100, verdict: 'holding' },
        { at: 150, verdict: 'holding' },
        { at: 200, verdict: 'failed' },
      ],
      0,
      400,
    );
    expect(stretches.map(({ verdict }) => verdict)).toEqual(['pending', 'holding', 'failed']);
    expect(stretches.map(({ x }) => x)).toEqual([0, 60, 120]);
    expect(stretches.reduce((sum, { width }) => sum + width, 0)).toBe(stripWidth);
  });
});
