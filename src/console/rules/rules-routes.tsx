import { Hono } from 'hono';
import { defined } from '../../platform/defined.ts';
import type { RecordedRuleSet } from '../../rules/sets/store.ts';
import type { ConsolePorts } from '../ports.ts';
import { type ConsoleEnv, i18nOf, numberOf, type Shell } from '../shell/context.ts';
import { RulesPage } from './rules.page.tsx';

const pageSize = 30;

type RulesPorts = Shell &
  Pick<ConsolePorts, 'rules'> & {
    /** Recorded sets, the latest `limit` of those before this one, the oldest first. */
    readonly ruleSets: (page: {
      readonly limit: number;
      readonly before?: number;
    }) => Promise<readonly RecordedRuleSet[]>;
  };

/** The rules in force, the errors of the files, and the history of both. */
export function rulesRoutes(ports: RulesPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>().get('/rules', async (c) => {
    const set = ports.ruleSet();
    const i18n = i18nOf(c, set);
    const before = numberOf(c.req.query('before'));
    const latest = (await ports.ruleSets({ limit: pageSize + 1, ...defined({ before }) })).toReversed();
    const history = latest.slice(0, pageSize);
    const view = {
      set,
      ...ports.rules(),
      history,
      more: latest.length > pageSize,
      back: before !== undefined,
    };
    return c.html(<RulesPage frame={ports.frame(c, i18n)} view={view} />);
  });
}
