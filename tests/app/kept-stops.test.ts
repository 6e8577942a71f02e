import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createKeptStops } from '../../src/app/kept-stops.ts';
import type { Actor } from '../../src/platform/actor.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { done } from '../../src/platform/refusal.ts';
import { type KillSwitch, mayRun, suspendAgent, untouchedSwitch } from '../../src/switches/switch.ts';

const by: Actor = { kind: 'person', person: 'camille', key: '9b01' };
const caller = { actor: by, role: 'admin' } as const;

test('a stop is answered as it has left the switch, although the agent is let run before the disk has it', async () => {
  const running = untouchedSwitch('margaux', 0);
  const held = suspendAgent(running, { by, reason: 'doubt' }, 1)?.state ?? running;
  let written: KillSwitch = running;
  let isAway = true;
  let hasDisk = (): void => {};
  const kept = createKeptStops({
    database: {} as Database,
    logger: pino({ level: 'silent' }),
    now: () => 1,
    toSwitch: async ({ kind }) => {
      if (isAway) throw new Error('the database is away');
      written = kind === 'suspendAgent' ? held : { ...running, epoch: 2 };
      return done(written);
    },
    toFleet: () => Promise.reject(new Error('nobody asks')),
    resumeFleet: () => Promise.reject(new Error('nobody asks')),
    chosen: () => done([]),
    log: {
      read: async () => ({ stops: [] }),
      write: (stops) =>
        stops.length === 0 ? Promise.resolve() : new Promise((resolve) => (hasDisk = resolve)),
    },
    canAct: () => true,
    isAgent: () => true,
    isSwitchless: () => false,
    written: () => written,
    onKept: () => {},
  });
  const order = { agent: 'margaux', reason: 'doubt' };
  const stop = kept.toSwitch({ kind: 'suspendAgent', ...order }, caller);
  // The stop is kept, and waits for the disk.
  while (!kept.has('margaux')) await Promise.resolve();
  isAway = false;
  const resumed = await kept.toSwitch({ kind: 'resumeAgent', override: true, ...order }, caller);
  expect(resumed.ok && mayRun(resumed.value)).toBe(true);
  hasDisk();
  const stopped = await stop;
  expect(stopped.ok && !mayRun(stopped.value) && stopped.value.hold?.reason).toBe('doubt');
});
