import { alertOf, ruleOn } from '../../rules/engine/engine.ts';
import { heldBack, stopsWhen } from '../../rules/silences/coverage.ts';
import type { SilencedFiring } from '../../rules/silences/silence.ts';
import type { Episode } from '../decide/trip.ts';
import type { SilencedFoundOver } from '../events.ts';
import type { AgentState } from '../world.ts';
import type { Memory } from './memory.ts';
import { standingEpisode } from './reconcile.ts';

/** Firings that were held back and no longer are: those that trip now, and those that nobody saw end. */
export type Surfacing = {
  readonly trips: readonly Episode['event'][];
  readonly over: readonly SilencedFoundOver[];
};

/**
 * Looks at every firing that a silence holds back. It needs no memory of its own, so that a restart, another
 * process or an edit of the rules changes nothing about it.
 */
export function surfacing(
  memory: Pick<Memory, 'engine'> & { readonly agents: ReadonlyMap<string, AgentState> },
  now: number,
  isUnderWay: (alert: { readonly agent: string; readonly rule: string }) => boolean,
): Surfacing {
  const trips: Episode['event'][] = [];
  const over: SilencedFoundOver[] = [];
  for (const { silenced } of memory.agents.values()) {
    if (silenced === undefined || silenced.size === 0) continue;
    for (const firing of silenced.values()) {
      if (isUnderWay(firing)) continue;
      const event = standing(memory, firing, now);
      if (event === undefined) over.push(overOf(firing));
      else if (!isHeld(memory, firing, now)) trips.push(event);
    }
  }
  return { trips, over };
}

function standing(
  memory: Pick<Memory, 'engine'>,
  firing: SilencedFiring,
  now: number,
): Episode['event'] | undefined {
  const { engine } = memory;
  const alert = alertOf(engine, firing.agent, firing.rule);
  const rule = ruleOn(engine, firing.agent, firing.rule);
  if (alert === undefined || rule === undefined) return undefined;
  const kind = firing.cause === 'fired' ? 'ruleFired' : 'ruleNoData';
  return standingEpisode(memory, alert, rule, now).find(
    (event) => event.kind === kind && event.at === firing.firedAt,
  );
}

function isHeld(
  { engine }: Pick<Memory, 'engine'>,
  { agent, rule: id, cause, firedAt }: SilencedFiring,
  now: number,
): boolean {
  const { set, silences } = engine;
  const rule = ruleOn(engine, agent, id);
  if (rule === undefined || silences === undefined) return false;
  const what = { agent, rule: id, stops: stopsWhen(rule, cause) };
  return heldBack({ set, silences }, what, firedAt, now) !== undefined;
}

function overOf({ agent, rule, cause, firedAt }: SilencedFiring): SilencedFoundOver {
  return { kind: 'silencedFoundOver', agent, rule, cause, firedAt };
}
