import { eventFacts, type PlanEvent } from '../../plans/events.ts';
import { actorText } from '../../platform/actor.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import type { NewEntry } from '../../register/chain.ts';

/** A plan event as the register keeps it: facts, and digests (SHA-256 in hex) of what people wrote. */
export function planEntry(event: PlanEvent): NewEntry {
  const { kind, by, agent, incident, plan, texts } = event;
  const facts = eventFacts(event);
  const data = texts === undefined ? facts : { ...facts, digests: digestsOf(texts) };
  return { kind, actor: actorText(by), agent, incident, plan, data };
}

/** The register proves that a text is the one that was written without holding it. */
export function digestsOf(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([field, text]) => [field, sha256Hex(text)]));
}
