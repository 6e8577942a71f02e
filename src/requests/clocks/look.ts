import type { NewNotice } from '../../notices/notice.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { RequestTimes } from '../request.ts';
import { type Alarm, alarmsOf, dueAlarms, nextAlarmAt } from './alarms.ts';
import type { Paused } from './targets.ts';
import {
  type DueAlarm,
  dayPartAt,
  digestAt,
  digestKey,
  digestNotice,
  peopleTold,
  urgentNotice,
} from './telling.ts';

/** A request that is looked at: its times, and what of its clocks is kept. */
export type Looked = { readonly times: RequestTimes; readonly paused: Paused };

/** Everything that a look goes by. */
export type LookFacts = {
  readonly desk: DeskRules;
  readonly set: Pick<RuleSet, 'people' | 'agents'>;
  readonly looked: readonly Looked[];
  /** Whether a person was told of an alarm, by its key. */
  readonly wasTold: (key: string, person: string) => boolean;
  /** Whether a digest of this key has been made. */
  readonly wasMade: (digest: string) => boolean;
  readonly now: number;
};

/** An alarm that a person is told of now. */
export type Told = { readonly key: string; readonly person: string; readonly number: number };

/** The outcome of a look: who is told what, and when each request is to be looked at again. */
export type LookOutcome = {
  readonly notices: readonly NewNotice[];
  readonly told: readonly Told[];
  readonly lookAt: ReadonlyMap<number, number | undefined>;
};

/**
 * Decides who is told now of what is too long, and when to look again: by the times alone, so that it may be
 * done anew.
 */
export function lookAtClocks(facts: LookFacts): LookOutcome {
  const { desk, set, looked, wasTold, now } = facts;
  const waiting = new Map<string, DueAlarm[]>();
  const lookAt = new Map<number, number | undefined>();
  const told: Told[] = [];
  const notices: NewNotice[] = [];
  const agentName = desk.agent === undefined ? undefined : set.agents.get(desk.agent)?.name;
  for (const { times, paused } of looked) {
    const alarms = alarmsOf(desk, times, paused, now);
    lookAt.set(times.number, nextAlarmAt(alarms, now));
    for (const alarm of dueAlarms(alarms, now)) {
      const due = { alarm, times };
      const people = peopleTold(set, due).filter((person) => !wasTold(alarm.key, person));
      if (people.length === 0) continue;
      if (alarm.isUrgent) {
        notices.push(urgentNotice(desk, due, people, agentName));
        told.push(...people.map((person) => toldOf(alarm, person)));
      } else for (const person of people) waiting.set(person, [...(waiting.get(person) ?? []), due]);
    }
  }
  const digests = digestsOf(facts, waiting, agentName);
  for (const [number, at] of digests.later) lookAt.set(number, earlier(lookAt.get(number), at));
  return {
    notices: [...notices, ...digests.notices],
    told: [...told, ...digests.told],
    lookAt,
  };
}

type Digests = Pick<LookOutcome, 'notices' | 'told'> & {
  readonly later: readonly (readonly [number: number, at: number | undefined])[];
};

function digestsOf(
  { desk, wasMade, now }: LookFacts,
  waiting: ReadonlyMap<string, readonly DueAlarm[]>,
  agentName: string | undefined,
): Digests {
  const notices: NewNotice[] = [];
  const told: Told[] = [];
  const later: [number, number | undefined][] = [];
  const part = dayPartAt(desk, now);
  for (const [person, due] of waiting) {
    const firstDueAt = Math.min(...due.map(({ alarm }) => alarm.dueAt));
    const at = digestAt(desk, firstDueAt, wasMade(digestKey(person, part)), now);
    if (at === now) {
      notices.push(digestNotice(desk, person, due, agentName, now));
      told.push(...due.map(({ alarm }) => toldOf(alarm, person)));
    } else later.push(...due.map(({ times }): [number, number | undefined] => [times.number, at]));
  }
  return { notices, told, later };
}

function toldOf({ key, number }: Alarm, person: string): Told {
  return { key, person, number };
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
