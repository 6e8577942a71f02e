import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { authenticate } from '../../../src/access/guard.ts';
import type { FormValues, PartName } from '../../../src/console/plans/plan-editing.ts';
import { readPartForm } from '../../../src/console/plans/plan-form-read.ts';
import { readReview } from '../../../src/console/review/review-form.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import type { PlanCommand } from '../../../src/plans/commands/command.ts';
import { planCommandRoutes } from '../../../src/plans/http/command-routes.ts';
import type { PlanPorts } from '../../../src/plans/http/ports.ts';
import { planRoutes } from '../../../src/plans/http/routes.ts';
import { createHttp } from '../../../src/platform/http/http.ts';
import { done } from '../../../src/platform/refusal.ts';
import { now, planOf } from '../plan-world.ts';
import { ruleSetOf } from '../rule-world.ts';

/** The console's forms and the API's bodies that mean the same. */

const plan = planOf();
const i18n = i18nIn('fr', 'Europe/Paris');

type Request = { readonly method: 'POST' | 'PATCH'; readonly path: string; readonly body: object };

/** The command that the API makes of a request, and how it answers. */
async function overHttp({ method, path, body }: Request) {
  const commands: PlanCommand[] = [];
  const ports: PlanPorts = {
    now: () => now,
    plan: async () => plan,
    isIncidentOpen: async () => false,
    planOfPart: async () => plan,
    list: async () => ({ items: [] }),
    history: async () => [],
    command: async (command) => {
      commands.push(command);
      return done(plan);
    },
  };
  const caller = { actor: { kind: 'person', person: 'camille', key: 'k' }, role: 'approver' } as const;
  const app = createHttp({ logger: pino({ level: 'silent' }) });
  app.use('*', authenticate([() => ({ kind: 'caller', caller })]));
  for (const routes of [planRoutes, planCommandRoutes]) app.route('/', routes(ports));
  const headers = { 'content-type': 'application/json' };
  const answer = await app.request(path, { method, headers, body: JSON.stringify(body) });
  return { status: answer.status, command: commands[0] };
}

const fromForm = (part: PartName, values: FormValues) => readPartForm(part, values, plan, ruleSetOf(), i18n);

const reviewForm = (values: FormValues) =>
  readReview(values, { plan, now }, { set: ruleSetOf(), person: 'camille', i18n });

const head = {
  title: plan.title,
  kind: plan.kind,
  owner: plan.owner,
  approver: plan.approver,
  followedBy: plan.followedBy,
  target: '2026-06-12',
  dailyDays: '3',
  thenDays: '14',
};
const headBody = {
  title: plan.title,
  kind: plan.kind,
  owner: plan.owner,
  approver: plan.approver,
  followedBy: plan.followedBy,
  target: '2026-06-12',
  cadence: { dailyFor: '3d', thenEvery: '14d' },
};
const to = {
  plan: { method: 'PATCH', path: '/v1/plans/4' },
  action: { method: 'PATCH', path: '/v1/actions/4-2' },
  newAction: { method: 'POST', path: '/v1/plans/4/actions' },
  newImprovement: { method: 'POST', path: '/v1/plans/4/improvements' },
  review: { method: 'POST', path: '/v1/plans/4/reviews' },
  log: { method: 'POST', path: '/v1/plans/4/log' },
  risk: { method: 'POST', path: '/v1/plans/4/accept-risk' },
  sign: { method: 'POST', path: '/v1/plans/4/sign' },
} as const;
const action = {
  title: 'Garde-fou',
  owner: 'camille',
  start: null,
  due: '2026-06-10',
  effort: 'low',
  impact: 'high',
  treats: 'cause',
  resources: null,
  link: 'https://gitlab.example.org/it/sync/-/issues/1',
  criteria: ['error_rate < 1.5% over 1h for 2d', 'checklist list-2 = 100%'],
  checklists: [{ id: 'list-2', items: ['un', 'deux'] }],
};
const actionForm = {
  title: 'Garde-fou',
  owner: 'camille',
  start: '',
  due: '2026-06-10',
  effort: 'low',
  impact: 'high',
  treats: 'cause',
  resources: ' ',
  link: ' https://gitlab.example.org/it/sync/-/issues/1 ',
  'c0.kind': 'metric',
  'c0.metric': 'error_rate',
  'c0.operator': '<',
  'c0.value': '1,5 %',
  'c0.over': '1 heure',
  'c0.hold': '2 jours',
  'c1.kind': 'checklist',
  'c1.items': 'un\r\ndeux',
  'c1.share': '100 %',
};

describe('a console form and an API body that mean the same', () => {
  test.each<[PartName, FormValues, Request]>([
    ['head', head, { ...to.plan, body: headBody }],
    ['cause', { text: 'Le flux.' }, { ...to.plan, body: { rootCause: 'Le flux.' } }],
    ['objective', { text: ' ' }, { ...to.plan, body: { objective: null } }],
    [
      'priorities',
      { first: '4-3', second: '', third: '4-m-1' },
      { ...to.plan, body: { topThree: ['4-3', '4-m-1'] } },
    ],
    ['priorities', { first: '', second: '', third: '' }, { ...to.plan, body: { topThree: null } }],
    ['action/new', actionForm, { ...to.newAction, body: action }],
    ['action/4-2', actionForm, { ...to.action, body: action }],
    [
      'blocked/4-2',
      { why: 'accès refusé' },
      { ...to.action, body: { status: 'blocked', blockedWhy: 'accès refusé' } },
    ],
    [
      'improvement/new',
      { title: 'Revue', benefit: 'mémoire', owner: '', due: '', recurrence: 'weekly' },
      {
        ...to.newImprovement,
        body: { title: 'Revue', benefit: 'mémoire', owner: null, due: null, recurrence: 'weekly' },
      },
    ],
    ['log', { result: 'fait', comment: '' }, { ...to.log, body: { result: 'fait' } }],
    ['risk/4-2', { why: 'marginal' }, { ...to.risk, body: { action: '4-2', reason: 'marginal' } }],
    ['sign/owner', { name: 'Léa Fontaine' }, { ...to.sign, body: { as: 'owner', for: 'closure' } }],
  ])('the form %s and its API body give the same plan command', async (part, values, request) => {
    const { command } = await overHttp(request);
    expect(command).toBeDefined();
    expect(fromForm(part, values)).toEqual({ ok: true, command });
  });
});

test('the page of a review and its API body give the same plan command', async () => {
  const form = reviewForm({
    ...{ comment: 'on avance', next: '2026-06-12', 'decision.4-2': 'new_date', 'due.4-2': '2026-06-20' },
    ...{
      'reason.4-2': 'fournisseur',
      'result.4-3': 'essai fait',
      'decision.4-4': 'blocked',
      'reason.4-4': 'accès',
    },
  });
  const decisions = [
    { action: '4-2', decision: 'new_date', due: '2026-06-20', reason: 'fournisseur' },
    { action: '4-3', decision: 'keep', result: 'essai fait' },
    { action: '4-4', decision: 'blocked', reason: 'accès' },
  ];
  const body = { comment: 'on avance', nextDue: '2026-06-12', decisions };
  const { command } = await overHttp({ ...to.review, body });
  expect(command).toBeDefined();
  expect(form).toEqual({ ok: true, command });
});

describe('bad input is refused by the console, at its field, and by the API', () => {
  test.each<[string, PartName, FormValues, string, Request]>([
    [
      'daily reviews for 0 days',
      'head',
      { ...head, dailyDays: '0' },
      'dailyDays',
      { ...to.plan, body: { ...headBody, cadence: { dailyFor: '0d', thenEvery: '14d' } } },
    ],
    [
      'reviews every 0 days',
      'head',
      { ...head, thenDays: '0' },
      'thenDays',
      { ...to.plan, body: { ...headBody, cadence: { dailyFor: '3d', thenEvery: '0d' } } },
    ],
    [
      'a priority chosen twice',
      'priorities',
      { first: '4-3', second: '4-3', third: '' },
      'first',
      { ...to.plan, body: { topThree: ['4-3', '4-3'] } },
    ],
    ['a NUL', 'cause', { text: 'a\u0000b' }, 'text', { ...to.plan, body: { rootCause: 'a\u0000b' } }],
    [
      'a title of 301 characters',
      'action/4-2',
      { ...actionForm, title: 'x'.repeat(301) },
      'title',
      { ...to.action, body: { ...action, title: 'x'.repeat(301) } },
    ],
    [
      'an item of 301 characters',
      'action/4-2',
      { ...actionForm, 'c1.items': `un\n${'x'.repeat(301)}` },
      'c1.items',
      { ...to.action, body: { ...action, checklists: [{ id: 'list-2', items: ['un', 'x'.repeat(301)] }] } },
    ],
    [
      'a text of 20 001 characters',
      'log',
      { result: 'x'.repeat(20_001) },
      'result',
      { ...to.log, body: { result: 'x'.repeat(20_001) } },
    ],
    ['an empty result', 'log', { result: ' ' }, 'result', { ...to.log, body: { result: ' ' } }],
  ])('%s is refused by both', async (_fault, part, values, field, request) => {
    const form = fromForm(part, values);
    expect(form.ok ? [] : Object.keys(form.errors)).toEqual([field]);
    expect(await overHttp(request)).toEqual({ status: 422, command: undefined });
  });

  test('a day that is none, for the next review, is refused by both', async () => {
    const form = reviewForm({ comment: 'ok', next: '2026-02-30' });
    expect(form.ok ? [] : Object.keys(form.errors)).toEqual(['next']);
    const request = { ...to.review, body: { comment: 'ok', nextDue: '2026-02-30' } };
    expect(await overHttp(request)).toEqual({ status: 422, command: undefined });
  });

  test('a cadence that the form cannot show in whole days is left alone when its fields are', () => {
    const hasty = { ...plan, cadence: { dailyForMs: 20_000, thenEveryMs: 30_000 } };
    const shown = { ...head, dailyDays: '0', thenDays: '1' };
    const read = readPartForm('head', shown, hasty, ruleSetOf(), i18n);
    expect(read).toMatchObject({ ok: true, command: { kind: 'editPlan' } });
    expect(read.ok ? read.command : undefined).not.toMatchObject({ cadence: expect.anything() });
  });
});

test('whatever a schema says against a form, the page says in its own language', () => {
  const values = {
    title: '',
    effort: 'énorme',
    impact: '9',
    owner: 'Léa F.',
    due: 'bientôt',
    treats: 'x'.repeat(9_000),
  };
  const read = fromForm('action/new', { ...values, 'c0.kind': 'metric' });
  const errors = read.ok ? {} : read.errors;
  expect(errors).toMatchObject({
    title: 'Ce champ est obligatoire.',
    effort: 'Cette saisie ne convient pas à ce champ.',
  });
  expect(Object.values(errors).join(' ')).not.toMatch(/expected|found|invalid/i);
});
