import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import type { Db } from '../platform/database.ts';
import { createRouter, type HttpEnv } from '../platform/http.ts';
import { problems } from '../platform/problem.ts';
import type { Rule } from './rule.ts';
import type { RuleProblem, RuleSet } from './ruleset.ts';
import { ruleSetHistory } from './store.ts';

/** What the routes about rules need. */
export type RulesPorts = {
  readonly db: Db;
  readonly current: () => {
    readonly set: RuleSet;
    readonly loadedAt: number;
    /** Of the last reload, when that failed. */
    readonly error?: { readonly at: number; readonly problems: readonly RuleProblem[] };
  };
};

const time = z.iso.datetime();
const ProblemBody = z.object({
  file: z.string(),
  line: z.int(),
  column: z.int(),
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
    onNoData: z.enum(['keep', 'alert', 'suspend']),
    noDataAfterSeconds: z.number(),
    effect: z.enum(['suspend', 'alert', 'observe']),
    severity: z.enum(['info', 'warning', 'critical']),
    playbook: z.string().optional(),
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
    200: {
      description: 'The set in force.',
      content: {
        'application/json': {
          schema: z.object({
            hash: z.string(),
            loadedAt: time,
            rules: z.array(RuleBody),
            error: z.object({ at: time, problems: z.array(ProblemBody) }).optional(),
          }),
        },
      },
    },
    ...problems(401, 403),
  },
});

const history = createRoute({
  method: 'get',
  path: '/v1/rules/history',
  tags: ['rules'],
  summary: 'Every set that came into force, with what it changed, the latest first',
  middleware: [requirePermission('read')] as const,
  responses: {
    200: {
      description: 'The history.',
      content: {
        'application/json': {
          schema: z.object({
            items: z.array(z.object({ hash: z.string(), inForceSince: time, changes: z.array(z.string()) })),
          }),
        },
      },
    },
    ...problems(401, 403),
  },
});

/** `GET /v1/rules` and `GET /v1/rules/history`. */
export function rulesRoutes(ports: RulesPorts): OpenAPIHono<HttpEnv> {
  return createRouter()
    .openapi(inForce, (c) => {
      const { set, loadedAt, error } = ports.current();
      const failed =
        error === undefined
          ? {}
          : { error: { at: iso(error.at), problems: error.problems.map(problemBody) } };
      return c.json(
        { hash: set.hash, loadedAt: iso(loadedAt), rules: set.rules.map(ruleBody), ...failed },
        200,
      );
    })
    .openapi(history, async (c) => {
      const recorded = await ruleSetHistory(ports.db, {});
      const items = recorded.toReversed().map(({ hash, inForceSince, diff }) => ({
        hash,
        inForceSince: iso(inForceSince),
        changes: [...diff.lines],
      }));
      return c.json({ items }, 200);
    });
}

function ruleBody(rule: Rule): z.infer<typeof RuleBody> {
  return {
    rule: rule.id,
    agents: [...rule.agents],
    when: rule.when.map(({ text }) => text),
    ...(rule.clear === undefined ? {} : { clear: rule.clear.map(({ text }) => text) }),
    minSamples: rule.minSamples,
    forSeconds: rule.forMs / 1000,
    keepFiringForSeconds: rule.keepFiringForMs / 1000,
    onNoData: rule.onNoData,
    noDataAfterSeconds: rule.noDataAfterMs / 1000,
    effect: rule.effect,
    severity: rule.severity,
    ...(rule.playbook === undefined ? {} : { playbook: rule.playbook }),
    source: { ...rule.source },
  };
}

function problemBody({
  file,
  line,
  column,
  code,
  found,
  expected,
  didYouMean,
}: RuleProblem): z.infer<typeof ProblemBody> {
  return { file, line, column, code, found, expected, ...(didYouMean === undefined ? {} : { didYouMean }) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
