import { Hono } from 'hono';
import { mayCommand } from '../../access/commands.ts';
import { defined } from '../../platform/defined.ts';
import { sendRefusal } from '../../platform/http/problem.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { RecordedRuleSet } from '../../rules/sets/store.ts';
import type { SilencedRule } from '../../rules/silences/coverage.ts';
import { isFound, wordsOf } from '../components/search.ts';
import type { ConsolePorts } from '../ports.ts';
import { type ConsoleEnv, i18nOf, numberOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { agentName } from '../words/labels.ts';
import type { ProofTimes } from './proof.page.tsx';
import { mayProve } from './proof-routes.tsx';
import { RulesPage } from './rules.page.tsx';

const pageSize = 30;
const rulesAPage = 50;
const longestSearch = 100;

type RulesPorts = Shell &
  Pick<ConsolePorts, 'now' | 'rules' | 'proposals'> & {
    readonly proofs: () => Promise<ProofTimes>;
    /** Rules that are silenced now. */
    readonly silenced: () => Promise<readonly SilencedRule[]>;
    /** Recorded sets, the latest `limit` of those before this one, the oldest first. */
    readonly ruleSets: (page: {
      readonly limit: number;
      readonly before?: number;
    }) => Promise<readonly RecordedRuleSet[]>;
  };

/** The rules in force, the errors of the files, and the history of both. */
export function rulesRoutes(ports: RulesPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .post('/rules/proposals/:id/withdraw', async (c) => {
      const withdrawn = await ports.proposals.withdraw(c.req.param('id'), c.get('caller'));
      if (withdrawn.ok) return c.redirect('/rules', 303);
      return withdrawn.refusal.kind === 'not_found'
        ? missingPage(c, ports)
        : sendRefusal(c, withdrawn.refusal);
    })
    .get('/rules', async (c) => {
      const set = ports.ruleSet();
      const i18n = i18nOf(c, set);
      const before = numberOf(c.req.query('before'));
      const latest = (await ports.ruleSets({ limit: pageSize + 1, ...defined({ before }) })).toReversed();
      const history = latest.slice(0, pageSize);
      const search = (c.req.query('q') ?? '').slice(0, longestSearch);
      const view = {
        ...{ set, now: ports.now(), provedAt: await ports.proofs(), mayProve: mayProve(c) },
        ...listOf(set, search, numberOf(c.req.query('page')) ?? 1),
        ...ports.rules(),
        silenced: await ports.silenced(),
        proposals: await ports.proposals.list(),
        mayPropose: mayCommand(c.get('caller'), { kind: 'proposeRule' }) === undefined,
        history,
        more: latest.length > pageSize,
        back: before !== undefined,
      };
      return c.html(<RulesPage frame={ports.frame(c, i18n)} view={view} />);
    });
}

/** The asked page of the rules found by id, metric, file or agents; the last page where there are fewer. */
function listOf(set: RuleSet, search: string, asked: number) {
  const found =
    search.trim() === '' ? set.rules : set.rules.filter((rule) => isFound(search, wordsOfRule(rule, set)));
  const pages = Math.max(1, Math.ceil(found.length / rulesAPage));
  const page = Math.min(asked, pages);
  return {
    search,
    page,
    pages,
    found: found.length,
    shown: found.slice((page - 1) * rulesAPage, page * rulesAPage),
  };
}

const words = new WeakMap<Rule, readonly string[]>();

function wordsOfRule(rule: Rule, set: RuleSet): readonly string[] {
  const before = words.get(rule);
  if (before !== undefined) return before;
  const metrics = rule.when.flatMap(({ metric }) => [
    metric,
    ...Object.values(set.metrics.get(metric)?.label ?? {}),
  ]);
  const agents = rule.agents.flatMap((agent) => [agent, agentName(agent, set)]);
  const known = wordsOf([rule.id, rule.source.file, ...metrics, ...agents]);
  words.set(rule, known);
  return known;
}
