import { isRefusedData } from '../../../platform/database/sql-error.ts';
import type { Turns } from '../../../platform/turns.ts';
import type { Change } from '../../change.ts';
import { decide } from '../../decide/decide.ts';
import type { Asked } from '../../engine.ts';
import type { ThreadEvent } from '../../events.ts';
import type { ThreadPorts } from '../../ports.ts';
import { type Sequences, sequencesAfter } from '../../world.ts';
import { type Memory, worldOf } from '../memory.ts';
import { triggersFoundOver } from '../reconcile.ts';
import { createRefusedEvents } from './refused-events.ts';
import type { Writer } from './writer.ts';

/** Decides what happens over one memory, and writes what comes of it. */
export type Deciding = {
  /**
   * Decides events in the turn that the caller has, and writes what comes of them together. Where the
   * database refuses the data of one, the others are written without it, and it is left out until its time to
   * be tried again has come. The steps of a proof test, which somebody waits for, throw then.
   */
  readonly decided: (events: readonly ThreadEvent[]) => Promise<readonly Change[]>;
  /** In a turn of its own. A write that failed has ended the memory: it is decided again on the next one. */
  readonly decideLater: (event: ThreadEvent, doing: string) => Promise<void>;
  /** Whether what was to come of an event was refused the last time. */
  readonly wasRefused: (event: ThreadEvent) => boolean;
  /** Decides the ends of alerts again that were refused. */
  readonly retryEnds: () => void;
};

/** The parts of the evaluator that decisions work with. */
export type DecidingSources = {
  readonly ports: ThreadPorts;
  readonly queue: Turns;
  readonly memory: Memory;
  readonly writer: Writer;
  readonly isCurrent: () => boolean;
};

/** The deciding of one memory; nothing was refused yet. */
export function createDeciding({ ports, queue, memory, writer, isCurrent }: DecidingSources): Deciding {
  const refused = createRefusedEvents(ports);
  let isEndRefused = false;

  const writeAll = async (events: readonly ThreadEvent[]): Promise<readonly Change[]> => {
    try {
      const changes = await writer.write((sequences, now) => decideEach(memory, events, sequences, now));
      refused.forget(events);
      return changes;
    } catch (error) {
      const [event] = events;
      if (event === undefined || !isRefusedData(error)) throw error;
      if (events.length === 1) {
        refused.note(event, error);
        if (!isAskedAgain(event)) isEndRefused = true;
        return [];
      }
    }
    const changes: Change[] = [];
    for (const event of events) if (isCurrent()) changes.push(...(await writeAll([event])));
    return changes;
  };

  const decided: Deciding['decided'] = async (events) => {
    const due = refused.due(events);
    return isCurrent() && due.length > 0 ? writeAll(due) : [];
  };

  const decideLater: Deciding['decideLater'] = async (event, doing) => {
    try {
      await queue.add(() => decided([event]));
    } catch (error) {
      const failed = `${doing} failed; everything is read again and decided again`;
      ports.logger.error({ err: error }, failed);
    }
  };

  return {
    decided,
    decideLater,
    wasRefused: refused.has,
    retryEnds: () => {
      if (!isEndRefused) return;
      // The alert itself is stored with the next group commit; its trigger is found to be over.
      const over = triggersFoundOver(memory);
      isEndRefused = over.length > 0;
      for (const event of refused.due(over)) void decideLater(event, 'ending');
    },
  };
}

/** These come about again as long as nothing of them was written. */
function isAskedAgain({ kind }: ThreadEvent): boolean {
  return (
    kind === 'acknowledgementMissed' ||
    kind === 'silencedFoundOver' ||
    kind === 'suspensionNotObeyed' ||
    kind === 'stepMeasured' ||
    kind === 'stepHeld' ||
    kind === 'stepBroken' ||
    kind === 'evidenceGathered' ||
    kind === 'criteriaAssessed' ||
    kind === 'remindersFellDue' ||
    kind === 'tellingsFellDue'
  );
}

function decideEach(memory: Memory, events: readonly ThreadEvent[], first: Sequences, now: number): Change[] {
  let sequences = first;
  return events.flatMap((event) => {
    const decision = decide(worldOf(memory, event.agent, sequences, now, aboutOf(event)), event, now);
    if (!decision.ok) return [];
    sequences = sequencesAfter(sequences, decision.value);
    return [decision.value];
  });
}

/** The rule that an event is about. */
function aboutOf(event: ThreadEvent): Asked {
  return 'rule' in event ? { rule: event.rule } : {};
}
