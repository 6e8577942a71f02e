import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems } from '../../platform/http/problem.ts';
import type { ListedProposal } from './proposal-files.ts';

const compared = z.object({ inForce: z.number(), proposed: z.number() });
const ProposalBody = z
  .object({
    id: z.string(),
    problem: z.string().optional().openapi({ description: 'Why the file is no proposal.' }),
    proposedBy: z.string().optional(),
    at: z.iso.datetime().optional(),
    why: z.string().optional(),
    rule: z.string().optional(),
    file: z.string().optional(),
    changes: z.array(z.object({ key: z.string(), from: z.string().optional(), to: z.string() })).optional(),
    trial: z
      .object({
        agent: z.string(),
        from: z.iso.datetime(),
        until: z.iso.datetime(),
        firings: compared,
        suspendedMinutes: compared,
        incidentsCaught: compared,
      })
      .optional(),
  })
  .openapi('Proposal');

const list = createRoute({
  method: 'get',
  path: '/v1/rules/proposals',
  tags: ['rules'],
  summary: 'Proposed values of rules that wait for a review; none of them is in force',
  middleware: requirePermission('read'),
  responses: {
    200: jsonAnswer('The proposals, the latest first.', z.object({ items: z.array(ProposalBody) })),
    ...problems(401, 403),
  },
});

/** `GET /v1/rules/proposals`. */
export function proposalRoutes(listed: () => Promise<readonly ListedProposal[]>): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(list, async (c) => {
    const items = (await listed()).map(bodyOf);
    return c.json({ items }, 200);
  });
}

function bodyOf(one: ListedProposal): z.infer<typeof ProposalBody> {
  if ('problem' in one) return one;
  const { proposed_by, trial, outcome: _, ...rest } = one.proposal;
  const sides = (side: { readonly in_force: number; readonly proposed: number }) => ({
    inForce: side.in_force,
    proposed: side.proposed,
  });
  return {
    id: one.id,
    proposedBy: proposed_by,
    ...rest,
    trial: trial && {
      ...{ agent: trial.agent, from: trial.from, until: trial.until },
      firings: sides(trial.firings),
      suspendedMinutes: sides(trial.suspended_minutes),
      incidentsCaught: sides(trial.incidents_caught),
    },
  };
}
