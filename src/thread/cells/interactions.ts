import {
  freshFacts,
  holdsReason,
  type Interaction,
  type InteractionCounts,
  interactionMetrics,
  interactionValue,
} from '../../metrics/interaction.ts';
import type { Sample } from '../../metrics/sample.ts';
import {
  type CountedInteraction,
  countedInteractions,
  interactionKey,
} from '../../metrics/storage/interactions-store.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type Ingest, ingestSamples } from './ingest.ts';
import { NotDurableError } from './not-durable.ts';

/**
 * Interactions in: each fact of an id counts once, ever, in the cell of the time that came first; what they
 * say about the metrics becomes samples.
 */
export async function ingestInteractions(
  ingest: Ingest,
  interactions: readonly Interaction[],
  receivedAt: number,
): Promise<InteractionCounts> {
  const { counting } = ingest;
  const mine: Interaction[] = [];
  const others: Interaction[] = [];
  const theirs = new Set<Promise<unknown>>();
  for (const interaction of interactions) {
    const underWay = counting.get(interactionKey(interaction));
    (underWay === undefined ? mine : others).push(interaction);
    if (underWay !== undefined) theirs.add(underWay);
  }
  const work = countInteractions(ingest, mine, receivedAt);
  for (const interaction of mine) counting.set(interactionKey(interaction), work);
  // Until its own work is through an id stays marked, whatever becomes of the others.
  const own = await work.finally(() => {
    for (const interaction of mine) counting.delete(interactionKey(interaction));
  });
  if (others.length === 0) return own;
  await Promise.all(theirs);
  // Now it is known what those have brought.
  const late = await ingestInteractions(ingest, others, receivedAt);
  return {
    counted: own.counted + late.counted,
    merged: own.merged + late.merged,
    repeated: own.repeated + late.repeated,
  };
}

/** An interaction with those of its facts that count now. */
type News = { readonly interaction: Interaction; readonly fresh: number };

async function countInteractions(
  ingest: Ingest,
  interactions: readonly Interaction[],
  receivedAt: number,
): Promise<InteractionCounts> {
  const { ports, backlog, memory } = ingest;
  const known = new Map(await countedInteractions(ports.database.db, interactions));
  // Noted as counted together with their cells, or not at all.
  if (!ingest.isCurrent()) throw new NotDurableError();
  const changed = new Map<string, CountedInteraction>();
  const news: News[] = [];
  let counted = 0;
  for (const interaction of interactions) {
    const key = interactionKey(interaction);
    const before = known.get(key);
    const fresh = freshFacts(interaction, before?.facts ?? 0);
    if (fresh === 0) continue;
    if (before === undefined) counted += 1;
    const { agent, id, at } = before ?? interaction;
    const reason = before?.reason ?? (holdsReason(fresh) ? interaction.reason : undefined) ?? null;
    const after = { agent, id, at, facts: (before?.facts ?? 0) | fresh, reason };
    known.set(key, after);
    changed.set(key, after);
    news.push({ interaction: before === undefined ? interaction : { ...interaction, at }, fresh });
  }
  for (const one of changed.values()) backlog.interactions.push(one);
  countReasons(ingest, news);
  await ingestSamples(ingest, samplesOf(memory.engine.set, news), receivedAt);
  return { counted, merged: news.length - counted, repeated: interactions.length - news.length };
}

function samplesOf(set: RuleSet, news: readonly News[]): Sample[] {
  const fed = interactionMetrics(set.metrics.values());
  return news.flatMap(({ interaction, fresh }) =>
    fed.flatMap(({ metric, source }) => {
      const value = interactionValue(interaction, source, fresh);
      const { agent, at, variant } = interaction;
      return value === undefined ? [] : [defined({ agent, metric, value, weight: 1, at, variant })];
    }),
  );
}

function countReasons({ backlog, memory }: Ingest, news: readonly News[]): void {
  const { stepMs } = memory.engine.set;
  for (const { interaction, fresh } of news) {
    const { agent, at, reason } = interaction;
    if (reason === undefined || !holdsReason(fresh)) continue;
    const start = Math.floor(at / stepMs) * stepMs;
    const key = JSON.stringify([agent, start, reason]);
    const before = backlog.reasons.get(key);
    backlog.reasons.set(key, { agent, start, reason, count: (before?.count ?? 0) + 1 });
  }
}
