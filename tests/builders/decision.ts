import type { Refusal } from '../../src/platform/refusal.ts';
import type { Change } from '../../src/thread/change.ts';
import type { Order } from '../../src/thread/commands.ts';
import { decide } from '../../src/thread/decide/decide.ts';
import type { ThreadEvent } from '../../src/thread/events.ts';
import { apply, sequencesAfter, type World } from '../../src/thread/world.ts';
import { tripAt } from './time.ts';

type Message = Order | ThreadEvent;

/** An event of a rule says when it was; everything else comes at the trip, unless a test says otherwise. */
const timeOf = (message: Message): number => ('at' in message ? message.at : tripAt);

/** The change that follows. A refusal fails the test. */
export function decided(world: World, message: Message, now = timeOf(message)): Change {
  const result = decide(world, message, now);
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}

/** Why a command is not carried out. A change fails the test. */
export function refusal(world: World, message: Message, now = timeOf(message)): Refusal {
  const result = decide(world, message, now);
  if (result.ok) throw new Error(`${message.kind} was carried out`);
  return result.refusal;
}

/** The world as it is afterwards. What its rules measure stays as it was told. */
export function worldAfter(world: World, message: Message, now = timeOf(message)): World {
  const change = decided(world, message, now);
  return { ...apply(world, change), sequences: sequencesAfter(world.sequences, change) };
}

/** The kinds of the register entries and of the notices that a change brings. */
export function told({ entries = [], notices = [] }: Change) {
  return { entries: entries.map(({ kind }) => kind), notices: notices.map(({ kind }) => kind) };
}
