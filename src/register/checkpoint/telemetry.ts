import type { Registry } from 'prom-client';
import { liveGauge } from '../../platform/telemetry.ts';
import type { AnchorState } from './anchor-store.ts';
import type { Doubt, StoredCheckpoint } from './checkpoint-store.ts';

/** Registers what is known of signed states of the register: a time that grows old, or none, is an alarm. */
export function registerCheckpointTelemetry(
  registry: Registry,
  sources: {
    readonly last: () => Promise<StoredCheckpoint | undefined>;
    readonly doubt: () => Doubt | undefined;
    readonly anchors: () => Promise<readonly AnchorState[]>;
  },
): void {
  const ofLast = (name: string, help: string, value: (last: StoredCheckpoint) => number) =>
    liveGauge(registry, { name, help }, async () => {
      const last = await sources.last();
      return last === undefined ? [] : [{ labels: {}, value: value(last) }];
    });
  ofLast(
    'filrouge_register_checkpoint_timestamp_seconds',
    'When the register was signed last; absent where it never was.',
    ({ at }) => at / 1_000,
  );
  ofLast(
    'filrouge_register_checkpoint_entries',
    'How many entries of the register the last signed state covers.',
    ({ size }) => size,
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_register_doubtful',
      help: 'Whether the register is not what was signed of it (1): then it is signed no more.',
    },
    () => [{ labels: {}, value: sources.doubt() === undefined ? 0 : 1 }],
  );
  liveGauge(
    registry,
    {
      name: 'filrouge_register_anchor_works',
      help: 'Whether a place outside takes signed states of the register (1), by place.',
    },
    async () =>
      (await sources.anchors()).map(({ place, fault }) => ({
        labels: { place },
        value: fault === undefined ? 1 : 0,
      })),
  );
}
