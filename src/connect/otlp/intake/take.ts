import { setImmediate } from 'node:timers/promises';
import type { IntakePorts } from '../../../metrics/intake/ports.ts';
import {
  createReadingState,
  type ReadingOutcome,
  type ReadingState,
  recordReadings,
} from '../../../metrics/intake/readings.ts';
import type { Reading } from '../../../metrics/reading.ts';
import { addRefusal, type Refusals } from '../../../metrics/refusals.ts';
import type { OtlpRules, RefusalCode, Refused } from '../feeds.ts';
import type { Partly } from './answers.ts';

/** The outside of the doors for OpenTelemetry. */
export type OtlpPorts = Pick<IntakePorts, 'now' | 'busy' | 'ingestBatch' | 'count'> & {
  /** By the rule set in force. */
  readonly rules: () => OtlpRules;
  /** Hears what was not taken, by reason. */
  readonly refused: (reason: RefusalCode, count: number) => void;
};

/** The readings of each item of a request, or why there are none. */
export type Judged = readonly (readonly Reading[] | Refused)[];

/**
 * The outcome of an item: the best of what became of its readings; `no_data`: it says that nothing was
 * measured.
 */
type Outcome = 'accepted' | 'baseline' | 'repeated' | 'no_data' | 'rejected';

/** Records what was read; durable when it resolves. One of these stands behind all doors. */
export function takingReadings(ports: OtlpPorts) {
  const state: ReadingState = createReadingState(ports.now());
  return async (judged: Judged, { sources }: OtlpRules, receivedAt: number): Promise<Partly> => {
    const pieces = [...piecesOf(judged.flatMap((one) => ('code' in one ? [] : one)))];
    const outcomes: ReadingOutcome[] = [];
    const kept: Promise<void>[] = [];
    for (const [place, readings] of pieces.entries()) {
      if (place > 0) await setImmediate();
      let undo = () => {};
      const keeping = ports.ingestBatch((recorder) => {
        const recorded = recordReadings(state, readings, recorder, sources);
        undo = recorded.undo;
        outcomes.push(...recorded.outcomes);
      }, receivedAt);
      keeping.catch(() => undo());
      kept.push(keeping);
    }
    await Promise.all(kept);
    const readings = pieces.flat();
    return tell(ports, judged, readings, outcomes);
  };
}

/** As many are recorded in one go; others have their turn in between. */
const mostOfPiece = 1_000;

/** The readings in pieces; the sides of a ratio stay together. */
function* piecesOf(readings: readonly Reading[]): Generator<readonly Reading[]> {
  const groups = new Map<string | number, Reading[]>();
  for (const reading of readings) {
    const { takes, point } = reading;
    const together = takes.kind === 'side' ? takes.ratio : Math.floor(point / mostOfPiece);
    const group = groups.get(together) ?? [];
    groups.set(together, group);
    group.push(reading);
  }
  let piece: Reading[] = [];
  for (const group of groups.values()) {
    piece.push(...group);
    if (piece.length < mostOfPiece) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

function tell(
  ports: OtlpPorts,
  judged: Judged,
  readings: readonly Reading[],
  outcomes: readonly ReadingOutcome[],
): Partly {
  const refused: Refused[] = judged.flatMap((one) => ('code' in one ? [one] : []));
  const ofPoint = new Map<number, { readonly best: Outcome; readonly refused?: Refused }>();
  for (const [index, { point, agent, metric }] of readings.entries()) {
    const came = outcomes[index] ?? 'accepted';
    const before = ofPoint.get(point)?.best ?? 'rejected';
    if (typeof came === 'string') ofPoint.set(point, { best: better(before, came) });
    else if (before === 'rejected') {
      const reason = `metric ${metric.name} of ${agent}: ${came.reason}`;
      ofPoint.set(point, { best: 'rejected', refused: { code: 'not_taken', reason, agent } });
    }
  }
  const counts: Record<Outcome, number> = { accepted: 0, baseline: 0, repeated: 0, no_data: 0, rejected: 0 };
  counts.no_data = judged.filter((one) => !('code' in one) && one.length === 0).length;
  for (const { best, refused: why } of ofPoint.values()) {
    if (why === undefined) counts[best] += 1;
    else refused.push(why);
  }
  counts.rejected = refused.length;
  const refusals: Refusals = new Map();
  for (const { code, reason, agent } of refused) {
    addRefusal(refusals, { agent, reason, count: 1 });
    ports.refused(code, 1);
  }
  const undeclared = undeclaredIn(readings, outcomes);
  ports.count('otlp', counts, refusals, undeclared);
  const told = Array.from(undeclared.values(), ({ reason }) => reason);
  const reason = [reasonsOf(refused), ...told.slice(0, 3)].filter((one) => one !== '').join('; ');
  return { rejected: refused.length, reason };
}

/** Points of variants that no mandate declares, each once, whatever it feeds. */
function undeclaredIn(readings: readonly Reading[], outcomes: readonly ReadingOutcome[]): Refusals {
  const told: Refusals = new Map();
  const points = new Set<number>();
  for (const [index, { point, agent, undeclared: reason }] of readings.entries()) {
    if (reason === undefined || outcomes[index] !== 'accepted' || points.has(point)) continue;
    points.add(point);
    addRefusal(told, { agent, reason, count: 1 });
  }
  return told;
}

function better(one: Outcome, other: Outcome): Outcome {
  const order: readonly Outcome[] = ['accepted', 'baseline', 'repeated', 'no_data', 'rejected'];
  return order.indexOf(one) <= order.indexOf(other) ? one : other;
}

/** The reasons, each once, those of mapped metrics first: what nobody asked for is the least of news. */
function reasonsOf(refused: readonly Refused[]): string {
  const unmappedLast = [...refused.filter(({ code }) => code !== 'unmapped'), ...refused];
  const reasons = [...new Set(unmappedLast.map(({ reason }) => reason))];
  return reasons.length > 3 ? `${reasons.slice(0, 3).join('; ')}; …` : reasons.join('; ');
}
