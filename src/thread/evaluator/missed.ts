import type { Turns } from '../../platform/turns.ts';
import { appendEntries } from '../../register/store.ts';
import type { Missed } from '../../rules/engine/unmeasured.ts';
import type { ThreadPorts } from '../ports.ts';
import type { Writer } from './writing/writer.ts';

/** Says what was missed: time without anybody in the log, a clock that was set in register and metric too. */
export function tellMissed(
  { ports, queue }: { readonly ports: ThreadPorts; readonly queue: Turns },
  writer: Writer,
  { at, ms, steppedMs }: Missed,
): void {
  const facts = { since: new Date(at).toISOString(), seconds: Math.round(ms / 1_000) };
  if (steppedMs === 0) {
    ports.logger.warn(facts, 'nobody measured for a while: clocks go on from where they were');
    return;
  }
  const data = { bySeconds: Math.round(steppedMs / 1_000) };
  ports.logger.warn({ ...facts, ...data }, 'the wall clock was set: clocks go on from where they were');
  ports.onClockStep();
  const record = async (): Promise<void> => {
    const entry = { kind: 'clockStepped', actor: 'engine', data };
    await ports.fenced((tx) => appendEntries(tx, [entry], ports.clock.now()));
    await writer.refreshEnds();
  };
  void queue
    .add(record)
    .catch((error: unknown) => ports.logger.error({ err: error }, 'a set clock could not be recorded'));
}
