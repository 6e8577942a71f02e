import { pino } from 'pino';
import { expect, test } from 'vitest';
import { enqueueNotices } from '../../../src/notices/outbox.ts';
import { listNotices } from '../../../src/notices/store.ts';
import { wordNotice } from '../../../src/notices/texts.ts';
import { createWeeklyDesk } from '../../../src/plans/weekly/desk-store.ts';
import { sendWeekly } from '../../../src/plans/weekly/jobs.ts';
import { lettersOf } from '../../../src/plans/weekly/notice.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { appendEntries } from '../../../src/register/store.ts';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { aMandate, aRule, aRuleSet } from '../../builders/rules.ts';
import { eachEngine } from '../../support/database.ts';

const set: RuleSet = aRuleSet({
  agents: new Map([['margaux', aMandate({ name: 'Margaux', timezone: 'Europe/Paris' })]]),
});
const several: RuleSet = aRuleSet({
  rules: [aRule({ agents: ['margaux', 'leo'] })],
  agents: new Map([
    ['margaux', aMandate({ name: 'Margaux' })],
    ['leo', aMandate({ agent: 'leo', owner: 'camille' })],
  ]),
});
const monday = Date.parse('2026-06-08T06:00:00Z');
const week = 7 * 86_400_000;

/** A house since the second of June. */
async function since(database: Database, rules = set) {
  const begun = Date.parse('2026-06-02T08:00:00Z');
  await database.transaction((tx) =>
    appendEntries(tx, [{ kind: 'rulesLoaded', actor: 'engine', data: {} }], begun),
  );
  let at = monday;
  const now = () => at;
  const ports = { db: database.db, now, ruleSet: () => rules, flushCells: async () => {} };
  const desk = createWeeklyDesk(ports);
  const woken: number[] = [];
  const send = (time: number, enqueue = enqueueNotices) => {
    at = time;
    return sendWeekly({
      ...ports,
      ...{ write: desk.write, transaction: database.transaction, enqueue },
      onNotices: () => woken.push(time),
      logger: pino({ level: 'silent' }),
    });
  };
  const sent = async () => (await listNotices(database.db, { limit: 10 })).map(({ key }) => key);
  return { send, sent, desk, woken };
}

eachEngine('the weekly report is sent', (open) => {
  test('on Monday at eight where the house is, once', async () => {
    const { send, sent, woken } = await since(await open());
    expect(await send(monday - 1)).toBe(0);
    expect(await send(monday)).toBe(1);
    expect(await send(monday)).toBe(0);
    expect(await send(monday + week - 1)).toBe(0);
    expect(await sent()).toEqual(['weekly:2026-W23:margaux']);
    expect(woken).toEqual([monday]);
  });

  test('once after a long stop, of the last full week alone', async () => {
    const { send, sent } = await since(await open());
    expect(await send(monday + 5 * week + 1)).toBe(1);
    expect(await sent()).toEqual(['weekly:2026-W28:margaux']);
  });

  test('of no week before there was a house', async () => {
    const { send } = await since(await open());
    expect(await send(monday - week)).toBe(0);
  });

  test('again where the outbox could not take it', async () => {
    const { send, sent } = await since(await open());
    await expect(send(monday, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
    expect(await sent()).toEqual([]);
    expect(await send(monday)).toBe(1);
  });

  test('and reads the same later, whatever became of what stood then', async () => {
    const { send, desk } = await since(await open());
    await send(monday);
    const then = await desk.report({ agent: 'margaux', week: '2026-W23' });
    await send(monday + week);
    expect(await desk.report({ agent: 'margaux', week: '2026-W23' })).toEqual(then);
    expect(then).toMatchObject({ value: { writtenAt: monday } });
  });

  test('to those of one agent of it, to those of several of all', async () => {
    expect(lettersOf(set)).toEqual([{ agent: 'margaux', people: ['lea', 'camille'] }]);
    expect(lettersOf(several)).toEqual([{ people: ['camille'] }, { agent: 'margaux', people: ['lea'] }]);
    const { send, sent } = await since(await open(), several);
    expect(await send(monday + 2 * 3_600_000)).toBe(2);
    expect((await sent()).toSorted()).toEqual(['weekly:2026-W23:', 'weekly:2026-W23:margaux']);
  });

  test('as a message in both languages that leads to the page', async () => {
    const database = await open();
    const { send } = await since(database);
    await send(monday);
    const [trace] = await listNotices(database.db, { limit: 1 });
    if (trace?.notice === undefined) throw new Error('no notice can be read');
    const options = { nameOf: () => undefined, publicUrl: 'https://filrouge.example' };
    const french = wordNotice(trace.notice, { ...options, language: 'fr' });
    expect(french.subject).toBe('Rapport hebdomadaire 2026-W23\u202f: Margaux');
    expect(french.context[0]).toContain('du 01/06/2026 au 07/06/2026');
    expect(french.context.join('\n')).toContain('Réponses\u202f: non mesurées cette semaine.');
    expect(french.link?.url).toBe('https://filrouge.example/reports/weekly?week=2026-W23&agent=margaux');
    expect(wordNotice(trace.notice, { ...options, language: 'en' }).context.join('\n')).toContain(
      'Answers: not measured this week.',
    );
  });
});
