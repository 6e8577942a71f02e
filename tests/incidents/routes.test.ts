import { describe, expect, test } from 'vitest';
import { mayCommand } from '../../src/access/commands.ts';
import { authenticate } from '../../src/access/guard.ts';
import type { Caller } from '../../src/access/roles.ts';
import type { Incident, Trigger } from '../../src/incidents/incident.ts';
import {
  acknowledgeIncident,
  closeIncident,
  noteIncident,
  resolveIncident,
  suspensionEnded,
} from '../../src/incidents/lifecycle.ts';
import { type IncidentPorts, incidentRoutes } from '../../src/incidents/routes.ts';
import type { IncidentQuery } from '../../src/incidents/store.ts';
import { openIncident } from '../../src/incidents/triggers.ts';
import { createRouter } from '../../src/platform/http/http.ts';
import { noSuch } from '../../src/platform/no-such.ts';
import { done, type Result, refused } from '../../src/platform/refusal.ts';
import { chainEntries, emptyRegister } from '../../src/register/chain.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const minute = 60_000;
const trigger: Trigger = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: t0,
  breachedAt: t0 - 2 * minute,
  metric: 'error_rate',
  condition: 'error_rate > 2% over 5m',
  value: 0.023,
  threshold: 0.02,
  severity: 'critical',
  suspended: true,
};
const tripped: Incident = {
  ...openIncident(
    { number: 4, agent: 'margaux', source: 'rule', trigger, ruleSet: 'f00d', by: { kind: 'engine' } },
    t0,
  ),
  plan: 3,
  evidence: {
    at: t0,
    series: {
      metric: 'error_rate',
      points: [
        [t0 - minute, null],
        [t0, 0.023],
      ],
    },
    movedFirst: [
      { metric: 'catalogue_freshness', leadMs: 22 * minute, usual: { low: 0, high: 900 }, value: 1_500 },
    ],
    reasons: [{ reason: 'item_unavailable', count: 10, share: 10 / 11 }],
    exposed: { interactions: 478, errors: 11 },
    recentRuleChanges: [{ hash: 'f00d', at: t0 - minute, summary: ['error-rate: 2.5% → 2%'] }],
  },
};
const [entry] = chainEntries(
  emptyRegister,
  [{ kind: 'incidentOpened', actor: 'engine', agent: 'margaux', incident: 4, data: { rule: 'error-rate' } }],
  t0,
);

function serve(role: Caller['role'] = 'operator', first: Incident = tripped) {
  const caller: Caller = { actor: { kind: 'person', person: 'lea', key: 'op01' }, role, person: 'lea' };
  const kept = new Map([[first.number, first]]);
  const asked: IncidentQuery[] = [];
  const now = t0 + 40 * minute;
  const change = (number: number, decide: (incident: Incident) => Result<Incident>): Result<Incident> => {
    const incident = kept.get(number);
    const result = incident === undefined ? refused(noSuch('incident', number)) : decide(incident);
    if (result.ok) kept.set(number, result.value);
    return result;
  };
  const ports: IncidentPorts = {
    now: () => now,
    list: async (query) => {
      asked.push(query);
      return { items: [...kept.values()], ...(query.limit === 1 ? { nextCursor: 4 } : {}) };
    },
    get: async (number) => kept.get(number),
    timeline: async () => (entry === undefined ? [] : [entry]),
    links: async () => ({ cameBackAs: [] }),
    command: async (command, { actor }) => {
      const forbidden = mayCommand(caller, command);
      if (forbidden !== undefined) return refused(forbidden);
      switch (command.kind) {
        case 'openIncident': {
          const { kind: _kind, playbook: _playbook, severity = 'warning', ...order } = command;
          return done(openIncident({ ...order, severity, number: 5, ruleSet: 'f00d', by: actor }, now));
        }
        case 'acknowledgeIncident':
          return change(command.incident, (one) => acknowledgeIncident(one, actor, now));
        case 'resolveIncident':
          return change(command.incident, (one) => resolveIncident(one, actor, now));
        case 'closeIncident':
          return change(command.incident, (one) => closeIncident(one, { by: actor, planClosed: false }, now));
        case 'noteIncident':
          return change(command.incident, (one) =>
            noteIncident(one, {
              at: now,
              by: 'person:lea',
              result: command.result,
              comment: command.comment,
            }),
          );
        default:
          return command satisfies never;
      }
    },
  };
  const app = createRouter();
  app.use(authenticate([() => ({ kind: 'caller', caller })]));
  app.route('/', incidentRoutes(ports));
  const call = (method: string, path: string, body?: object) =>
    app.request(`/v1/incidents${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  return { asked, call };
}

describe('reading incidents', () => {
  test('tells one with downtime, exposure, plan, evidence and time line, all times in ISO 8601', async () => {
    const response = await serve('viewer').call('GET', '/4');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      number: 4,
      agent: 'margaux',
      severity: 'critical',
      state: 'open',
      opened: { at: '2026-06-05T06:02:00.000Z', by: 'engine' },
      triggers: [{ rule: 'error-rate', breachedAt: '2026-06-05T06:00:00.000Z', value: 0.023 }],
      suspensions: [{ from: '2026-06-05T06:02:00.000Z' }],
      downtimeMs: 40 * minute,
      customersExposed: 478,
      plan: 3,
      evidence: {
        at: '2026-06-05T06:02:00.000Z',
        series: {
          metric: 'error_rate',
          points: [
            [t0 - minute, null],
            [t0, 0.023],
          ],
        },
        movedFirst: [{ metric: 'catalogue_freshness', leadMs: 22 * minute }],
        recentRuleChanges: [{ at: '2026-06-05T06:01:00.000Z' }],
      },
      timeline: [
        { seq: 1, at: '2026-06-05T06:02:00.000Z', kind: 'incidentOpened', data: { rule: 'error-rate' } },
      ],
    });
  });

  test('lists them without their evidence, by agent and state, in pages', async () => {
    const { asked, call } = serve('viewer');
    const page = (await (await call('GET', '?agent=margaux&state=open&limit=1&cursor=9')).json()) as {
      items: object[];
      nextCursor?: string;
    };
    expect(asked).toEqual([{ agent: 'margaux', state: 'open', limit: 1, cursor: 9 }]);
    expect(page.nextCursor).toBe('4');
    expect(page.items).toHaveLength(1);
    expect(page.items[0]).not.toHaveProperty('evidence');
    await call('GET', '');
    expect(asked[1]).toEqual({ limit: 50 });
  });

  test.each(['?state=gone', '?limit=0', '?limit=501', '?cursor=x', '/nought', '/0'])(
    'refuses %s',
    async (path) => {
      expect((await serve('viewer').call('GET', path)).status).toBe(400);
    },
  );

  test('of an unknown number is a problem with a code', async () => {
    const response = await serve('viewer').call('GET', '/9');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ type: 'urn:filrouge:problem:unknown_incident' });
  });
});

describe('opening an incident by hand', () => {
  const order = { source: 'audit', agent: 'margaux', title: 'Paper notes', description: 'Claims get lost' };

  test('answers where it is', async () => {
    const response = await serve().call('POST', '', {
      ...order,
      severity: 'critical',
      playbook: 'stale-answers',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe('/v1/incidents/5');
    expect(await response.json()).toMatchObject({
      number: 5,
      source: 'audit',
      severity: 'critical',
      title: 'Paper notes',
      opened: { by: 'person:lea' },
    });
  });

  test.each([
    [{ ...order, source: 'rule' }, '#/source'],
    [{ ...order, title: ' ' }, '#/title'],
    [{ ...order, extra: 1 }, '#/extra'],
    [{ source: 'audit', agent: 'margaux', title: 'x' }, '#/description'],
  ])('refuses %j', async (body, pointer) => {
    const response = await serve().call('POST', '', body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ pointer }] });
  });
});

describe('the life of an incident over HTTP', () => {
  test('a viewer looks on', async () => {
    const { call } = serve('viewer');
    for (const path of ['', '/4/acknowledge', '/4/resolve', '/4/close'])
      expect((await call('POST', path, {})).status).toBe(403);
  });

  test('acknowledging stamps who and when, once', async () => {
    const { call } = serve();
    expect(await (await call('POST', '/4/acknowledge')).json()).toMatchObject({
      state: 'acknowledged',
      acknowledged: { at: '2026-06-05T06:42:00.000Z', by: 'person:lea' },
    });
    const again = await call('POST', '/4/acknowledge');
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ type: 'urn:filrouge:problem:incident_already_acknowledged' });
  });

  test('resolving lists everything that speaks against it', async () => {
    const response = await serve().call('POST', '/4/resolve');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      type: 'urn:filrouge:problem:incident_not_over',
      missing: [{ code: 'agent_suspended' }, { code: 'rule_still_firing', at: 'error-rate' }],
    });
  });

  test('a note is kept and told with who and when, and has to say something', async () => {
    const { call } = serve('operator');
    const noted = await call('POST', '/4/notes', { result: '30 cas rejoués', comment: 'deux échecs' });
    expect(noted.status).toBe(200);
    expect(await noted.json()).toMatchObject({
      state: 'open',
      notes: [
        {
          at: expect.stringMatching(/Z$/),
          by: 'person:lea',
          result: '30 cas rejoués',
          comment: 'deux échecs',
        },
      ],
    });
    expect((await call('POST', '/4/notes', { result: ' ' })).status).toBe(422);
    expect((await call('POST', '/9/notes', { result: 'x' })).status).toBe(404);
    expect((await serve('viewer').call('POST', '/4/notes', { result: 'x' })).status).toBe(403);
  });

  test('closing waits for the plan', async () => {
    const over = suspensionEnded({ ...tripped, triggers: [] }, t0 + minute);
    const { call } = serve('operator', over);
    expect((await call('POST', '/4/resolve')).status).toBe(200);
    const response = await call('POST', '/4/close');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      missing: [{ code: 'plan_not_closed', params: { plan: 3 } }],
    });
  });

  test.each(['acknowledge', 'resolve', 'close'])('%s of an unknown number is not found', async (verb) => {
    expect((await serve().call('POST', `/9/${verb}`)).status).toBe(404);
  });
});
