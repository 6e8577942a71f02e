import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { mayTouch } from '../../access/roles.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { inOwnTurn } from '../../platform/http/own-turn.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { checkInteraction, type InteractionCounts } from '../interaction.ts';
import { timeLimits } from '../sample.ts';
import { undeclaredOf } from '../variant.ts';
import type { IntakePorts } from './ports.ts';
import {
  mostItems,
  nothingTaken,
  notItsAgent,
  refusalsOf,
  refuseAll,
  sortItems,
  TakenOnce,
  toldOf,
} from './samples.ts';

const InteractionItem = z.unknown().openapi('Interaction', {
  type: 'object',
  required: ['id', 'agent', 'outcome'],
  properties: {
    id: {
      type: 'string',
      description:
        'Of your choice. The same id of an agent counts once for 30 days; facts that were absent then, such as csat, may follow under it.',
      example: 'c-8412',
    },
    agent: { type: 'string', example: 'margaux' },
    at: { type: 'string', format: 'date-time' },
    outcome: { type: 'string', enum: ['ok', 'error'] },
    reason: {
      type: 'string',
      description: 'A code, when the outcome is an error.',
      example: 'item_unavailable',
    },
    csat: { type: 'number', example: 4.5 },
    nps: { type: 'number', minimum: 0, maximum: 10 },
    firstContact: { type: 'boolean', description: 'Settled at the first contact.' },
    reopened: { type: 'boolean' },
    escalated: { type: 'boolean' },
    responseSeconds: { type: 'number' },
    channel: { type: 'string', example: 'chat' },
    variant: { type: 'string', description: 'As of a sample.', example: 'candidate' },
  },
});

const postInteractions = createRoute({
  method: 'post',
  path: '/v1/interactions',
  tags: ['intake'],
  summary: 'Send contacts with customers; the metrics that metrics.yaml derives from them are fed',
  middleware: [requirePermission('interactions.write', { agentIn: 'body' }), inOwnTurn] as const,
  request: {
    body: jsonBody(z.strictObject({ interactions: z.array(InteractionItem).max(mostItems) })),
  },
  responses: {
    200: jsonAnswer(
      'What was taken. Each fact of an interaction counts once: what comes again changes nothing, what is new is added.',
      TakenOnce,
    ),
    ...problems(400, 401, 403, 413, 415, 422, 503),
  },
});

const nothing: InteractionCounts = { counted: 0, merged: 0, repeated: 0 };

/** `POST /v1/interactions`. */
export function interactionsIntake(ports: IntakePorts): OpenAPIHono<HttpEnv> {
  return createRouter({ texts: 'judged' }).openapi(postInteractions, async (c) => {
    const receivedAt = performance.now();
    const busy = ports.busy();
    if (busy !== undefined) return sendRefusal(c, busy);
    const [known, times, caller] = [ports.known(), timeLimits(ports.now(), 'interactions'), c.get('caller')];
    const { interactions } = c.req.valid('json');
    const { accepted, rejected } = await sortItems(interactions, (item) => {
      const checked = checkInteraction(item, known, times);
      if (typeof checked === 'string' || mayTouch(caller, 'interactions.write', checked.agent))
        return checked;
      return notItsAgent(checked.agent);
    });
    const { counted, merged, repeated } =
      accepted.length > 0 ? await ports.ingestInteractions(accepted, receivedAt) : nothing;
    const counts = { accepted: counted, merged, repeated, rejected: rejected.length };
    const undeclared = undeclaredOf(accepted, known.variantsOf);
    ports.count('interactions', counts, refusalsOf(interactions, rejected, known), undeclared);
    if (nothingTaken({ accepted: accepted.length, rejected: rejected.length })) return refuseAll(c, rejected);
    const taken = { accepted: accepted.length, merged, duplicates: repeated, rejected };
    return c.json({ ...taken, ...toldOf(undeclared) }, 200);
  });
}
