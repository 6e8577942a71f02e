import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { mayCommand } from '../../../src/access/commands.ts';
import { authenticate, type CallerResolver } from '../../../src/access/guard.ts';
import type { Role } from '../../../src/access/roles.ts';
import { decidePlanCommand } from '../../../src/plans/commands/decide.ts';
import type { DocumentSources } from '../../../src/plans/documents/scribe.ts';
import { planCommandRoutes } from '../../../src/plans/http/command-routes.ts';
import { documentRoutes } from '../../../src/plans/http/document-routes.ts';
import type { PlanPorts } from '../../../src/plans/http/ports.ts';
import { planRoutes } from '../../../src/plans/http/routes.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import {
  addingPlans,
  findPlanByPart,
  getPlan,
  listPlans,
  recordCriterionStates,
  savePlan,
  verdictHistory,
} from '../../../src/plans/store/store.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { together } from '../../../src/platform/database/statement.ts';
import { createHttp } from '../../../src/platform/http/http.ts';
import { done, refused } from '../../../src/platform/refusal.ts';
import type { Person, RuleSet } from '../../../src/rules/ruleset.ts';
import { metrics } from '../../rules/metrics.ts';
import { eachEngine } from '../../support/database.ts';
import { start, stepMs } from '../criterion-world.ts';
import { keptPlan } from '../kept-plan.ts';

const person = (id: string, approver = false): [string, Person] => [
  id,
  { id, name: id, language: 'fr', approver },
];
const set: RuleSet = {
  hash: 'in-force',
  stepMs,
  metrics,
  people: new Map([person('lea'), person('it-ops'), person('camille', true)]),
  agents: new Map(),
  rules: [],
  playbooks: new Map(),
};

const documentSources: DocumentSources = {
  incident: {
    number: 4,
    agent: 'margaux',
    source: 'manual',
    severity: 'critical',
    state: 'open',
    opened: { at: start, by: 'person:lea' },
    triggers: [],
    suspensions: [],
    ruleSet: 'in-force',
  },
  ruleSet: set,
  people: set.people,
  now: start,
  isIncidentOpen: true,
};

/** A request says who it is from in plain words: `operator lea`. */
const plainWords: CallerResolver = (c) => {
  const [role, id] = (c.req.header('x-caller') ?? '').split(' ');
  if (role === undefined || role === '') return undefined;
  const actor =
    id === undefined ? { kind: 'key' as const, key: 'k' } : { kind: 'person' as const, person: id, key: 'k' };
  return {
    kind: 'caller',
    caller: { actor, role: role as Role, ...(id === undefined ? {} : { person: id }) },
  };
};

/** The commands as the evaluator carries them out, one after the other in a transaction. */
function portsOn(database: Database): PlanPorts {
  const { db } = database;
  return {
    now: () => start,
    plan: (number) => getPlan(db, number),
    isIncidentOpen: async () => false,
    planOfPart: (id) => findPlanByPart(db, id),
    list: (query) => listPlans(db, query),
    history: (criterion, span) => verdictHistory(db, criterion, span),
    command: (command, caller) =>
      database.transaction(async (tx) => {
        const forbidden = mayCommand(caller, command);
        if (forbidden !== undefined) return refused(forbidden);
        const plan = await getPlan(tx, command.plan);
        if (plan === undefined)
          return refused({ kind: 'not_found', code: 'unknown_plan', detail: 'No such plan.' });
        const decided = decidePlanCommand(plan, command, { actor: caller.actor, now: start, ruleSet: set });
        if (!decided.ok) return decided;
        if (decided.value.events.length > 0) await savePlan(tx, decided.value.plan, plan.version, start);
        return done(decided.value.plan);
      }),
  };
}

type Json = Record<string, unknown>;

eachEngine('plans over HTTP', (open) => {
  let database: Database;
  let app: ReturnType<typeof createHttp>;

  beforeEach(async () => {
    database = await open();
    app = createHttp({ logger: pino({ level: 'silent' }) });
    app.use('*', authenticate([plainWords]));
    const ports = portsOn(database);
    for (const routes of [planRoutes, planCommandRoutes]) app.route('/', routes(ports));
    app.route('/', documentRoutes({ plan: ports.plan, sources: async () => documentSources }));
  });

  const keep = (plan: Plan) => database.transaction((tx) => tx.execute(together(addingPlans([plan], start))));

  async function call(
    caller: string,
    method: string,
    path: string,
    body?: Json,
  ): Promise<{ status: number; body: Json; location: string | null }> {
    const answer = await app.request(path, {
      method,
      headers: { 'x-caller': caller, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      body: (await answer.json()) as Json,
      location: answer.headers.get('location'),
    };
  }
  const lea = (method: string, path: string, body?: Json) => call('operator lea', method, path, body);
  const camille = (method: string, path: string, body?: Json) => call('approver camille', method, path, body);

  describe('reading', () => {
    test('shows a plan whole: actions, criteria with target and hold, progress, priorities, what blocks it', async () => {
      await keep(keptPlan());
      const { status, body } = await call('viewer', 'GET', '/v1/plans/4');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        number: 4,
        state: 'draft',
        createdAt: '2026-06-08T08:00:00.000Z',
        settle: '10m',
        cadence: { dailyFor: '7d', thenEvery: '7d' },
        progress: { actions: 2, done: 0, completion: 0 },
        criteria: { all: 4, met: 0 },
        priorities: { topThree: ['4-1', '4-m-1'] },
        blocks: { activation: expect.arrayContaining([{ code: 'root_cause_missing', at: 'rootCause' }]) },
      });
      expect((body as { actions: Json[] }).actions[0]).toMatchObject({
        id: '4-1',
        quadrant: 'quick_win',
        overdue: false,
        criteria: [{ verdict: 'pending', target: 900, heldSeconds: 0, holdSeconds: 172_800, progress: 0 }],
      });
    });

    test('is for people who may read, and says when there is no such plan', async () => {
      expect((await call('viewer', 'GET', '/v1/plans/9')).body).toMatchObject({
        type: 'urn:filrouge:problem:unknown_plan',
      });
      expect((await call('ingest', 'GET', '/v1/plans/4')).status).toBe(403);
      expect((await call('', 'GET', '/v1/plans')).status).toBe(401);
      expect((await call('viewer', 'GET', '/v1/plans/0')).status).toBe(400);
      expect((await call('viewer', 'PATCH', '/v1/plans/4', {})).status).toBe(403);
    });

    test('lists plans a page at a time, by state and agent', async () => {
      for (const number of [1, 2, 3]) await keep(keptPlan(number, number === 2 ? { agent: 'leo' } : {}));
      const numbers = async (query: string) => {
        const { body } = await call('viewer', 'GET', `/v1/plans${query}`);
        return {
          numbers: (body['items'] as { number: number }[]).map(({ number }) => number),
          next: body['nextCursor'],
        };
      };
      expect(await numbers('?limit=2')).toEqual({ numbers: [3, 2], next: '2' });
      expect(await numbers('?limit=2&cursor=2')).toEqual({ numbers: [1], next: undefined });
      expect((await numbers('?agent=leo&state=draft')).numbers).toEqual([2]);
      expect((await numbers('?state=closed')).numbers).toEqual([]);
    });

    test("gives a criterion's history a page at a time", async () => {
      const plan = keptPlan();
      await keep(plan);
      const before = plan.indicators[0];
      if (before === undefined) throw new Error('the plan has an indicator');
      const history = [0, 1, 2].map((step) => ({
        criterion: '4-i-1',
        at: start + step * stepMs,
        verdict: 'holding' as const,
        value: 0.01,
        heldMs: step * stepMs,
      }));
      await database.transaction((tx) =>
        recordCriterionStates(tx, [{ plan: 4, changes: [{ before, after: before, history }] }], start),
      );
      const first = await call('viewer', 'GET', '/v1/criteria/4-i-1/verdicts?limit=2');
      expect(first.body['items']).toMatchObject([{ heldSeconds: 0 }, { heldSeconds: 10 }]);
      const next = await call(
        'viewer',
        'GET',
        `/v1/criteria/4-i-1/verdicts?cursor=${first.body['nextCursor']}`,
      );
      expect(next.body).toEqual({
        items: [{ at: '2026-06-08T08:00:20.000Z', verdict: 'holding', value: 0.01, heldSeconds: 20 }],
      });
      const from = await call(
        'viewer',
        'GET',
        '/v1/criteria/4-i-1/verdicts?from=2026-06-08T10:00:10%2B02:00',
      );
      expect(from.body['items']).toHaveLength(2);
      expect((await call('viewer', 'GET', '/v1/criteria/4-9/verdicts')).status).toBe(404);
    });
  });

  test('a plan is a document: Markdown in its own language, or blocks in the one asked for', async () => {
    await keep(keptPlan());
    const read = (query: string) =>
      app.request(`/v1/plans/4/document${query}`, { headers: { 'x-caller': 'viewer' } });
    const markdown = await read('');
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const text = await markdown.text();
    expect(text).toContain('Resynchroniser le flux du catalogue');
    expect(text).toContain('Validation');
    const english = await read('?format=json&lang=en');
    expect(await english.json()).toMatchObject({
      language: 'en',
      pages: [expect.any(Array), expect.any(Array), expect.any(Array)],
    });
    expect((await read('?lang=de')).status).toBe(400);
    expect((await app.request('/v1/plans/9/document', { headers: { 'x-caller': 'viewer' } })).status).toBe(
      404,
    );
  });

  describe('editing a plan', () => {
    test('changes what is named and takes away what is null', async () => {
      await keep(keptPlan(4, { objective: 'moins de 1 %' }));
      const { status, body } = await lea('PATCH', '/v1/plans/4', {
        rootCause: 'Le flux du catalogue était coupé.',
        objective: null,
        target: '2026-06-12',
        cadence: { dailyFor: '3d', thenEvery: '14d' },
        indicators: ['csat >= 4.2/5 over 1h for 24h'],
      });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        version: 2,
        rootCause: 'Le flux du catalogue était coupé.',
        target: '2026-06-12T21:59:59.999Z',
        cadence: { dailyFor: '3d', thenEvery: '14d' },
        indicators: [
          { id: '4-i-2', text: 'csat >= 4.2/5 over 1h for 24h', holdSeconds: 86_400, target: 4.2 },
        ],
      });
      expect(body).not.toHaveProperty('objective');
    });

    test('is refused over a version that has moved on', async () => {
      await keep(keptPlan());
      expect((await lea('PATCH', '/v1/plans/4', { version: 1, rootCause: 'a' })).status).toBe(200);
      const late = await lea('PATCH', '/v1/plans/4', { version: 1, rootCause: 'b' });
      expect(late.status).toBe(409);
      expect(late.body).toMatchObject({ type: 'urn:filrouge:problem:plan_changed', version: 2 });
      expect((await getPlan(database.db, 4))?.rootCause).toBe('a');
    });

    test('names every field that cannot be understood', async () => {
      await keep(keptPlan());
      const { status, body } = await lea('PATCH', '/v1/plans/4', {
        rootCause: 'a\u0000b',
        target: '12/06/2026',
        cadence: { dailyFor: 'a week', thenEvery: '7d' },
        colour: 'red',
      });
      expect(status).toBe(422);
      const errors = body['errors'] as { pointer: string; detail: string }[];
      expect(errors.find(({ pointer }) => pointer === '#/target')?.detail).toContain('2026-06-08');
      expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
        '#/cadence/dailyFor',
        '#/colour',
        '#/rootCause',
        '#/target',
      ]);
    });
  });

  describe('actions', () => {
    test('are added whole, a due day being due until its end in the zone of the agent', async () => {
      await keep(keptPlan());
      const { status, body, location } = await lea('POST', '/v1/plans/4/actions', {
        title: 'Garde-fou du prompt',
        owner: 'camille',
        start: '2026-06-08',
        due: '2026-06-10',
        impact: 'high',
        treats: 'cause',
        criteria: ['error_rate < 1% over 1h for 24h', 'checklist cas = 100%'],
        checklists: [{ id: 'cas', items: ['un', 'deux'] }],
      });
      expect(status).toBe(201);
      expect(location).toBe('/v1/actions/4-3');
      expect(body).toMatchObject({
        id: '4-3',
        plan: 4,
        planVersion: 2,
        status: 'todo',
        start: '2026-06-07T22:00:00.000Z',
        due: '2026-06-10T21:59:59.999Z',
        criteria: [
          { id: '4-3-1', kind: 'metric' },
          { id: '4-3-2', kind: 'checklist' },
        ],
        checklists: [
          {
            id: 'cas',
            items: [
              { text: 'un', ticked: false },
              { text: 'deux', ticked: false },
            ],
          },
        ],
      });
    });

    test('name each criterion that cannot be read, with what was meant', async () => {
      await keep(keptPlan());
      const { status, body } = await lea('PATCH', '/v1/actions/4-1', {
        criteria: [
          'eror_rate < 1% over 1h for 24h',
          'error_rate < 1% over 1h for 24h',
          'checklist nope = 100%',
        ],
      });
      expect(status).toBe(422);
      const errors = body['errors'] as { pointer: string; detail: string }[];
      expect(new Set(errors.map(({ pointer }) => pointer))).toEqual(
        new Set(['#/criteria/0', '#/criteria/2']),
      );
      expect(errors[0]?.detail).toContain('Did you mean error_rate?');
    });

    test('are edited and moved on as one change, or not at all', async () => {
      await keep(keptPlan());
      const moved = await lea('PATCH', '/v1/actions/4-1', { title: 'Resynchroniser', status: 'done' });
      expect(moved.body).toMatchObject({
        title: 'Resynchroniser',
        status: 'done',
        doneAt: '2026-06-08T08:00:00.000Z',
      });
      expect(moved.body).toMatchObject({ verification: 'unverified' });
      const refusedWhole = await lea('PATCH', '/v1/actions/4-1', { owner: 'nobody', status: 'todo' });
      expect(refusedWhole.body).toMatchObject({ type: 'urn:filrouge:problem:unknown_person' });
      expect((await getPlan(database.db, 4))?.actions[0]?.status).toBe('done');
    });

    test('are blocked by something, which must be said', async () => {
      await keep(keptPlan());
      const silent = await lea('PATCH', '/v1/actions/4-1', { status: 'blocked' });
      expect(silent.body).toMatchObject({ errors: [{ pointer: '#/blockedWhy' }] });
      const said = await lea('PATCH', '/v1/actions/4-1', { status: 'blocked', blockedWhy: 'accès refusé' });
      expect(said.body).toMatchObject({ status: 'blocked', blockedWhy: 'accès refusé' });
      const astray = await lea('PATCH', '/v1/actions/4-1', { blockedWhy: 'accès refusé' });
      expect(astray.body).toMatchObject({ errors: [{ pointer: '#/status' }] });
    });

    test('leave a draft, and are unknown from then on', async () => {
      await keep(keptPlan());
      expect((await lea('DELETE', '/v1/actions/4-1')).body).toMatchObject({ progress: { actions: 1 } });
      expect((await lea('PATCH', '/v1/actions/4-1', { title: 'x' })).status).toBe(404);
      expect((await lea('DELETE', '/v1/actions/4-1')).body).toMatchObject({
        type: 'urn:filrouge:problem:unknown_action',
      });
    });

    test('have checklists that are ticked item by item', async () => {
      await keep(keptPlan());
      const path = '/v1/actions/4-2/checklists/replay/items';
      const { body } = await lea('POST', `${path}/1`, {});
      expect(body).toMatchObject({
        checklists: [
          { items: [{ ticked: false }, { ticked: true, by: 'lea', at: '2026-06-08T08:00:00.000Z' }] },
        ],
      });
      expect((await lea('POST', `${path}/1`, { ticked: false })).body).toMatchObject({
        checklists: [{ items: [{ ticked: false }, { ticked: false }] }],
      });
      expect((await lea('POST', `${path}/2`, {})).status).toBe(404);
    });

    test('are vouched for by a person, with a link', async () => {
      await keep(keptPlan());
      const path = '/v1/criteria/4-2-2/attest';
      expect((await lea('POST', path, { link: 'javascript:alert(1)' })).status).toBe(422);
      expect((await call('operator', 'POST', path, {})).body).toMatchObject({
        type: 'urn:filrouge:problem:person_required',
      });
      expect((await lea('POST', path, { link: 'https://crm.example/42' })).body).toMatchObject({
        id: '4-2-2',
        attested: { by: 'lea', link: 'https://crm.example/42' },
      });
      expect((await lea('POST', '/v1/criteria/4-1-1/attest', {})).status).toBe(409);
      expect((await lea('POST', '/v1/criteria/4-9-9/attest', {})).status).toBe(404);
    });
  });

  test('improvements are added, edited and taken off', async () => {
    await keep(keptPlan());
    const added = await lea('POST', '/v1/plans/4/improvements', {
      title: 'Revue du registre',
      benefit: 'mémoire',
      recurrence: 'weekly',
    });
    expect(added).toMatchObject({
      status: 201,
      location: '/v1/improvements/4-m-2',
      body: { recurrence: 'weekly' },
    });
    const edited = await lea('PATCH', '/v1/improvements/4-m-2', {
      recurrence: null,
      due: '2026-06-30',
      status: 'done',
    });
    expect(edited.body).toMatchObject({ status: 'done', due: '2026-06-30T21:59:59.999Z', planVersion: 3 });
    expect(edited.body).not.toHaveProperty('recurrence');
    expect((await lea('DELETE', '/v1/improvements/4-m-2')).body).toMatchObject({
      improvements: [{ id: '4-m-1' }],
    });
    expect((await lea('PATCH', '/v1/improvements/4-m-2', {})).status).toBe(404);
  });

  describe('the steps of a plan', () => {
    test('are noted: reviews and results', async () => {
      await keep(keptPlan());
      const reviewed = await lea('POST', '/v1/plans/4/reviews', {
        comment: 'on avance',
        nextDue: '2026-06-12',
      });
      expect(reviewed.body).toMatchObject({
        nextReview: '2026-06-12T21:59:59.999Z',
        reviews: [{ heldAt: '2026-06-08T08:00:00.000Z', by: 'lea', comment: 'on avance' }, {}],
      });
      const logged = await lea('POST', '/v1/plans/4/log', { result: 'flux resynchronisé' });
      expect(logged.body).toMatchObject({ log: [{ by: 'lea', result: 'flux resynchronisé' }] });
    });

    test('need two signatures of two people, and all that is missing is said', async () => {
      await keep(keptPlan());
      const blocked = await lea('POST', '/v1/plans/4/sign', { as: 'owner', for: 'activation' });
      expect(blocked.status).toBe(409);
      expect(blocked.body['missing']).toEqual([{ code: 'root_cause_missing', at: 'rootCause' }]);
      await lea('PATCH', '/v1/plans/4', { rootCause: 'Le flux.' });
      expect((await lea('POST', '/v1/plans/4/sign', { as: 'owner', for: 'activation' })).status).toBe(200);
      const asApprover = await lea('POST', '/v1/plans/4/sign', { as: 'approver', for: 'activation' });
      expect(asApprover.body).toMatchObject({ type: 'urn:filrouge:problem:role_missing', status: 403 });
      const active = await camille('POST', '/v1/plans/4/sign', { as: 'approver', for: 'activation' });
      expect(active.body).toMatchObject({ state: 'active', activatedAt: '2026-06-08T08:00:00.000Z' });
    });

    test('end with the closure, which names every action that is still open', async () => {
      await keep(keptPlan(4, { state: 'active', rootCause: 'Le flux.', activatedAt: start }));
      expect((await lea('POST', '/v1/plans/4/close')).status).toBe(403);
      const { status, body } = await camille('POST', '/v1/plans/4/close');
      expect(status).toBe(409);
      expect(body).toMatchObject({ type: 'urn:filrouge:problem:closure_blocked' });
      expect((body['missing'] as { at?: string }[]).map(({ at }) => at)).toEqual(
        expect.arrayContaining(['4-1', '4-2', '4-i-1']),
      );
    });

    test('may leave an action behind when an approver answers for the risk', async () => {
      await keep(keptPlan(4, { state: 'active', rootCause: 'Le flux.', activatedAt: start }));
      const risk = { action: '4-2', reason: 'clients déjà remboursés' };
      expect((await lea('POST', '/v1/plans/4/accept-risk', risk)).status).toBe(403);
      expect((await camille('POST', '/v1/plans/4/accept-risk', risk)).body).toMatchObject({
        acceptedRisks: [{ action: '4-2', by: 'camille', reason: 'clients déjà remboursés', proof: 'key' }],
      });
    });
  });
});
