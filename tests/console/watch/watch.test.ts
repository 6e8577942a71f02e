import { describe, expect, test } from 'vitest';
import { AgentList, AgentRow, Tiles } from '../../../src/console/watch/watch.page.tsx';
import type { AgentGlance, WatchSource } from '../../../src/console/watch/watch.ts';
import {
  agentsAPage,
  countsOf,
  listOf,
  matches,
  passes,
  totalsOf,
  type WatchQuery,
} from '../../../src/console/watch/watch-list.ts';
import { Organisation } from '../../../src/console/watch/work.page.tsx';
import { wholeOf } from '../../../src/console/watch/work.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import type { Alert, Measure } from '../../../src/rules/engine/alert.ts';
import { incidentOf, now, planOf } from '../plan-world.ts';
import { day, ruleSetOf } from '../rule-world.ts';
import { glanceAll, watchSourceOf } from '../watch-world.ts';

/** Five agents at peace, to be disturbed by a test. */
function calm(more: Partial<WatchSource> = {}): WatchSource {
  const set = ruleSetOf(5);
  return {
    now,
    set,
    switches: new Map(),
    alert: () => undefined,
    measure: () => ({ verdict: 'ok', value: 0.004, threshold: 0.02, weight: 100, clear: true }),
    spark: () => [],
    incidents: [],
    plans: [],
    ...more,
  };
}

const order = (source: WatchSource) => glanceAll(source).map(({ agent }) => agent);
const standingOf = (source: WatchSource, agent: string) =>
  glanceAll(source).find((glance) => glance.agent === agent);

describe('the order of the home page', () => {
  test('agents that need nobody come by name, whatever the files say', () => {
    expect(order(calm())).toEqual(['ines', 'leo', 'margaux', 'sacha', 'victor']);
    expect(glanceAll(calm()).every(({ needsPerson }) => !needsPerson)).toBe(true);
  });

  test('one that was told to stop and has not confirmed comes before one that has', () => {
    const hold = { by: { kind: 'engine' } as const, reason: 'x', at: now };
    const switches = new Map([
      ['sacha', { agent: 'sacha', trips: [], hold, epoch: 3, since: now }],
      [
        'victor',
        { agent: 'victor', trips: [], hold, epoch: 3, since: now, acknowledged: { epoch: 3, at: now } },
      ],
    ]);
    const source = calm({ switches });
    expect(order(source).slice(0, 2)).toEqual(['sacha', 'victor']);
    expect(standingOf(source, 'sacha')?.standing).toBe('stopping');
    expect(standingOf({ ...source, now: now + 3_600_000 }, 'sacha')?.standing).toBe('unconfirmed');
    expect(standingOf(source, 'victor')?.standing).toBe('suspended');
  });

  test('one that confirmed and goes on, or does not read its switch, is said to', () => {
    const stopped = {
      ...{ agent: 'sacha', trips: [], hold: { by: { kind: 'engine' } as const, reason: 'x', at: now } },
      ...{ epoch: 3, since: now, acknowledged: { epoch: 3, at: now } },
    };
    const source = calm({
      switches: new Map([['sacha', stopped]]),
      trafficAt: () => now + 60_000,
      outOfReach: (agent) => agent === 'leo',
    });
    expect(standingOf(source, 'sacha')?.standing).toBe('disobeyed');
    expect(glanceAll(source).flatMap(({ agent, outOfReach }) => (outOfReach ? [agent] : []))).toEqual([
      'leo',
    ]);
    for (const [language, goesOn, unread] of [
      ['fr', 'Suspendu, répond encore', 'Kill switch non lu'],
      ['en', 'Suspended, still answering', 'Switch not read'],
    ] as const) {
      const row = (agent: string) =>
        String(
          AgentRow({ glance: standingOf(source, agent) as AgentGlance, now, i18n: i18nIn(language, 'UTC') }),
        );
      expect(row('sacha')).toContain(goesOn);
      expect(row('leo')).toContain(unread);
      expect(row('victor')).not.toContain(unread);
    }
  });

  test('an open incident needs somebody, one that is taken up does not by itself', () => {
    const open = calm({ incidents: [incidentOf({ state: 'open', agent: 'sacha' })] });
    expect(standingOf(open, 'sacha')?.needsPerson).toBe(true);
    const taken = calm({ incidents: [incidentOf({ state: 'acknowledged', agent: 'sacha' })] });
    expect(standingOf(taken, 'sacha')?.needsPerson).toBe(false);
  });

  test('an action that is due today is not overdue, one that was due yesterday is', () => {
    const [first] = planOf().actions;
    if (!first) throw new Error('the example has actions');
    const dueAt = (at: number) => planOf({ actions: [{ ...first, status: 'todo', dueAt: at }] });
    const overdueOf = (plan: ReturnType<typeof planOf>) => {
      const source = calm({ plans: [plan] });
      return totalsOf(source, glanceAll(source)).overdue;
    };
    expect(overdueOf(dueAt(now))).toBe(0);
    expect(overdueOf(dueAt(now - 1))).toBe(1);
    expect(standingOf(calm({ plans: [dueAt(now - day)] }), 'margaux')?.needsPerson).toBe(true);
  });
});

describe('what is overdue', () => {
  test('counts improvements too, and what goes on after a closure', () => {
    const [improvement] = planOf().improvements;
    if (!improvement) throw new Error('the example has improvements');
    const late = { ...improvement, status: 'todo', dueAt: now - 1 } as const;
    const task = {
      id: '4-t-1',
      followUp: { code: 'report_to_register', reference: 'ACF-08' },
      owner: 'lea',
      dueAt: now - 1,
    } as const;
    const closed = planOf({ state: 'closed', improvements: [late], tasks: [task] });
    const overdueOf = (source: WatchSource) => totalsOf(source, glanceAll(source)).overdue;
    expect(overdueOf(calm({ closedPlans: [closed] }))).toBe(2);
    expect(overdueOf(calm({ plans: [planOf({ actions: [], improvements: [late] })] }))).toBe(1);
    expect(overdueOf(calm({ closedPlans: [{ ...closed, tasks: [{ ...task, doneAt: now }] }] }))).toBe(1);
  });
});

describe('the filter of agents in service', () => {
  test('leaves out those that nothing is known of', () => {
    const silent = calm({ measure: () => undefined });
    expect(countsOf(glanceAll(silent))).toMatchObject({ running: 0, suspended: 0, no_data: 5 });
    expect(countsOf(glanceAll(calm()))).toMatchObject({ running: 5, no_data: 0 });
  });
});

describe('that nobody is needed', () => {
  const seen = (source: WatchSource) => {
    const glances = glanceAll(source);
    return listOf(glances, { filter: 'all', search: '', page: 1 }, source.set);
  };
  const page = (source: WatchSource, language: 'fr' | 'en') => {
    const glances = glanceAll(source);
    const view = {
      query: { filter: 'all', search: '', page: 1 } as const,
      list: seen(source),
      rows: new Map<string, string>(),
      counts: countsOf(glances),
      totals: totalsOf(source, glances),
      whole: wholeOf(source),
      owed: [],
      set: source.set,
      now,
      live: '/live/watch',
      mayResumeFleet: false,
      mayStopFleet: false,
    };
    return String(AgentList({ view, i18n: i18nIn(language, 'UTC') }));
  };
  const nothing: Measure = { verdict: 'no_data', threshold: 0.02, weight: 0, clear: false };
  const measured = calm().measure;
  const silent = (agent: string, rule: string) =>
    agent === 'leo' && rule === 'csat' ? nothing : measured(agent, rule);
  const rising = (agent: string): Alert => ({
    agent,
    rule: 'csat',
    current: { state: 'pending', since: now, frozenMs: 0 },
  });

  test('leaves no others: they are all of the agents', () => {
    expect(page(calm(), 'fr')).not.toContain('Les autres agents');
    const stopped = { agent: 'sacha', trips: [], epoch: 3, since: now };
    const hold = { by: { kind: 'engine' } as const, reason: 'x', at: now };
    const one = calm({ switches: new Map([['sacha', { ...stopped, hold }]]) });
    expect(page(one, 'fr')).toContain('Les autres agents');
  });

  test('is not said while an audit of the whole organisation waits for somebody', () => {
    const { agent: _agent, ...draft } = planOf({ state: 'draft', reviews: [] });
    const audited = calm({ plans: [draft] });
    expect(wholeOf(audited)).toMatchObject({ plans: [{ number: draft.number }], needsPerson: true });
    expect(page(audited, 'en')).not.toContain('every agent is within its limits');
    expect(totalsOf(calm({ incidents: [{ ...incidentOf(), agent: undefined }] }), []).incidents).toBe(1);
    expect(glanceAll(audited).flatMap(({ plans }) => plans)).toEqual([]);
    expect(String(Organisation({ whole: wholeOf(audited), now, i18n: i18nIn('fr', 'UTC') }))).toContain(
      `/plans/${draft.number}`,
    );
  });

  test('is called well only where every limit is known to be kept', () => {
    expect(seen(calm()).doubts).toEqual({ pending: 0, unmeasured: 0, unread: 0 });
    expect(page(calm(), 'en')).toContain('every agent is within its limits');
    expect(page(calm(), 'fr')).toContain('tous les agents sont dans leurs limites');
  });

  test.each([
    ['one threshold is not measured', { measure: silent }, 'unmeasured', '1 agent has no data'],
    ['nothing is measured', { measure: () => undefined }, 'unmeasured', '5 agents have no data'],
    [
      'a value is crossing its threshold',
      { alert: (agent: string) => (agent === 'leo' ? rising(agent) : undefined) },
      'pending',
      '1 agent is crossing a threshold',
    ],
    [
      'an agent has never read its switch',
      { outOfReach: (agent: string) => agent === 'leo' },
      'unread',
      '1 agent does not read its switch',
    ],
  ] as const)('is not called well while %s', (_, more, doubt, said) => {
    const source = calm(more);
    expect(seen(source)).toMatchObject({
      needed: 0,
      doubts: { [doubt]: doubt === 'unmeasured' && said[0] === '5' ? 5 : 1 },
    });
    expect(page(source, 'en')).toContain(said);
    for (const language of ['fr', 'en'] as const)
      expect(page(source, language)).not.toMatch(/within its limits|dans leurs limites/);
  });
});

describe('the first review of all plans', () => {
  test('that was to be held is said to be missed, of a draft too', () => {
    const late = (dueAt: number) => {
      const source = calm({ plans: [planOf({ state: 'draft', reviews: [{ dueAt }] })] });
      return totalsOf(source, glanceAll(source));
    };
    expect(late(now)).toMatchObject({ nextReviewAt: now, reviewMissed: false });
    expect(late(now - 1)).toMatchObject({ nextReviewAt: now - 1, reviewMissed: true });
    const totals = late(now - 1);
    expect(String(Tiles({ totals, i18n: i18nIn('fr', 'UTC') }))).toContain('revue manquée');
  });
});

describe('what a rule says', () => {
  test('silence of a suspended agent is expected, silence of a running one is not', () => {
    const silent = {
      measure: () => ({ verdict: 'no_data' as const, threshold: 0.02, weight: 0, clear: false }),
    };
    const held = {
      agent: 'leo',
      trips: [],
      hold: { by: { kind: 'engine' } as const, reason: 'x', at: now },
      epoch: 1,
      since: now,
    };
    expect(standingOf(calm(silent), 'leo')?.standing).toBe('no_data');
    const suspended = standingOf(calm({ ...silent, switches: new Map([['leo', held]]) }), 'leo');
    expect(suspended?.rules.map(({ standing }) => standing)).toEqual(['unheard', 'unheard']);
  });

  test('what may stop the agent is shown first', () => {
    expect(standingOf(calm(), 'margaux')?.rules.map(({ rule }) => rule.id)).toEqual([
      'error-rate',
      'csat',
      'catalogue-freshness',
    ]);
  });
});

describe('finding an agent', () => {
  const glances = glanceAll(watchSourceOf(5));
  const found = (search: string) =>
    glances.filter((glance) => matches(glance, search, ruleSetOf())).map(({ agent }) => agent);

  test('accents and case do not matter, and every word must be there', () => {
    expect(found('INES')).toEqual(['ines']);
    expect(found('lea  commande')).toEqual(['leo']);
    expect(found('lea nobody')).toEqual([]);
    expect(found('').length).toBe(5);
    const many = glanceAll(watchSourceOf(9)).filter((glance) => matches(glance, 'leo-2', ruleSetOf()));
    expect(many.map(({ agent }) => agent)).toEqual(['leo-2']);
  });

  test('a suspended agent is under its filter and not among those that run', () => {
    const suspended = glances.filter((glance) => passes(glance, 'suspended'));
    expect(suspended.map(({ agent }) => agent)).toEqual(['margaux']);
    expect(suspended.some((glance) => passes(glance, 'running'))).toBe(false);
    expect(totalsOf(watchSourceOf(5), glances).suspended).toBe(1);
  });
});

describe('the pages of the list', () => {
  const set = ruleSetOf(2 * agentsAPage);
  const glances = glanceAll(watchSourceOf(2 * agentsAPage, set));
  const list = (query: Partial<WatchQuery>, of = glances) =>
    listOf(of, { filter: 'all', search: '', page: 1, ...query }, set);

  test('go on where the one before ends, whoever needs a person first, and count all that were found', () => {
    const [first, second] = [list({}), list({ page: 2 })];
    expect([...first.shown, ...second.shown]).toEqual(glances);
    expect(first).toMatchObject({ page: 1, pages: 2, found: 2 * agentsAPage });
    expect(first.needed).toBe(glances.filter(({ needsPerson }) => needsPerson).length);
    expect(first.shown[0]?.needsPerson).toBe(true);
  });

  test('are as many as it takes, and the last one stands for those beyond it', () => {
    expect(list({ page: 9 }).page).toBe(2);
    expect(list({}, glances.slice(0, agentsAPage)).pages).toBe(1);
    expect(list({}, glances.slice(0, agentsAPage + 1)).pages).toBe(2);
    expect(list({ search: 'nobody' })).toMatchObject({ shown: [], page: 1, pages: 1, found: 0 });
    expect(list({ filter: 'suspended' }).found).toBe(1);
  });
});
