import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import type { Db } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer } from '../platform/http/json.ts';
import { problems } from '../platform/http/problem.ts';
import { Instant, iso, spanInOrder } from '../platform/iso.ts';
import { onNoDataEffects, type Rule, ruleEffects, severities } from './rule.ts';
import type { RuleProblem, RuleSet } from './ruleset.ts';
import { ruleSetHistory } from './sets/store.ts';
import type { SilencedRule } from './silences/coverage.ts';

/** The surroundings that the routes of rules need. */
export type RulesPorts = {
  readonly db: Db;
  readonly current: () => {
    readonly set: RuleSet;
    readonly loadedAt: number;
    /** Of the last reload, when that failed. */
    readonly error?: { readonly at: number; readonly problems: readonly RuleProblem[] };
    /** Agents that are suspended although the set no longer names them. */
    readonly latched?: readonly string[];
  };
  /** Rules that are silenced now. */
  readonly silenced?: () => Promise<Iterable<SilencedRule>>;
};

const time = z.iso.datetime();
const ProblemBody = z.object({
  file: z.string(),
  line: z.int(),
  column: z.int(),
  length: z.int().optional(),
  code: z.string(),
  found: z.string(),
  expected: z.string(),
  didYouMean: z.string().optional(),
});
const RuleBody = z
  .object({
    rule: z.string(),
    agents: z.array(z.string()),
    when: z.array(z.string()),
    clear: z.array(z.string()).optional(),
    minSamples: z.number(),
    forSeconds: z.number(),
    keepFiringForSeconds: z.number(),
    onNoData: z.enum(onNoDataEffects),
    noDataAfterSeconds: z.number(),
    effect: z.enum(ruleEffects),
    severity: z.enum(severities),
    playbook: z.string().optional(),
    silenced: z
      .array(z.object({ agent: z.string(), until: time }))
      .optional()
      .openapi({ description: 'The agents on which it is silenced now.' }),
    source: z.object({ file: z.string(), line: z.int() }),
  })
  .openapi('Rule');

const inForce = createRoute({
  method: 'get',
  path: '/v1/rules',
  tags: ['rules'],
  summary: 'The rule set in force, and what is wrong with the files if the last reload failed',
  middleware: [requirePermission('read')] as const,
  responses: {
    200: jsonAnswer(
      'The set in force.',
      z.object({
        hash: z.string(),
        loadedAt: time,
        rules: z.array(RuleBody),
        error: z.object({ at: time, problems: z.array(ProblemBody) }).optional(),
        warnings: z.array(z.object({ code: z.string(), agent: z.string(), detail: z.string() })).optional(),
      }),
    ),
    ...problems(401, 403),
  },
});

const AuthorBody = z
  .union([
    z.object({ by: z.literal('git'), commit: z.string(), person: z.string().optional() }),
    z.object({
      by: z.literal('proposal'),
      proposal: z.string(),
      person: z.string().optional(),
      reviewer: z.string().optional(),
    }),
    z.object({ by: z.literal('file') }),
  ])
  .openapi({
    description:
      'Who changed it: who proposed it and who reviewed it; or the last commit to the folder, and its author where people.yaml has the address; else a file.',
  });

const history = createRoute({
  method: 'get',
  path: '/v1/rules/history',
  tags: ['rules'],
  summary: 'Every set that came into force, with what it changed, the latest first',
  middleware: [requirePermission('read')] as const,
  request: {
    query: z
      .object({
        from: Instant.optional(),
        to: Instant.optional(),
        limit: z.coerce.number().int().min(1).max(500).default(50),
        cursor: z.coerce.number().int().min(1).optional(),
      })
      .refine(...spanInOrder),
  },
  responses: {
    200: jsonAnswer(
      'A page of the history.',
      z.object({
        items: z.array(
          z.object({
            hash: z.string(),
            inForceSince: time,
            changes: z.array(z.string()),
            author: AuthorBody.optional(),
          }),
        ),
        nextCursor: z.string().optional(),
      }),
    ),
    ...problems(400, 401, 403),
  },
});

/** `GET /v1/rules` and `GET /v1/rules/history`. */
export function rulesRoutes(ports: RulesPorts): OpenAPIHono<HttpEnv> {
  return createRouter()
    .openapi(inForce, async (c) => {
      const { set, loadedAt, error, latched = [] } = ports.current();
      const silenced = new Map<Rule, { agent: string; until: string }[]>();
      for (const { agent, rule, coverage } of (await ports.silenced?.()) ?? [])
        silenced.set(rule, [...(silenced.get(rule) ?? []), { agent, until: iso(coverage.until) }]);
      const body = {
        hash: set.hash,
        loadedAt: iso(loadedAt),
        rules: set.rules.map((rule) => defined({ ...ruleBody(rule), silenced: silenced.get(rule) })),
        error: error && { at: iso(error.at), problems: error.problems.map(problemBody) },
        warnings: latched.length === 0 ? undefined : latched.map(droppedWarning),
      };
      return c.json(defined(body), 200);
    })
    .openapi(history, async (c) => {
      const { from, to, limit, cursor } = c.req.valid('query');
      const recorded = await ruleSetHistory(ports.db, {
        limit: limit + 1,
        from,
        to,
        before: cursor,
      });
      const page = recorded.toReversed().slice(0, limit);
      const last = recorded.length > limit ? page.at(-1) : undefined;
      const items = page.map(({ hash, inForceSince, diff, author }) => ({
        hash,
        inForceSince: iso(inForceSince),
        changes: [...diff.lines],
        author: author ?? undefined,
      }));
      return c.json(defined({ items, nextCursor: last === undefined ? undefined : String(last.seq) }), 200);
    });
}

function ruleBody(rule: Rule): z.infer<typeof RuleBody> {
  return defined({
    rule: rule.id,
    agents: [...rule.agents],
    when: rule.when.map(({ text }) => text),
    clear: rule.clear?.map(({ text }) => text),
    minSamples: rule.minSamples,
    forSeconds: rule.forMs / 1000,
    keepFiringForSeconds: rule.keepFiringForMs / 1000,
    onNoData: rule.onNoData,
    noDataAfterSeconds: rule.noDataAfterMs / 1000,
    effect: rule.effect,
    severity: rule.severity,
    playbook: rule.playbook,
    source: { ...rule.source },
  });
}

function droppedWarning(agent: string) {
  const detail = `${agent} is suspended and no longer in the rules: it stays suspended until an approver lets it run, or its file is back.`;
  return { code: 'suspended_agent_dropped', agent, detail };
}

function problemBody(problem: RuleProblem): z.infer<typeof ProblemBody> {
  const { severity: _, ...body } = problem;
  return body;
}
