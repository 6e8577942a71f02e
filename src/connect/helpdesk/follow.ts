import type { Interaction } from '../../metrics/interaction.ts';
import { defined } from '../../platform/defined.ts';
import type { Facts, RecordNote, Standing } from './told.ts';

/** How a record stands, and as of which of its own times. */
export type Followed = { readonly record: string; readonly at: number; readonly standing: Standing };

/**
 * A record after a note about it, and the interaction that is told of it then, perhaps once more: each fact
 * of it counts once. An interaction is what happened until the record was settled or handed to people; each
 * reopening begins another one.
 */
export function follow(
  source: string,
  before: Followed | undefined,
  told: RecordNote,
): { readonly after: Followed; readonly interaction?: Interaction } {
  const { record } = told;
  const standing = standingAfter(before, told);
  const { agent, episode, settled } = standing;
  const isNews = settled || standing.facts.escalated === true || episode > 1;
  // A rating says nothing of how the record stands: what does may have come before it, and come later.
  const at = Math.max(before?.at ?? 0, told.note.state === undefined ? 0 : told.at);
  if (agent === undefined || !isNews) return { after: { record, at, standing } };
  const toldAt = standing.toldAt ?? (settled ? (standing.settledAt ?? told.at) : told.at);
  return {
    after: { record, at, standing: { ...standing, toldAt } },
    interaction: interactionOf(`${source}:${record}`, agent, { ...standing, toldAt }),
  };
}

function standingAfter(before: Followed | undefined, { at, note }: RecordNote): Standing {
  const { state, settledAt, facts } = note;
  if (before === undefined)
    return defined({
      ...{ agent: note.agent, settled: state === 'settled', settledAt, toldAt: undefined },
      ...{ episode: 1, facts, earlier: {} },
    });
  const known = before.standing;
  const agent = known.agent ?? note.agent;
  // What is older says nothing about how things stand, but may tell what nobody has told since.
  if (at < before.at) return { ...known, ...defined({ agent }), facts: { ...facts, ...known.facts } };
  const isReopened = state === 'open' && known.settled && at > before.at;
  const isSettledAgain =
    state === 'settled' && known.settled && (settledAt ?? 0) > (known.settledAt ?? Number.POSITIVE_INFINITY);
  if (isReopened || isSettledAgain) {
    const earlier = { ...known.earlier, ...known.facts };
    const begun = {
      settled: isSettledAgain,
      episode: known.episode + 1,
      facts: newsOf(facts, earlier, false),
    };
    return defined({ agent, ...begun, earlier, settledAt, toldAt: undefined });
  }
  return defined({
    ...known,
    ...{ agent, settled: known.settled || state === 'settled' },
    settledAt: known.settledAt ?? settledAt,
    facts: { ...known.facts, ...newsOf(facts, known.earlier, known.episode === 1) },
  });
}

/** Of a ticket that was reopened: it goes on showing what was said before, which is counted already. */
function newsOf(facts: Facts, earlier: Facts, isFirst: boolean): Facts {
  if (isFirst) return facts;
  const { failed, reason, csat, nps, escalated, channel } = facts;
  const isOldError = earlier.failed === true && reason === earlier.reason;
  return defined({
    failed: isOldError ? undefined : failed,
    reason: isOldError ? undefined : reason,
    csat: csat === earlier.csat ? undefined : csat,
    nps: nps === earlier.nps ? undefined : nps,
    ...{ escalated, channel },
  });
}

function interactionOf(
  id: string,
  agent: string,
  { episode, settled, toldAt, facts }: Standing,
): Interaction {
  const { failed, escalated, firstContact, ...rest } = facts;
  const isFirst = episode === 1;
  return defined({
    ...rest,
    id: isFirst ? id : `${id}:${episode}`,
    agent,
    at: toldAt ?? 0,
    outcome: failed === true ? 'error' : 'ok',
    // While it is open, nobody knows yet.
    escalated: settled || escalated === true ? escalated : undefined,
    firstContact: settled && isFirst ? firstContact : undefined,
    reopened: settled || !isFirst ? !isFirst : undefined,
  } as const);
}
