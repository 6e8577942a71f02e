import type { Caller } from '../access/roles.ts';
import { may } from '../access/roles.ts';
import { actorText } from '../platform/actor.ts';
import type { Database } from '../platform/database/database.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import type { DeskRules } from '../rules/desk/desk.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { ReadPhones } from './customers.ts';
import { noDesk, noVault } from './refusals.ts';
import type { DeskActor } from './request.ts';
import type { Vault } from './vault/vault.ts';

/** The world around the commands of the desk. */
export type DeskPorts = {
  readonly database: Pick<Database, 'db' | 'transaction'>;
  /** None where nothing says which key seals: then nothing is taken. */
  readonly vault: Vault | undefined;
  readonly now: () => number;
  readonly newId: () => string;
  readonly ruleSet: () => Pick<RuleSet, 'desk' | 'people' | 'agents'>;
  readonly readPhones: ReadPhones;
  /** Something was received or changed: pages may show it. */
  readonly changed: () => void;
};

/** A desk that is open for a command: its rules, its vault, who gives the command, and when. */
export type OpenDesk = DeskPorts & {
  readonly vault: Vault;
  readonly rules: DeskRules;
  readonly actor: DeskActor;
  readonly at: number;
};

/** The desk, if there is one. */
export function openDesk(ports: DeskPorts, caller: Caller): Result<OpenDesk> {
  const set = ports.ruleSet();
  if (set.desk === undefined) return refused(noDesk);
  const { vault } = ports;
  if (vault === undefined) return refused(noVault);
  return done({ ...ports, vault, rules: set.desk, actor: actorOf(set, caller), at: ports.now() });
}

/**
 * The person or key that gives a command, and their part at the desk: whoever may correct by their key leads.
 */
export function actorOf({ people }: Pick<RuleSet, 'people'>, { actor, role }: Caller): DeskActor {
  const person = actor.kind === 'person' ? actor.person : undefined;
  const own = person === undefined ? undefined : people.get(person)?.desk;
  return {
    by: actorText(actor),
    ...(person !== undefined && { person }),
    role: may(role, 'requests.correct') ? 'lead' : (own ?? 'agent'),
  };
}

/** How far a time may lie ahead of the clock here, and how old it may be. */
const mostAheadMs = 5 * 60_000;
const mostPastMs = 20 * 366 * 86_400_000;

/** A time that was told, at most now; or why it is none. */
export function toldTime(told: number | undefined, now: number): Result<number> {
  if (told === undefined) return done(now);
  if (told > now + mostAheadMs) return refused(badTime('expected a time that is not in the future'));
  if (told < now - mostPastMs) return refused(badTime('expected a time of the last 20 years'));
  return done(Math.min(told, now));
}

function badTime(detail: string): Refusal {
  return {
    kind: 'invalid',
    code: 'request_time',
    detail: `at: ${detail}.`,
    errors: [{ pointer: '/at', detail }],
  };
}
