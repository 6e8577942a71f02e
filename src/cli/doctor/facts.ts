import { z } from 'zod';
import { KeyList } from '../../access/routes.ts';
import { Setup } from '../../app/parts/setup-routes.ts';
import { NoticeList } from '../../notices/routes.ts';
import { AgentView } from '../../switches/agent-view.ts';
import { WorkshopError } from '../asked.ts';
import type { Ask } from '../service.ts';
import { timeOf } from './finding.ts';

/** The answer of `/readyz`. */
export const Ready = z.object({ ready: z.boolean(), reasons: z.array(z.string()) });

const Rules = z.object({
  loadedAt: z.string(),
  rules: z.array(z.object({ rule: z.string(), agents: z.array(z.string()), noDataAfterSeconds: z.number() })),
  error: z
    .object({ problems: z.array(z.object({ file: z.string(), line: z.number(), found: z.string() })) })
    .optional(),
});
const Agents = z.object({ items: z.array(AgentView), nextCursor: z.string().optional() });

/** A running service's account of itself. */
export type ServiceFacts = {
  readonly url: string;
  readonly ready: z.infer<typeof Ready>;
  readonly setup: z.infer<typeof Setup>;
  readonly rules: z.infer<typeof Rules>;
  readonly agents: readonly AgentView[];
  readonly notices: z.infer<typeof NoticeList>['items'];
  /** Absent where the key may not list keys. */
  readonly keys?: z.infer<typeof KeyList>['items'];
  /** How far its clock is ahead of this machine's, in milliseconds. */
  readonly aheadMs: number;
};

/** Its readiness, which it tells without a key. */
export async function readinessAt(url: string): Promise<z.infer<typeof Ready>> {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  const { data } = Ready.safeParse(await answer?.json().catch(() => undefined));
  if (data === undefined) throw new WorkshopError(`There is no filrouge at ${url}.`);
  return data;
}

/** Asks the service for all that a diagnosis needs. `now`: the clock of this machine. */
export async function factsOf(
  url: string,
  ready: z.infer<typeof Ready>,
  ask: Ask,
  now: () => number,
): Promise<ServiceFacts> {
  const askedAt = now();
  const setup = await ask(Setup, 'GET', '/v1/setup');
  const aheadMs = timeOf(setup.now) - (askedAt + now()) / 2;
  const [rules, agents, notices, keys] = await Promise.all([
    ask(Rules, 'GET', '/v1/rules'),
    everyAgent(ask),
    ask(NoticeList, 'GET', '/v1/notices?limit=200'),
    ask(KeyList, 'GET', '/v1/keys?limit=500').catch(() => undefined),
  ]);
  const known = { url, ready, setup, rules, agents, notices: notices.items, aheadMs };
  return keys === undefined ? known : { ...known, keys: keys.items };
}

async function everyAgent(ask: Ask): Promise<AgentView[]> {
  const all: AgentView[] = [];
  let from: string | undefined = '';
  while (from !== undefined) {
    const page: z.infer<typeof Agents> = await ask(Agents, 'GET', `/v1/agents?limit=500${from}`);
    all.push(...page.items);
    from = page.nextCursor === undefined ? undefined : `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
  return all;
}
