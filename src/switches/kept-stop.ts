import { z } from 'zod';
import type { Actor } from '../platform/actor.ts';
import { iso } from '../platform/iso.ts';
import { type KillSwitch, suspendAgent } from './switch.ts';

const By: z.ZodType<Actor> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('engine') }),
  z.strictObject({ kind: z.literal('person'), person: z.string(), key: z.string() }),
  z.strictObject({ kind: z.literal('key'), key: z.string() }),
]);

/**
 * A person's stop that the database has not taken yet: a line of the log on this machine. It is in force for
 * the agents that this process tells, from the moment at which it was asked.
 */
const KeptStop = z.strictObject({
  agent: z.string(),
  reason: z.string(),
  by: By,
  askedAt: z.int().meta({ description: 'Unix ms.' }),
});
export type KeptStop = z.infer<typeof KeptStop>;

/**
 * The stop as a line of the log, or a message to another process. A message holds less than 8 000 bytes, and
 * a reason 2 000 characters, of which those that are no text would take six bytes each: they become blanks.
 */
export function writeKeptStop(stop: KeptStop): string {
  return JSON.stringify({ ...stop, reason: stop.reason.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, ' ') });
}

/** The stop that a line of the log, or a message of another process, holds; nothing when it is none. */
export function readKeptStop(text: string): KeptStop | undefined {
  try {
    return KeptStop.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The switch as the agent is told: held by the stop, unless it is held already. */
export function withKeptStop(state: KillSwitch, { by, reason, askedAt }: KeptStop): KillSwitch {
  return suspendAgent(state, { by, reason }, askedAt)?.state ?? state;
}

/** The reason as the register's entry has it, whose own time is that of the writing. */
export function reasonOf({ reason, askedAt }: KeptStop): string {
  return `${reason} [asked ${iso(askedAt)}]`;
}
