import type { Trigger } from '../../incidents/incident.ts';
import { defined } from '../../platform/defined.ts';
import type { NewEntry } from '../../register/chain.ts';
import type { Rule } from '../../rules/rule.ts';
import {
  coversFrom,
  endOfCover,
  heldBack,
  type Silenceable,
  type Silencing,
  stopsWhen,
} from '../../rules/silences/coverage.ts';
import { episodeKey, type SilencedBy, type SilencedFiring } from '../../rules/silences/silence.ts';
import type { Change } from '../change.ts';
import type { World } from '../world.ts';

/** An episode as it may be silenced. */
type Episode = { readonly rule: Rule; readonly trigger: Trigger };

/** The parts of a change that say that a firing was held back, or no longer is. */
export type SilencedPart = Pick<Change, 'silenced' | 'entries'>;

/** Nothing is silenced where nobody says what is: a drill shows what there is to show. */
function silencingOf({ set, silences }: World): Silencing | undefined {
  return silences && { set, silences };
}

function whatOf(agent: string, { rule, trigger }: Episode): Silenceable {
  return { agent, rule: rule.id, stops: stopsWhen(rule, trigger.cause) };
}

/**
 * A firing that is silenced from its beginning until now: it is on record, and nothing else comes of it.
 * `undefined` where it is not.
 */
export function heldFiring(world: World, episode: Episode, now: number): SilencedPart | undefined {
  const silencing = silencingOf(world);
  const { agent } = world;
  const { trigger } = episode;
  const what = whatOf(agent, episode);
  const covers = silencing && heldBack(silencing, what, trigger.firedAt, now);
  if (covers === undefined) return undefined;
  const firing = firingOf(agent, episode, covers);
  if (world.silenced?.has(episodeKey(firing)) === true) return {};
  const { rule, cause, metric, condition, threshold, value, firedAt } = trigger;
  const until = Math.max(...covers.map(endOfCover));
  const known = defined({ threshold });
  const seen = { rule, cause, metric, condition, ...known, value: value ?? null, firedAt };
  const by = { silences: firing.silences, maintenance: covers.some(isPlanned), until, stops: firing.stops };
  return {
    silenced: [firing],
    entries: [{ kind: 'firingSilenced', actor: 'engine', agent, data: { ...seen, ...by } }],
  };
}

/** A trigger that was held back for a while says until when; and its firing is no longer held back. */
export function surfacedTrigger(
  world: World,
  episode: Episode,
  now: number,
): { readonly trigger: Trigger; readonly firing?: SilencedFiring } {
  const { trigger } = episode;
  const silencing = silencingOf(world);
  const covers = silencing ? coversFrom(silencing, whatOf(world.agent, episode), trigger.firedAt, now) : [];
  const known = world.silenced?.get(episodeKey(trigger));
  if (covers.length === 0 && known === undefined) return { trigger };
  const until = Math.min(now, Math.max(trigger.firedAt, ...covers.map(endOfCover)));
  const firing = firingOf(world.agent, episode, covers);
  return {
    trigger: { ...trigger, silenced: { until: covers.length === 0 ? now : until } },
    firing: known === undefined ? firing : withCovers(known, covers),
  };
}

/** Firings of a rule that were held back are over, without having tripped. */
export function silencedOver(
  world: World,
  ended: { readonly rule: string; readonly cause?: Trigger['cause']; readonly firedAt?: number },
  at: number,
): SilencedPart {
  const over = [...(world.silenced?.values() ?? [])].filter(
    ({ rule, cause, firedAt }) =>
      rule === ended.rule &&
      (ended.cause ?? cause) === cause &&
      (ended.cause === 'no_data' || (ended.firedAt ?? firedAt) === firedAt),
  );
  if (over.length === 0) return {};
  const silencing = silencingOf(world);
  return {
    silenced: over.map((firing) => {
      const covers = silencing ? coversFrom(silencing, firing, firing.firedAt, at) : [];
      return { ...withCovers(firing, covers), end: { at, outcome: 'over' as const } };
    }),
    entries: over.map(({ agent, rule, cause, firedAt }) => ({
      kind: 'silencedFiringOver',
      actor: 'engine',
      agent,
      data: { rule, cause, firedAt },
    })),
  };
}

/** A change with what else it says of firings that were held back. */
export function withSilenced(change: Change, { silenced = [], entries = [] }: SilencedPart): Change {
  if (silenced.length === 0) return change;
  const together: readonly NewEntry[] = [...(change.entries ?? []), ...entries];
  return { ...change, silenced: [...(change.silenced ?? []), ...silenced], entries: together };
}

function firingOf(agent: string, { rule, trigger }: Episode, covers: readonly SilencedBy[]): SilencedFiring {
  const { cause, firedAt, condition, value, threshold } = trigger;
  const base = { agent, rule: rule.id, cause, firedAt, stops: stopsWhen(rule, cause), condition };
  return withCovers({ ...base, ...defined({ value, threshold }), silences: [], maintenance: [] }, covers);
}

function withCovers(firing: SilencedFiring, covers: readonly SilencedBy[]): SilencedFiring {
  const numbers = covers.flatMap((by) => (by.kind === 'silence' ? [by.silence.number] : []));
  const reasons = covers.flatMap((by) => (by.kind === 'maintenance' ? [by.maintenance.reason] : []));
  return {
    ...firing,
    silences: [...new Set([...firing.silences, ...numbers])],
    maintenance: [...new Set([...firing.maintenance, ...reasons])],
  };
}

function isPlanned({ kind }: SilencedBy): boolean {
  return kind === 'maintenance';
}
