import { beforeEach, expect, test } from 'vitest';
import type { Incident, Trigger } from '../../src/incidents/incident.ts';
import {
  acknowledgeIncident,
  closeIncident,
  noteIncident,
  planDrafted,
  resolveIncident,
} from '../../src/incidents/lifecycle.ts';
import {
  addingIncidents,
  countIncidents,
  getIncident,
  lastIncidentNumber,
  listIncidents,
  saveIncident,
  unresolvedIncidents,
} from '../../src/incidents/store.ts';
import { joinIncident, openIncident } from '../../src/incidents/triggers.ts';
import type { Actor } from '../../src/platform/actor.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { errorCode } from '../../src/platform/database/sql-error.ts';
import type { Result } from '../../src/platform/refusal.ts';
import { eachEngine } from '../support/database.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const lea: Actor = { kind: 'person', person: 'lea', key: '3f2a' };
const trigger: Trigger = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: t0,
  breachedAt: t0 - 60_000,
  metric: 'error_rate',
  condition: 'error_rate > 2% over 5m',
  value: 0.023,
  threshold: 0.02,
  severity: 'critical',
  suspended: true,
};
const evidence = {
  at: t0,
  series: { metric: 'error_rate', points: [[t0, 0.023] as const, [t0 + 1, null] as const] },
  movedFirst: [
    { metric: 'catalogue_freshness', leadMs: 1_320_000, usual: { low: 0, high: 900 }, value: 1_500 },
  ],
  reasons: [{ reason: 'item_unavailable', count: 10, share: 10 / 11 }],
  exposed: { interactions: 478, errors: 11 },
  recentRuleChanges: [{ hash: 'f00d', at: t0 - 1, summary: ['error-rate: 2.5% → 2%'] }],
};

function must(result: Result<Incident>): Incident {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

eachEngine('incidents in the database', (open) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });

  function openOne(
    agent: string,
    facts: Partial<Parameters<typeof openIncident>[0]> = {},
  ): Promise<Incident> {
    return database.transaction(async (tx) => {
      const number = (await lastIncidentNumber(tx)) + 1;
      const order = { number, agent, source: 'manual', ruleSet: 'f00d', by: lea, ...facts } as const;
      const incident = openIncident(order, t0 + number);
      await tx.execute(addingIncidents([incident]));
      return incident;
    });
  }

  function save(incident: Incident): Promise<void> {
    return database.transaction((tx) => saveIncident(tx, incident));
  }

  test('come back as they were, at every stage of their life', async () => {
    const opened = await openOne('margaux', { source: 'rule', trigger, evidence, by: { kind: 'engine' } });
    expect(await getIncident(database.db, 1)).toEqual(opened);
    const bare = await openOne('leo', { title: 'Paper notes', description: 'Claims get lost' });
    expect(await getIncident(database.db, 2)).toEqual(bare);
    const stages = [planDrafted(bare, 7)];
    const latest = () => stages.at(-1) ?? bare;
    stages.push(must(acknowledgeIncident(latest(), lea, t0 + 10)));
    stages.push(
      must(noteIncident(latest(), { at: t0 + 15, by: 'person:lea', result: 'appelés', comment: 'x' })),
    );
    stages.push(must(resolveIncident(latest(), lea, t0 + 20)));
    stages.push(must(closeIncident(latest(), { by: lea, planClosed: true }, t0 + 30)));
    for (const stage of stages) {
      await save(stage);
      expect(await getIncident(database.db, 2)).toEqual(stage);
    }
    expect(await getIncident(database.db, 99)).toBeUndefined();
  });

  test('of the whole organisation name no agent, and count as such', async () => {
    const opened = await openOne('', { agent: undefined, source: 'audit' });
    await openOne('', { agent: undefined, source: 'review' });
    const { agent: _agent, ...kept } = opened;
    expect(await getIncident(database.db, 1)).toEqual(kept);
    expect(await unresolvedIncidents(database.db)).toHaveLength(2);
    expect(await countIncidents(database.db)).toEqual([
      { agent: '', severity: 'warning', total: 2, unresolved: 2 },
    ]);
  });

  test('are numbered without gaps, also after one was rolled back', async () => {
    await openOne('margaux');
    const failing = database.transaction(async (tx) => {
      const number = (await lastIncidentNumber(tx)) + 1;
      const opened = openIncident({ number, agent: 'leo', source: 'manual', ruleSet: '', by: lea }, t0);
      await tx.execute(addingIncidents([opened]));
      throw new Error('the plan could not be written');
    });
    await expect(failing).rejects.toThrow('the plan could not be written');
    expect((await openOne('leo')).number).toBe(2);
  });

  test('never share a number, whoever believes that it is the next', async () => {
    const first = await openOne('margaux');
    const { number } = first;
    const second = openIncident({ number, agent: 'leo', source: 'manual', ruleSet: '', by: lea }, t0);
    const failure = await database.db.execute(addingIncidents([second])).catch((error: unknown) => error);
    expect(errorCode(failure)).toBe('23505');
    expect(await getIncident(database.db, number)).toEqual(first);
  });

  test('of hand, review and audit stand unresolved beside each other and beside that of the rules', async () => {
    for (const source of ['rule', 'manual', 'audit', 'audit', 'review'] as const)
      await openOne('margaux', { source });
    expect(await unresolvedIncidents(database.db)).toHaveLength(5);
  });

  test('of the rules are unresolved one at a time for each agent', async () => {
    const ofRules = { source: 'rule' } as const;
    const first = await openOne('margaux', ofRules);
    const second = await openOne('margaux', ofRules).catch((error: unknown) => error);
    expect(errorCode(second)).toBe('23505');
    await save(must(resolveIncident(first, lea, t0 + 9)));
    expect((await openOne('margaux', ofRules)).number).toBe(2);
  });

  test('are found while they are unresolved', async () => {
    const margaux = await openOne('margaux');
    const leo = must(acknowledgeIncident(await openOne('leo'), lea, t0 + 5));
    await save(leo);
    const unresolved = await unresolvedIncidents(database.db);
    expect(unresolved.toSorted((a, b) => b.number - a.number)).toEqual([leo, margaux]);
    await save(must(resolveIncident(leo, lea, t0 + 9)));
    expect(await unresolvedIncidents(database.db)).toEqual([margaux]);
  });

  test('never go back in their life, and nothing is made by saving', async () => {
    const opened = await openOne('margaux');
    await save(must(resolveIncident(opened, lea, t0 + 9)));
    await expect(save(must(acknowledgeIncident(opened, lea, t0 + 10)))).rejects.toThrow('further on already');
    await expect(save({ ...opened, number: 99 })).rejects.toThrow('unknown');
  });

  test('are listed the latest first, by agent and state, in pages', async () => {
    for (const agent of ['margaux', 'leo', 'margaux', 'margaux']) {
      const opened = await openOne(agent);
      if (agent === 'margaux') await save(must(resolveIncident(opened, lea, t0 + 9)));
    }
    const numbers = async (query: Parameters<typeof listIncidents>[1]) => {
      const { items, nextCursor } = await listIncidents(database.db, query);
      return { numbers: items.map(({ number }) => number), nextCursor };
    };
    expect(await numbers({ limit: 10 })).toEqual({ numbers: [4, 3, 2, 1], nextCursor: undefined });
    expect(await numbers({ agent: 'margaux', limit: 2 })).toEqual({ numbers: [4, 3], nextCursor: 3 });
    expect(await numbers({ agent: 'margaux', limit: 2, cursor: 3 })).toEqual({
      numbers: [1],
      nextCursor: undefined,
    });
    expect(await numbers({ state: 'open', limit: 10 })).toEqual({ numbers: [2], nextCursor: undefined });
    expect(await numbers({ limit: 4 })).toEqual({ numbers: [4, 3, 2, 1], nextCursor: undefined });
  });

  test('count as what they opened as, so that the count only grows', async () => {
    const opened = await openOne('margaux', { severity: 'warning' });
    await openOne('leo', { severity: 'info' });
    const before = await countIncidents(database.db);
    await save(must(joinIncident(opened, trigger)));
    expect(await countIncidents(database.db)).toEqual(before);
    expect(before).toHaveLength(2);
    expect(before).toContainEqual({ agent: 'margaux', severity: 'warning', total: 1, unresolved: 1 });
    await save({ ...opened, state: 'closed' });
    expect(await countIncidents(database.db)).toContainEqual({
      agent: 'margaux',
      severity: 'warning',
      total: 1,
      unresolved: 0,
    });
  });
});
