import { Hono } from 'hono';
import { defined } from '../../platform/defined.ts';
import type { RecordedRuleSet } from '../../rules/sets/store.ts';
import { type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { RulesPage, type RulesView } from './rules.page.tsx';

const pageSize = 30;

type RulesPorts = Shell & {
  /** When the set in force was read, and what is wrong with the files since. */
  readonly rules: () => Pick<RulesView, 'loadedAt' | 'error'>;
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
    const { loadedAt, error } = ports.rules();
    const before = /^[1-9]\d{0,8}$/.test(c.req.query('before') ?? '')
      ? Number(c.req.query('before'))
      : undefined;
    const recorded = await ports.ruleSets({
      limit: pageSize + 1,
      ...defined({ before }),
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
    return c.html(<RulesPage frame={ports.frame(c, i18n)} view={view} />);
  });
}
