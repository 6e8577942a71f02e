import { mayCommand } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import { canonicalJson } from '../platform/canonical.ts';
import type { Db } from '../platform/database/database.ts';
import { isIntegrityViolation } from '../platform/database/sql-error.ts';
import { defined } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type FieldError, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { appendEntries } from '../register/store.ts';
import { kindOf, otherKind } from '../rules/desk/desk.ts';
import { addRequests, type Incoming } from './adding-store.ts';
import type { NewRequest } from './commands.ts';
import { customerOf, getCustomer, learnOf } from './customer-store.ts';
import type { Customer } from './customers.ts';
import { fieldFaults, missingOf } from './fields.ts';
import { type DeskPorts, type OpenDesk, openDesk, toldTime } from './ports.ts';
import { requestSent } from './request-store.ts';
import { guessKind } from './words.ts';

/** A request that was taken: `isNew` is false where the same one was sent before. */
export type Received = { readonly number: number; readonly isNew: boolean };

/** Receives a request: customer found or made, kind guessed if not said, noted once however often sent. */
export async function receiveRequest(
  ports: DeskPorts,
  told: NewRequest,
  caller: Caller,
): Promise<Result<Received>> {
  const forbidden = mayCommand(caller, { kind: 'receiveRequest' });
  if (forbidden !== undefined) return refused(forbidden);
  const desk = openDesk(ports, caller);
  if (!desk.ok) return desk;
  const sent = await sentBefore(desk.value, told);
  if (sent !== undefined) return sent;
  const ready = readyOf(desk.value, told);
  if (!ready.ok) return ready;
  try {
    const result = await ports.database.transaction((tx) => write(tx, desk.value, told, ready.value));
    if (result.ok) ports.changed();
    return result;
  } catch (error) {
    // The same one was sent twice at once: the other one was first.
    const other = isIntegrityViolation(error) ? await sentBefore(desk.value, told) : undefined;
    if (other === undefined) throw error;
    return other;
  }
}

/** The request that was sent under the same id before. Another one under it is refused: one would be lost. */
async function sentBefore(desk: OpenDesk, told: NewRequest): Promise<Result<Received> | undefined> {
  if (told.clientId === undefined) return undefined;
  const known = await requestSent(desk.database.db, told.clientId);
  if (known === undefined) return undefined;
  if (known.digest === digestOf(desk, told)) return done({ number: known.number, isNew: false });
  const detail = `expected an id of its own: request ${known.number} was sent under this one, with other words`;
  return refused(invalid('client_id_taken', [{ pointer: '/clientId', detail }]));
}

/** The same words give the same hash; nobody without the key can try what they were. */
function digestOf({ vault }: OpenDesk, { clientId: _, ...told }: NewRequest): string {
  return vault.index('note', canonicalJson(told));
}

type Ready = Pick<Incoming, 'kind' | 'priority' | 'received'> & {
  readonly fields: Readonly<Record<string, string>>;
};

/** The parts of a request that can be told before anything is read, or a refusal where it has faults. */
function readyOf(desk: OpenDesk, told: NewRequest): Result<Ready> {
  const { rules, actor } = desk;
  const at = toldTime(told.at, desk.at);
  if (!at.ok) return at;
  const kind = told.kind ?? guessKind(rules.kinds, told.subject) ?? otherKind;
  const { fields = {} } = told;
  const errors = [...nameFaults(desk, told), ...fieldFaults(rules, fields)];
  if (told.customer !== undefined && told.customerId !== undefined)
    errors.push({ pointer: '/customerId', detail: 'expected one of customer and customerId' });
  if (errors.length > 0) return refused(invalid('request_names', errors));
  const priority = told.priority ?? kindOf(rules, kind).priority;
  return done({ kind, priority, fields, received: { at: at.value, by: actor.by } });
}

/** Names of kinds, people and agents that there are not. */
export function nameFaults(
  { rules, ruleSet }: OpenDesk,
  named: {
    readonly kind?: string | undefined;
    readonly owner?: string | undefined;
    readonly agent?: string | null | undefined;
  },
): FieldError[] {
  const { people, agents } = ruleSet();
  const { kind, owner, agent } = named;
  const kinds = [...rules.kinds.map(({ id }) => id), otherKind];
  return [
    ...(kind === undefined || kinds.includes(kind)
      ? []
      : [{ pointer: '/kind', detail: `expected a kind of desk.yaml: ${kinds.join(', ')}` }]),
    ...(owner === undefined || people.has(owner)
      ? []
      : [{ pointer: '/owner', detail: 'expected a person of people.yaml' }]),
    ...(agent === undefined || agent === null || agents.has(agent)
      ? []
      : [{ pointer: '/agent', detail: 'expected an agent of a file of agents/' }]),
  ];
}

/** A refusal with every field that is wrong. */
export function invalid(code: string, errors: readonly FieldError[]): Refusal {
  const detail = errors.map((error) => `${error.pointer.slice(1)}: ${error.detail}`).join('; ');
  return { kind: 'invalid', code, detail: `${detail}.`, errors };
}

async function write(tx: Db, desk: OpenDesk, told: NewRequest, ready: Ready): Promise<Result<Received>> {
  const customer = await whose(tx, desk, told);
  if (!customer.ok) return customer;
  const { fields, ...plain } = ready;
  const isFilled = Object.keys(fields).length > 0;
  const incoming: Incoming = {
    ...plain,
    ...defined({ owner: told.owner, agent: told.agent, reason: told.reason }),
    channel: told.channel,
    customer: customer.value,
    missing: missingOf(desk.rules, ready.kind, knownOf(customer.value, told, fields)),
    life: told.answered ? { state: 'answered' } : { state: 'received' },
    ...(told.answered && { answered: ready.received }),
    reopenings: 0,
    words: { subject: told.subject, ...defined({ text: told.text }), ...(isFilled && { fields }) },
    contacts: [],
    origin:
      told.clientId === undefined ? {} : { clientId: told.clientId, clientDigest: digestOf(desk, told) },
  };
  const { requests, entries } = await addRequests(tx, desk, [incoming]);
  await appendEntries(tx, entries, desk.at);
  return done({ number: requests[0]?.number ?? 0, isNew: true });
}

/** The customer of a request: named by id, found by what is told of him, or made. */
async function whose(tx: Db, desk: OpenDesk, told: NewRequest): Promise<Result<Customer>> {
  const stamp = { at: desk.at, by: desk.actor.by };
  if (told.customerId === undefined) return done(await customerOf(tx, desk, told.customer ?? {}, stamp));
  const known = await getCustomer(tx, told.customerId);
  if (known === undefined) return refused(noSuch('customer', told.customerId));
  return done(await learnOf(tx, desk, known, {}, { at: desk.at, renames: false }));
}

/** The parts of a request that are there, of those that its kind may require. */
export function knownOf(
  { name, emails, phones }: Customer,
  told: { readonly text?: string | undefined; readonly agent?: string | null | undefined },
  fields: Readonly<Record<string, string>>,
) {
  const { text, agent } = told;
  return {
    ...{ name: name !== undefined, email: emails.length > 0, phone: phones.length > 0 },
    ...{ text: text !== undefined, agent: agent !== undefined && agent !== null, fields },
  };
}
