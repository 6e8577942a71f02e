import { Hono } from 'hono';
import { ruleSetHistory } from '../../rules/sets/store.ts';
import { type ConsoleEnv, type Desk, frameOf, sayOf } from '../shell/context.ts';
import { RulesPage } from './rules.page.tsx';

const pageSize = 30;

/** The rules in force, the errors of the files, and the history of both. */
export function rulesRoutes(desk: Desk): Hono<ConsoleEnv> {
  const { ports } = desk;
  return new Hono<ConsoleEnv>().get('/rules', async (c) => {
    const set = ports.ruleSet();
    const say = sayOf(c, set);
    const { loadedAt, error } = ports.rules();
    const before = /^[1-9]\d{0,8}$/.test(c.req.query('before') ?? '')
      ? Number(c.req.query('before'))
      : undefined;
    const recorded = await ruleSetHistory(ports.database.db, {
      limit: pageSize + 1,
      ...(before === undefined ? {} : { before }),
    });
    const latest = recorded.toReversed();
    const view = {
      set,
      loadedAt,
      error,
      history: latest.slice(0, pageSize),
      more: latest.length > pageSize,
      back: before !== undefined,
    };
    return c.html(<RulesPage frame={frameOf(c, desk, say)} view={view} />);
  });
}
