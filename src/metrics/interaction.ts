import { hasNul } from '../platform/texts.ts';
import type { InteractionSource, NamedMetric } from './metric.ts';
import { checkInstant, checkVariant, clip, type Known, type TimeLimits, unknownName } from './sample.ts';

/** One contact of an agent with a customer, checked: what happened and how it was judged, no content. */
export type Interaction = {
  readonly id: string;
  readonly agent: string;
  readonly at: number;
  readonly outcome: 'ok' | 'error';
  readonly reason?: string;
  readonly csat?: number;
  readonly nps?: number;
  readonly firstContact?: boolean;
  readonly reopened?: boolean;
  readonly escalated?: boolean;
  readonly responseSeconds?: number;
  readonly channel?: string;
  /** The part of the agent's traffic that it is of. */
  readonly variant?: string;
};

/** Counts of interactions: new ids, those that add facts to a known id, and those with nothing new. */
export type InteractionCounts = {
  readonly counted: number;
  readonly merged: number;
  readonly repeated: number;
};

const fields: ReadonlySet<string> = new Set([
  'id',
  'agent',
  'at',
  'outcome',
  'reason',
  'csat',
  'nps',
  'firstContact',
  'reopened',
  'escalated',
  'responseSeconds',
  'channel',
  'variant',
]);
type Raw = Readonly<Record<string, unknown>>;

/** How the ids begin that agents are given with the questions of a replay: none of them is a contact. */
export const replayPrefix = 'filrouge-replay-';

const slug = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/** Checks one item of `POST /v1/interactions`: the interaction, or the reason why it is rejected. */
export function checkInteraction(
  item: unknown,
  known: Pick<Known, 'hasAgent'>,
  times: TimeLimits,
): Interaction | string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'expected an object';
  const raw = item as Record<string, unknown>;
  for (const key in raw)
    if (!fields.has(key)) return `unknown field "${clip(key)}"; expected ${[...fields].join(', ')}`;
  const { id, agent, outcome } = raw as { id?: unknown; agent?: unknown; outcome?: unknown };
  if (typeof id !== 'string' || id.length === 0 || id.length > 128)
    return 'id: expected a text of 1 to 128 characters';
  if (hasNul(id)) return 'id: found the character U+0000';
  if (id.startsWith(replayPrefix)) return 'id: of a replay, which is no contact with a customer';
  if (typeof agent !== 'string') return 'agent: expected a text';
  if (!known.hasAgent(agent)) return unknownName('agent', agent);
  if (outcome !== 'ok' && outcome !== 'error') return 'outcome: expected "ok" or "error"';
  const fault = faultOfDetails(raw);
  if (fault !== undefined) return fault;
  const at = checkInstant(raw['at'], times);
  if (typeof at === 'string') return at;
  return { ...(raw as Omit<Interaction, 'at'>), id: id.toWellFormed(), at };
}

function faultOfDetails(raw: Raw): string | undefined {
  return (
    textFault(raw, 'reason') ??
    textFault(raw, 'channel') ??
    numberFault(raw, 'csat', 0, 1000) ??
    numberFault(raw, 'nps', 0, 10) ??
    numberFault(raw, 'responseSeconds', 0, 31_536_000) ??
    flagFault(raw, 'firstContact') ??
    flagFault(raw, 'reopened') ??
    flagFault(raw, 'escalated') ??
    (raw['variant'] === undefined ? undefined : checkVariant(raw['variant']))
  );
}

/** Reasons and channels are codes, not prose: few, countable, and without personal data. */
function textFault(raw: Raw, field: string): string | undefined {
  const value = raw[field];
  if (value === undefined || (typeof value === 'string' && slug.test(value))) return undefined;
  return `${field}: expected a code of lower-case letters, digits, "_", "." and "-", at most 64 characters, such as item_unavailable`;
}

function numberFault(raw: Raw, field: string, low: number, high: number): string | undefined {
  const value = raw[field];
  if (value === undefined || (typeof value === 'number' && value >= low && value <= high)) return undefined;
  return `${field}: expected a number from ${low} to ${high}`;
}

function flagFault(raw: Raw, field: string): string | undefined {
  const value = raw[field];
  return value === undefined || typeof value === 'boolean' ? undefined : `${field}: expected true or false`;
}

/**
 * The value of an interaction for a metric, of weight 1; `undefined` when its `fresh` facts say nothing. NPS
 * follows its inventor's convention (Reichheld, 2003): 9 and 10 count +100, 0 to 6 count −100, so that the
 * mean is the score.
 */
export function interactionValue(
  interaction: Interaction,
  source: InteractionSource,
  fresh: number,
): number | undefined {
  if ((fresh & factOf[source]) === 0) return undefined;
  switch (source) {
    case 'outcome_error':
      return interaction.outcome === 'error' ? 1 : 0;
    case 'csat':
      return interaction.csat;
    case 'nps':
      return interaction.nps === undefined ? undefined : npsPoints(interaction.nps);
    case 'first_contact':
      return flagValue(interaction.firstContact);
    case 'reopened':
      return flagValue(interaction.reopened);
    case 'escalated':
      return flagValue(interaction.escalated);
    case 'response_seconds':
      return interaction.responseSeconds;
    case 'one':
      return 1;
    default:
      return source satisfies never;
  }
}

/** The facts of an interaction, one bit each: it happened, it failed, and the values reported with it. */
const facts = {
  happened: 1,
  failed: 2,
  reason: 4,
  csat: 8,
  nps: 16,
  firstContact: 32,
  reopened: 64,
  escalated: 128,
  responseSeconds: 256,
} as const;

/** The fact of an interaction that it was wrong; of one whose facts are not noted, nobody knows. */
export const failedFact = facts.failed;

/** In place of facts, of interactions that were counted before facts were noted: nothing of them is news. */
export const everyFact = -1;

const toldLater = ['csat', 'nps', 'firstContact', 'reopened', 'escalated', 'responseSeconds'] as const;

/** The facts of an interaction that are not `known` yet, 0 of one that is new: what came first stays. */
export function freshFacts(interaction: Interaction, known: number): number {
  const isFailed =
    (known & facts.happened) === 0 ? interaction.outcome === 'error' : (known & facts.failed) !== 0;
  let told: number = facts.happened;
  if (isFailed) told |= facts.failed;
  if (isFailed && interaction.reason !== undefined) told |= facts.reason;
  for (const fact of toldLater) if (interaction[fact] !== undefined) told |= facts[fact];
  return told & ~known;
}

/** Whether these facts hold a reason of an error. */
export function holdsReason(fresh: number): boolean {
  return (fresh & facts.reason) !== 0;
}

/** The fact that each source of a metric reads. */
const factOf: Readonly<Record<InteractionSource, number>> = {
  outcome_error: facts.happened,
  one: facts.happened,
  csat: facts.csat,
  nps: facts.nps,
  first_contact: facts.firstContact,
  reopened: facts.reopened,
  escalated: facts.escalated,
  response_seconds: facts.responseSeconds,
};

function npsPoints(score: number): number {
  if (score >= 9) return 100;
  return score <= 6 ? -100 : 0;
}

function flagValue(flag: boolean | undefined): number | undefined {
  return flag === undefined ? undefined : Number(flag);
}

/** The metrics that interactions feed, with the part of an interaction that feeds each. */
export function interactionMetrics(
  metrics: Iterable<NamedMetric>,
): { readonly metric: string; readonly source: InteractionSource }[] {
  return [...metrics].flatMap((metric) =>
    metric.from_interactions === undefined ? [] : [{ metric: metric.name, source: metric.from_interactions }],
  );
}
