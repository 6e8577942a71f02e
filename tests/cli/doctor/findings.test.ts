import { expect, test } from 'vitest';
import { findingsOf } from '../../../src/cli/doctor/doctor.ts';
import type { ServiceFacts } from '../../../src/cli/doctor/facts.ts';

/** What the doctor says of facts: each finding on both sides of its bound. */

const now = Date.parse('2026-06-05T12:00:00Z');
const ago = (seconds: number) => new Date(now - seconds * 1_000).toISOString();

type Agent = ServiceFacts['agents'][number];
type Rule = Agent['rules'][number];
type Key = NonNullable<ServiceFacts['keys']>[number];

const rule: Rule = {
  ...{ rule: 'errors', metric: 'error_rate', condition: 'error_rate > 2% over 5m', effect: 'suspend' },
  ...{ severity: 'critical', value: 0, threshold: 0.02, weight: 9, verdict: 'ok', state: 'inactive' },
  ...{ lastAt: ago(5), proof: 'good', provenAt: ago(900) },
};
const agent: Agent = {
  ...{ agent: 'nova', name: 'Nova', rules: [rule] },
  reach: { standing: 'in_reach', lastAt: ago(4), readers: [] },
  mandate: {
    ...{ scope: { fr: 'Réservations', en: 'Bookings' }, owner: 'sam', approver: 'ines' },
    ...{ onUnreachable: 'suspend', leaseSeconds: 15, acknowledgeWithinSeconds: 30 },
    ...{ timezone: 'UTC', language: 'en' },
  },
  switch: {
    ...{
      agent: 'nova',
      mayRun: true,
      mode: 'normal',
      share: 1,
      epoch: 0,
      since: ago(900),
      reasons: [],
      validUntil: ago(-15),
    },
    ...{ onUnreachable: 'suspend', acknowledged: true, outOfReach: false },
  },
};
const key = (role: Key['role'], more: Partial<Key> = {}): Key => ({
  ...{ id: role, role, name: `a ${role}`, createdAt: ago(900), lastUsedAt: ago(4) },
  ...more,
});
const facts: ServiceFacts = {
  url: 'http://127.0.0.1:4090',
  ready: { ready: true, reasons: ['evaluating'] },
  setup: {
    ...{ version: '1.0.0', node: 'v24.1.0', database: 'pglite', now: ago(0) },
    ...{ channels: ['mail'], store: false, asks: [], scores: [], helpdesks: [] },
  },
  rules: { loadedAt: ago(900), rules: [{ rule: 'errors', agents: ['nova'], noDataAfterSeconds: 600 }] },
  agents: [agent],
  notices: [],
  keys: [key('ingest'), key('agent', { agent: 'nova' })],
  aheadMs: 0,
};

const found = (more: Partial<ServiceFacts>) => findingsOf({ ...facts, ...more }, '1.0.0', now);
const troubles = (more: Partial<ServiceFacts>) =>
  found({ aheadMs: 0, ...more }).flatMap(({ level, about, says }) =>
    level === 'fine' ? [] : [`${level} ${about}: ${says}`],
  );
const ofAgent = (more: Partial<Agent>) => troubles({ agents: [{ ...agent, ...more }] });
const ofRule = (more: Partial<Rule>) => ofAgent({ rules: [{ ...rule, ...more }] });
const ofSwitch = (more: Partial<Agent['switch']>) => ofAgent({ switch: { ...agent.switch, ...more } });
const setup = (more: Partial<ServiceFacts['setup']>) => troubles({ setup: { ...facts.setup, ...more } });

test('where everything works, each part is said to be fine', () => {
  expect(found({}).map(({ level, about, says }) => `${level} ${about}: ${says}`)).toEqual([
    'fine service: http://127.0.0.1:4090 is ready: evaluating',
    'fine version: filrouge 1.0.0 on Node v24.1.0 with the embedded database',
    'fine clock: the clocks of both machines agree',
    `fine rules: 1 rule, 1 agent, in force since ${ago(900)}`,
    'fine notices: go out by mail',
    'fine keys: a key of role ingest was used 4 s ago',
    'fine nova: 1 of 1 rules have data, the last came 5 s ago',
    'fine nova: reads its switch',
  ]);
});

test('whatever is not fine says what to do', () => {
  const all = found({ keys: [], notices: [], agents: [{ ...agent, rules: [] }], aheadMs: 90_000 });
  for (const finding of all) if (finding.level !== 'fine') expect(finding.todo).toMatch(/\w+/);
});

test('a service that cannot do its work is a fault, with its reasons', () => {
  const ready = { ready: false, reasons: ['evaluating', 'reading the database'] };
  expect(troubles({ ready })).toEqual([
    'fault service: http://127.0.0.1:4090 is not ready: evaluating; reading the database',
  ]);
});

test('another version on this side is worth a look', () => {
  expect(setup({ version: '0.9.0' })).toEqual([
    'look version: filrouge 0.9.0 on Node v24.1.0 with the embedded database, asked by 1.0.0',
  ]);
});

test('clocks may differ by two seconds, and are a fault from half a minute on', () => {
  const of = (aheadMs: number) => {
    const seen = findingsOf({ ...facts, aheadMs }, '1.0.0', now - aheadMs);
    return seen.filter(({ about }) => about === 'clock').map(({ level, says }) => `${level} ${says}`);
  };
  expect(of(2_000)).toEqual(['fine the clocks of both machines agree']);
  expect(of(3_000)).toEqual(["look the clock of the service is 3 s ahead of this machine's"]);
  expect(of(-30_000)).toEqual(["look the clock of the service is 30 s behind this machine's"]);
  expect(of(-31_000)).toEqual(["fault the clock of the service is 31 s behind this machine's"]);
});

test('rule files with errors are a fault, and so are rules that watch nothing', () => {
  const error = { problems: [{ file: 'agents/nova.yaml', line: 3, found: 'wehn' }] };
  expect(troubles({ rules: { ...facts.rules, error } })).toEqual([
    `fault rules: the files have errors, those of ${ago(900)} are still in force: agents/nova.yaml:3, found wehn`,
  ]);
  const [nothing] = troubles({ rules: { ...facts.rules, rules: [] }, agents: [] });
  expect(nothing).toContain('nothing is watched');
});

test('a metric that never came is awaited; one that stopped is silent once its rule says so', () => {
  const { lastAt: _, ...never } = rule;
  expect(ofAgent({ rules: [never] })).toEqual(['look nova: error_rate is awaited: it never came']);
  expect(ofRule({ lastAt: ago(600) })).toEqual([]);
  expect(ofRule({ lastAt: ago(601) })).toEqual(['fault nova: error_rate is silent: it came last 10 min ago']);
  expect(ofAgent({ rules: [] })).toEqual(['fault nova: no rule watches it']);
});

test('the silence of a stopped agent is no fault', () => {
  const stopped = { ...agent.switch, mayRun: false };
  expect(ofAgent({ switch: stopped, rules: [{ ...rule, lastAt: ago(9_000) }] })).toEqual([]);
});

test('what intakes refused is told with its reason: a fault within the hour, worth a look after it', () => {
  const of = (seconds: number) =>
    ofAgent({
      refused: [
        { source: 'samples', reason: 'unknown metric', count: 3, since: ago(9_000), lastAt: ago(seconds) },
      ],
    });
  expect(of(3_600)).toEqual(['fault nova: 3 refused (samples): unknown metric, last 60 min ago']);
  expect(of(3_601)).toEqual(['look nova: 3 refused (samples): unknown metric, last 60 min ago']);
});

test('an agent that does not read or obey its switch is a fault; one that has not said so yet worth a look', () => {
  expect(ofSwitch({ outOfReach: true })).toEqual([
    'fault nova: nobody reads its switch: a stop would stop nobody',
  ]);
  expect(ofSwitch({ mayRun: false, disobeyedAt: ago(3) })).toEqual([
    'fault nova: goes on in spite of its stop, seen 3 s ago',
  ]);
  expect(ofSwitch({ mayRun: false, acknowledged: false })).toEqual([
    'look nova: is stopped, and has not said that it obeys',
  ]);
  expect(ofSwitch({ mayRun: false })).toEqual([]);
});

test('rules that were never proven, or too long ago, are worth a look; those that only observe need none', () => {
  expect(ofRule({ proof: 'never' })).toEqual(['look nova: never proven: errors']);
  expect(ofRule({ proof: 'stale' })).toEqual(['look nova: proven too long ago: errors']);
  expect(ofRule({ proof: undefined })).toEqual([]);
});

test('without a key of a program nothing comes in, and a key that was never used is told', () => {
  const nobody = 'look keys: no program has a key to send measures with';
  expect(troubles({ keys: [] })).toContain(nobody);
  // It may send the interactions of its agent.
  expect(troubles({ keys: [key('agent', { agent: 'nova' })] })).toEqual([]);
  expect(troubles({ keys: [key('ingest')] })).toEqual(['look keys: nova: no key to read the switch with']);
  const revoked = key('agent', { agent: 'nova', revokedAt: ago(1) });
  expect(troubles({ keys: [key('ingest'), revoked] })).toEqual([
    'look keys: nova: no key to read the switch with',
  ]);
  const unused = [key('ingest', { lastUsedAt: undefined }), key('agent', { agent: 'nova' })];
  expect(troubles({ keys: unused })).toEqual(['look keys: never used: a ingest (ingest)']);
  const { keys: _, ...unknown } = facts;
  expect(findingsOf(unknown, '1.0.0', now)).toContainEqual(
    expect.objectContaining({ level: 'look', says: 'this key may not list keys' }),
  );
});

test('nobody is told where no way out is set up; deliveries that fail are a fault', () => {
  expect(setup({ channels: [] })).toEqual(['look notices: nobody is told of anything: no way out is set up']);
  const of = (state: 'waiting' | 'dead' | 'delivered', attempts: number) =>
    troubles({
      notices: [
        {
          ...{ key: 'k', kind: 'agent_suspended', severity: 'critical', at: ago(60) },
          deliveries: [{ id: 'd', channel: 'mail', state, attempts, reason: 'timeout' }],
        },
      ],
    });
  expect(of('delivered', 4)).toEqual([]);
  expect(of('waiting', 2)).toEqual([]);
  expect(of('waiting', 3)).toEqual(['fault deliveries: 1 of the last 1 failed (mail: timeout)']);
  expect(of('dead', 1)).toEqual(['fault deliveries: 1 of the last 1 failed (mail: timeout)']);
});

test('a query without a store to ask is a fault; a page needs none', () => {
  const query = { metric: 'quality', kind: 'promql' as const };
  expect(setup({ asks: [query] })).toEqual([
    'fault store: quality would be asked of a Prometheus, and none is set',
  ]);
  expect(setup({ asks: [query], store: true })).toEqual([]);
  expect(setup({ asks: [{ metric: 'faults', kind: 'scrape' }] })).toEqual([]);
});

test('scores are a fault where their keeper is not set or does not answer, and are looked at until it has', () => {
  const place = { from: 'phoenix' as const, project: 'bot', metrics: ['quality'], isSet: true };
  const answeredAt = '2026-06-05T08:00:00.000Z';
  expect(setup({ scores: [{ ...place, isSet: false }] })).toEqual([
    'fault scores: quality would be asked of phoenix, whose address is not set',
  ]);
  expect(setup({ scores: [{ ...place, answeredAt, fault: 'it answers HTTP 401' }] })).toEqual([
    'fault scores: phoenix bot: it answers HTTP 401',
  ]);
  expect(setup({ scores: [place] })).toEqual(['look scores: phoenix bot has not been looked at yet']);
  expect(setup({ scores: [{ ...place, answeredAt }] })).toEqual([]);
});

test('a helpdesk is told of that is refused, gives no answer, or is silent', () => {
  const desk = {
    source: 'hotline-2',
    kind: 'zammad',
    hasSecret: true,
    isAsked: false,
    needsApi: false,
    heardAt: ago(60),
  };
  const of = (more: Partial<ServiceFacts['setup']['helpdesks'][number]>) =>
    setup({ helpdesks: [{ ...desk, ...more }] });
  expect(of({})).toEqual([]);
  expect(of({ hasSecret: false })).toEqual([
    'fault helpdesk hotline-2: no secret is set, so its webhooks are refused',
  ]);
  expect(of({ isAsked: true, answeredAt: ago(7_200), fault: 'it answers with HTTP 401' })).toEqual([
    'fault helpdesk hotline-2: its API gives no answer, the last came 2 h ago: it answers with HTTP 401',
  ]);
  expect(of({ isAsked: true, fault: 'it answers with HTTP 401' })).toEqual([
    'fault helpdesk hotline-2: its API has never answered: it answers with HTTP 401',
  ]);
  expect(of({ heardAt: ago(86_400) })).toEqual([]);
  expect(of({ heardAt: ago(86_401) })).toEqual([
    'look helpdesk hotline-2: no webhook of it came for a day, the last 24 h ago',
  ]);
  expect(of({ needsApi: true })).toEqual([
    'fault helpdesk hotline-2: its webhooks do not say enough, and its API is not set',
  ]);
  expect(of({ needsApi: true, isAsked: true, answeredAt: ago(9) })).toEqual([]);
  const { heardAt: _, ...never } = desk;
  expect(setup({ helpdesks: [never] })).toEqual([
    'look helpdesk hotline-2: no webhook of it came in the last days',
  ]);
});

test('a night without a backup, or with one that failed, is a fault where a folder is set', () => {
  const backups = (more: object) => setup({ backups: { count: 3, ...more } });
  const hours = (count: number) => ago(count * 3_600);
  expect(backups({ newestAt: hours(26) })).toEqual([]);
  expect(backups({ newestAt: hours(26.1) })).toEqual(['fault backups: the newest of 3 was written 26 h ago']);
  expect(backups({ count: 0 })).toEqual(['fault backups: there is none']);
  expect(backups({ newestAt: hours(3), fault: 'ENOSPC: no space left on device' })).toEqual([
    'fault backups: the last one failed: ENOSPC: no space left on device; the newest of 3 was written 3 h ago',
  ]);
});
