import type { IntakePorts } from '../../../metrics/intake/ports.ts';
import { type ScoreKeeper, scoreKeepers } from '../../../metrics/sources.ts';
import { backoffMs } from '../../../platform/backoff.ts';
import { defined } from '../../../platform/defined.ts';
import { type AskerPorts, createAsker, createPace, type Pace } from '../../pull/asker.ts';
import { faultOf } from '../../pull/fault.ts';
import type { Site } from '../../pull/site.ts';
import type { CountPull } from '../../pull/telemetry.ts';
import { sourcesFrom } from '../feeds.ts';
import type { Score } from '../score.ts';
import { sweepLangfuse } from './langfuse.ts';
import { sweepLangsmith } from './langsmith.ts';
import { sweepPhoenix } from './phoenix.ts';
import type { Keeper } from './sweep.ts';
import { type Seen, type TakePorts, takeScores, tellFault } from './take.ts';

/** The outside of asking for scores. */
export type ScorePorts = TakePorts & {
  readonly busy: IntakePorts['busy'];
  /** Where scores are kept, as far as it is set. */
  readonly sites: Readonly<Partial<Record<ScoreKeeper, Site>>>;
  readonly countPull: CountPull;
};

/** How asking one place stands. */
export type ScoreStanding = {
  readonly from: ScoreKeeper;
  readonly project: string | undefined;
  readonly isSet: boolean;
  readonly metrics: readonly string[];
  /** When all of it was last looked at. */
  readonly answeredAt: number | undefined;
  /** Why it could not be looked at the last time. */
  readonly fault: string | undefined;
};

/** Asks for scores. */
export type ScorePuller = {
  /** Begins what is due, and waits for nothing. Called by the process that evaluates alone. */
  readonly tick: () => void;
  /** Looks now: somebody says that there are new ones. False where none are asked for there. */
  readonly wake: (from: ScoreKeeper) => boolean;
  readonly standing: () => readonly ScoreStanding[];
  /** Resolves when nothing is being asked that needs no further tick. */
  readonly stop: () => Promise<void>;
};

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
/** Each minute the last hour is looked at again, and each hour the last day: scores come late. */
const often = { everyMs: minuteMs, backMs: hourMs };
const seldom = { everyMs: hourMs, backMs: dayMs };
/** So many questions a tick to each place. */
const perTick = 5;

const keepers: Readonly<Record<ScoreKeeper, { readonly sweep: Keeper } & Pick<AskerPorts, 'tokenHeader'>>> = {
  langfuse: { sweep: sweepLangfuse },
  phoenix: { sweep: sweepPhoenix },
  langsmith: { sweep: sweepLangsmith, tokenHeader: 'X-API-Key' },
};

/** One project of a keeper, and where asking for it stands. */
type Asked = {
  readonly from: ScoreKeeper;
  readonly project: string | undefined;
  dueAt: number;
  deepAt: number;
  /** When the last look began that came to its end. */
  answeredAt: number | undefined;
  failures: number;
  fault: string | undefined;
  running: Promise<void> | undefined;
  /** The wording of the entries by which scores were seen. */
  seenBy: string;
  readonly seen: Seen;
};

/** A puller that has asked for nothing yet. */
export function createScorePuller(ports: ScorePorts): ScorePuller {
  const asked = new Map<string, Asked>();
  const stopped = new AbortController();
  const paces = new Map<ScoreKeeper, Pace>(scoreKeepers.map((from) => [from, createPace(perTick)]));

  const follow = (): void => {
    const wanted = new Map(
      ports.rules().sources.map(({ from, project }) => [JSON.stringify([from, project]), { from, project }]),
    );
    for (const key of asked.keys()) if (!wanted.has(key)) asked.delete(key);
    for (const [key, one] of wanted)
      if (!asked.has(key)) asked.set(key, { ...one, ...nothingAsked, seen: new Map() });
  };
  const begin = (one: Asked, site: Site): void => {
    const { from } = one;
    const pace = paces.get(from) ?? createPace(perTick);
    const { tokenHeader } = keepers[from];
    const ask = createAsker({
      ...{ site, pace, now: ports.now, stopped: stopped.signal },
      ...defined({ tokenHeader }),
    });
    one.running = look(ports, one, ask).finally(() => {
      one.running = undefined;
    });
  };
  return {
    tick: () => {
      if (stopped.signal.aborted || ports.busy() !== undefined) return;
      follow();
      for (const one of asked.values()) {
        const site = ports.sites[one.from];
        if (site === undefined || one.running !== undefined || ports.now() < one.dueAt) continue;
        begin(one, site);
      }
      for (const pace of paces.values()) pace.refill(ports.now());
    },
    wake: (from) => {
      follow();
      const all = [...asked.values()].filter((one) => one.from === from && ports.sites[from] !== undefined);
      // A place that is in trouble is not asked sooner because somebody knocks.
      for (const one of all) if (one.failures === 0) one.dueAt = Math.min(one.dueAt, ports.now());
      return all.length > 0;
    },
    standing: () => {
      follow();
      return [...asked.values()].map(({ from, project, answeredAt, fault }) => ({
        ...{ from, project, answeredAt, fault, isSet: ports.sites[from] !== undefined },
        metrics: [...new Set(sourcesFrom(ports.rules(), from, project).map(({ metric }) => metric))],
      }));
    },
    stop: async () => {
      stopped.abort();
      for (const pace of paces.values()) pace.close();
      await Promise.all([...asked.values()].map(({ running }) => running));
    },
  };
}

const nothingAsked = {
  ...{ dueAt: 0, deepAt: 0, failures: 0 },
  ...{ answeredAt: undefined, fault: undefined, running: undefined, seenBy: '' },
};

/** Looks at all scores since the time that is due, and notes how that ended. */
async function look(ports: ScorePorts, one: Asked, ask: ReturnType<typeof createAsker>): Promise<void> {
  const [now, { from, project, seen }] = [ports.now(), one];
  const sources = sourcesFrom(ports.rules(), from, project);
  const seenBy = JSON.stringify(sources);
  // By other entries, what was refused may be taken.
  if (seenBy !== one.seenBy) seen.clear();
  const isDeep = now >= one.deepAt || seenBy !== one.seenBy;
  one.seenBy = seenBy;
  const since = isDeep ? now - seldom.backMs : Math.min(one.answeredAt ?? now, now) - often.backMs;
  let found = 0;
  const sweep = {
    ...{ ask, project, now, since: Math.max(since, now - seldom.backMs) },
    names: [...new Set(sources.map(({ score }) => score))],
    wantsAttributes: sources.some(
      ({ agent, where, sampleRate }) =>
        'attributes' in agent || Object.keys(where).length > 0 || typeof sampleRate === 'string',
    ),
    isNews: (id: string) => {
      const state = seen.get(id);
      return state === undefined || state === 'waits' || (isDeep && state === 'lost');
    },
    take: (scores: readonly (Score | undefined)[]) => {
      found += scores.length;
      return takeScores(ports, { from, sources, seen }, scores);
    },
  };
  const fault = await keepers[from]
    .sweep(sweep)
    .catch((error: unknown) => faultOf('malformed', `it cannot be asked: ${String(error)}`));
  one.failures = fault === undefined ? 0 : one.failures + 1;
  one.fault = fault?.reason;
  if (fault === undefined) {
    one.answeredAt = now;
    if (isDeep) one.deepAt = now + seldom.everyMs;
  } else tellFault(ports, sources, from, fault);
  const wait = backoffMs(one.failures, { firstMs: often.everyMs, longestMs: 15 * minuteMs });
  one.dueAt = fault === undefined ? now + often.everyMs : ports.now() + wait;
  ports.countPull(from, fault?.outcome ?? (found === 0 ? 'empty' : 'answered'));
}
