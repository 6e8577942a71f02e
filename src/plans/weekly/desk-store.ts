import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { houseZone, type RuleSet } from '../../rules/ruleset.ts';
import { readWeeklyFacts } from './facts-store.ts';
import { keptReport } from './kept-store.ts';
import type { WeeklyReport } from './report.ts';
import type { SeriesPorts } from './series-store.ts';
import { lastFullWeek, parseWeek, type Weeks, weekExpected } from './week.ts';
import { weeklyReport } from './weekly.ts';

/** Which report is asked for: the last full week of all agents, where nothing is said. */
export type WeeklyQuery = { readonly agent?: string | undefined; readonly week?: string | undefined };

/** Where reports are made. */
export type WeeklyDesk = {
  /** As it was sent, else as it is known now. */
  readonly report: (query: WeeklyQuery) => Promise<Result<WeeklyReport>>;
  /** As it is known now. */
  readonly write: (weeks: Weeks, agent: string | undefined) => Promise<WeeklyReport>;
};

type DeskPorts = SeriesPorts & { readonly ruleSet: () => RuleSet; readonly now: () => number };

/** The desk over these ports. Of several who ask for one report at the same time, all get the same one. */
export function createWeeklyDesk(ports: DeskPorts): WeeklyDesk {
  const writing = new Map<string, Promise<WeeklyReport>>();
  const writeNow = async (weeks: Weeks, agent: string | undefined) => {
    const asked = { set: ports.ruleSet(), weeks, agent, now: ports.now() };
    const facts = await readWeeklyFacts(ports, asked);
    return weeklyReport({ ...asked, facts, timezone: zoneOf(asked.set, agent) });
  };
  const write: WeeklyDesk['write'] = (weeks, agent) => {
    const key = JSON.stringify([weeks.week.id, agent]);
    const known = writing.get(key);
    if (known !== undefined) return known;
    const made = writeNow(weeks, agent).finally(() => writing.delete(key));
    writing.set(key, made);
    return made;
  };
  return {
    write,
    report: async ({ agent, week }) => {
      const set = ports.ruleSet();
      if (agent !== undefined && !set.agents.has(agent)) return refused(noSuch('agent', agent, someOf(set)));
      const asked = weeksAsked(week, zoneOf(set, agent), ports.now());
      if (!asked.ok) return asked;
      const { week: of } = asked.value;
      return done((await keptReport(ports.db, of.id, agent)) ?? (await write(asked.value, agent)));
    },
  };
}

/** The week that is asked for, or what is wrong with it. */
export function weeksAsked(text: string | undefined, timezone: string, now: number): Result<Weeks> {
  const last = lastFullWeek(now, timezone);
  const weeks = text === undefined ? last : parseWeek(text, timezone);
  const latest = `the last full week is ${last.week.id}, the one under way ${last.next.id}`;
  if (weeks === undefined)
    return noWeek(
      'week_malformed',
      `week: found ${JSON.stringify(text)}, expected ${weekExpected}; ${latest}.`,
    );
  if (weeks.week.from > now)
    return noWeek('week_in_the_future', `week: ${weeks.week.id} has not begun; ${latest}.`);
  return done(weeks);
}

/** The zone whose weeks a report is of. */
export function zoneOf(set: RuleSet, agent: string | undefined): string {
  return set.agents.get(agent ?? '')?.timezone ?? houseZone(set);
}

function noWeek(code: string, detail: string) {
  return refused({ kind: 'invalid', code, detail });
}

/** Names are offered while there are few enough to be read. */
function someOf({ agents }: RuleSet): { readonly known?: readonly string[] } {
  return agents.size > 20 ? {} : { known: [...agents.keys()] };
}
