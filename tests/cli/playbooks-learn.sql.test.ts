import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plans/plan.ts';
import { addingPlans } from '../../src/plans/store/store.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { together } from '../../src/platform/database/statement.ts';
import { draft, paris } from '../plans/margaux.ts';
import { closedWithTasks } from '../plans/signed.ts';
import { postgresMaker } from '../support/database.ts';
import { environment, filrouge, ownRules } from './run.ts';

describe('filrouge playbooks learn', () => {
  const fresh = postgresMaker();
  const rules = ownRules();

  async function holding(plan: Plan): Promise<string> {
    const url = await fresh();
    const database = await openDatabase({ url });
    await database.db.execute(together(addingPlans([plan], paris(11, '12:00'))));
    await database.close();
    return url;
  }
  const learn = (url: string, ...args: string[]) =>
    filrouge(environment(rules(), { DATABASE_URL: url }), ['playbooks', 'learn', ...args]);

  test('reads the database where no service runs, and what it writes passes rules check', async () => {
    const url = await holding({ ...closedWithTasks(), rootCause: 'Le flux était arrêté.' });
    const out = join(rules(), 'playbooks/feed.yaml');
    const { printed, failures } = await learn(url, '4', '--name', 'feed', '--out', out);
    expect(failures).toEqual([]);
    const [first, ...warnings] = printed.split('\n');
    expect(first).toBe(`The new playbook feed is in ${out}.`);
    expect(warnings.length).toBeGreaterThan(0);
    for (const warning of warnings) expect(warning).toMatch(/ warning: found .* without owner,/);
    expect(await readFile(out, 'utf8')).toMatch(
      /^playbook: feed$[\s\S]*en: Synchronise the catalogue feed again/m,
    );
    expect((await filrouge(environment(rules()), ['rules', 'check'])).failures).toEqual([]);
    const patch = await learn(url, '4', '--patch');
    expect(patch.printed).toMatch(/^# Playbook stale-answers, learnt from plan 4\n--- /);
    expect(patch.printed).toContain('+      fr: Le flux était arrêté.');
  });

  test('says what is missing before there is anything to learn', async () => {
    const url = await holding(draft());
    expect((await learn(url, '4')).failures[0]).toMatch(/^Plan 4 is draft: .*root_cause_missing/);
    expect((await learn(url, '5')).failures[0]).toMatch(/plan/);
    expect((await learn(url, 'four')).failures[0]).toBe('<plan>: found "four", expected its number.');
    expect((await learn(url, '4', '--name', 'No Id')).failures[0]).toMatch(/^--name: found "No Id"/);
  });
});
