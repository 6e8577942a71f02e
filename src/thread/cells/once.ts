import { everyFact } from '../../metrics/interaction.ts';
import type { IdentifiedSample } from '../../metrics/sample.ts';
import { countedInteractions, interactionKey } from '../../metrics/storage/interactions-store.ts';
import { type Ingest, ingestSamples } from './ingest.ts';
import { NotDurableError } from './not-durable.ts';

/**
 * Samples that have ids in: each counts once, ever, as an interaction does. Whoever brings them does not
 * bring one id twice at the same time. Answers how many of them are news.
 */
export async function ingestOnce(
  ingest: Ingest,
  samples: readonly IdentifiedSample[],
  receivedAt: number,
): Promise<number> {
  const { ports, backlog } = ingest;
  const known = new Set((await countedInteractions(ports.database.db, samples)).keys());
  // Noted as counted together with their cells, or not at all.
  if (!ingest.isCurrent()) throw new NotDurableError();
  const news = samples.filter((sample) => {
    const key = interactionKey(sample);
    return !known.has(key) && known.add(key);
  });
  for (const { agent, id, at } of news)
    backlog.interactions.push({ agent, id, at, facts: everyFact, reason: null });
  if (news.length > 0) await ingestSamples(ingest, news, receivedAt);
  return news.length;
}
