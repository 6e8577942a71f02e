import { Hono } from 'hono';
import { type ConsoleEnv, type Desk, frameOf, sayOf } from './context.ts';
import { RulesPage } from './rules.page.tsx';

const mostRecorded = 50;

/** The rules in force, the errors of the files, and the history of both. */
export function rulesRoutes(desk: Desk): Hono<ConsoleEnv> {
  const { ports, reads } = desk;
  return new Hono<ConsoleEnv>().get('/rules', async (c) => {
    const set = ports.ruleSet();
    const say = sayOf(c, set);
    const { loadedAt, error } = ports.rules();
    const view = { set, loadedAt, error, history: await reads.ruleHistory(mostRecorded) };
    return c.html(<RulesPage frame={frameOf(c, desk, say)} view={view} />);
  });
}
