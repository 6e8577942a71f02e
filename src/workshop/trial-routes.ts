import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../access/guard.ts';
import { parseDuration } from '../platform/duration.ts';
import { createRouter, type HttpEnv } from '../platform/http/http.ts';
import { jsonAnswer } from '../platform/http/json.ts';
import { problems, sendRefusal } from '../platform/http/problem.ts';
import { iso } from '../platform/iso.ts';
import { noSuch } from '../platform/no-such.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { type Trial, type TrialFiring, trialOn } from './trial.ts';

/** The surroundings that the routes of trials need. */
export type TrialPorts = {
  readonly ruleSet: () => RuleSet;
  readonly now: () => number;
  readonly firings: (query: {
    readonly from: number;
    readonly until: number;
    readonly agent: string;
    readonly rule: string;
  }) => Promise<readonly TrialFiring[]>;
};

const Firing = z.object({ start: z.string(), end: z.string().nullable(), peak: z.number().nullable() });
const TrialBody = z
  .object({
    agent: z.string(),
    rule: z.string(),
    beside: z.string().nullable(),
    firings: z.array(Firing),
    realFirings: z.array(Firing),
    both: z.array(z.object({ trial: Firing, real: Firing, earlierSeconds: z.number() })),
    onlyTrial: z.array(Firing),
    onlyReal: z.array(Firing),
  })
  .openapi('Trial');

const route = createRoute({
  method: 'get',
  path: '/v1/rules/{id}/trial',
  tags: ['rules'],
  summary: 'How a rule with `then: observe` did beside the real rule on the same metrics',
  middleware: [requirePermission('read')] as const,
  request: {
    params: z.object({ id: z.string().max(63) }),
    query: z.object({
      since: z
        .string()
        .refine((text) => (parseDuration(text) ?? 0) > 0, 'expected a duration such as 30d')
        .default('30d'),
      beside: z.string().max(63).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'One comparison for each agent that the rule stands over.',
      z.object({
        rule: z.string(),
        from: z.string(),
        until: z.string(),
        items: z.array(TrialBody),
      }),
    ),
    ...problems(400, 401, 403, 404, 409),
  },
});

/** `GET /v1/rules/{id}/trial`. */
export function trialRoutes(ports: TrialPorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { since, beside } = c.req.valid('query');
    const set = ports.ruleSet();
    const rules = set.rules.filter((rule) => rule.id === id);
    if (rules.length === 0) return sendRefusal(c, noSuch('rule', id));
    const trials = rules.filter(({ effect }) => effect === 'observe');
    if (trials.length === 0)
      return sendRefusal(c, {
        kind: 'conflict',
        code: 'not_on_trial',
        detail: `Rule ${id} is not on trial: only a rule with then: observe is.`,
      });
    const until = ports.now();
    const span = { from: until - (parseDuration(since) ?? 0), until };
    const items: Trial[] = [];
    for (const trial of trials)
      for (const agent of trial.agents)
        items.push(
          await trialOn({ set, trial, agent, beside }, (of, rule) =>
            ports.firings({ ...span, agent: of, rule }),
          ),
        );
    return c.json({ rule: id, from: iso(span.from), until: iso(until), items: items.map(bodyOf) }, 200);
  });
}

function bodyOf({ agent, rule, beside, firings, realFirings, both, onlyTrial, onlyReal }: Trial) {
  return {
    agent,
    rule,
    beside: beside ?? null,
    firings: firings.map(firingOf),
    realFirings: realFirings.map(firingOf),
    both: both.map(({ trial, real, earlierMs }) => ({
      trial: firingOf(trial),
      real: firingOf(real),
      earlierSeconds: earlierMs / 1000,
    })),
    onlyTrial: onlyTrial.map(firingOf),
    onlyReal: onlyReal.map(firingOf),
  };
}

function firingOf({ firedAt, end, peak }: TrialFiring) {
  return { start: iso(firedAt), end: end === undefined ? null : iso(end), peak: peak ?? null };
}
