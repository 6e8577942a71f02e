import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import type { Db } from '../../platform/database/database.ts';
import { isIntegrityViolation } from '../../platform/database/sql-error.ts';
import { defined } from '../../platform/defined.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { getCustomer } from '../customer-store.ts';
import { decideRequest } from '../life.ts';
import { type DeskPorts, type OpenDesk, openDesk } from '../ports.ts';
import { conflict } from '../refusals.ts';
import type { Contact, Request } from '../request.ts';
import { addingContacts, contactSent, mergedFrom } from '../request-store.ts';
import { inOne, sealWords, type Written } from '../writing-store.ts';
import type { NewRelance } from './commands.ts';
import { decideRelance } from './relance.ts';
import { type KeptRelance, keepRelance, relancesOf } from './relance-store.ts';

/** The surroundings of relances. */
export type RelancePorts = DeskPorts & {
  /** Whether mails can be sent from here; else a person sends them by their own means. */
  readonly hasMail: boolean;
  /** A mail waits to be sent. */
  readonly onMail: () => void;
};

/** Notes a relance, and sends it if it is a mail and mails can be sent. The same `clientId` twice is one. */
export async function sendRelance(
  ports: RelancePorts,
  number: number,
  told: NewRelance,
  caller: Caller,
): Promise<Result<KeptRelance>> {
  const desk = openDesk(ports, caller);
  if (!desk.ok) return desk;
  const forbidden = mayCommand(caller, { kind: 'sendRelance', desk: desk.value.actor.role });
  if (forbidden !== undefined) return refused(forbidden);
  const sent = async () => {
    const contact = told.clientId && (await contactSent(ports.database.db, told.clientId));
    return contact ? keptAs(ports.database.db, contact) : undefined;
  };
  const before = await sent();
  if (before !== undefined) return before;
  try {
    const changed = await inOne(desk.value, [number], told.version, (tx, request) =>
      written(tx, { ...desk.value, hasMail: ports.hasMail }, request, told),
    );
    if (!changed.ok) return changed;
    const { contact } = changed.value;
    const kept = contact && (await keptAs(ports.database.db, contact));
    if (kept === undefined) throw new Error(`The relance of request ${number} is not there.`);
    if (kept.ok && kept.value.mail === 'waiting') ports.onMail();
    return kept;
  } catch (error) {
    // The same one was sent twice at once: the other one was first.
    const other = isIntegrityViolation(error) ? await sent() : undefined;
    if (other === undefined) throw error;
    return other;
  }
}

async function keptAs(db: Db, { id, request }: Contact): Promise<Result<KeptRelance>> {
  const kept = (await relancesOf(db, [request])).find(({ contact }) => contact === id);
  if (kept !== undefined) return done(kept);
  const detail = 'expected an id of its own: a contact that is no relance was sent under this one';
  const errors = [{ pointer: '/clientId', detail }];
  return refused({ kind: 'invalid', code: 'client_id_taken', detail: `clientId: ${detail}.`, errors });
}

async function written(
  tx: Db,
  desk: OpenDesk & { readonly hasMail: boolean },
  request: Request,
  told: NewRelance,
): Promise<Result<Written>> {
  const { kind, channel, until, subject, text } = told;
  const sent = await relancesOf(tx, [request.number, ...(await mergedFrom(tx, request.number))]);
  const step = decideRelance(request, sent, { kind, channel, until }, desk.at);
  if (!step.ok) return step;
  const refusal = await customerRefusal(tx, desk, request, told);
  if (refusal !== undefined) return refused(refusal);
  const [words] = await sealWords(tx, desk, request, [
    subject === undefined ? text : `${subject}\n\n${text}`,
  ]);
  const contact: Contact = {
    ...{ id: desk.newId(), request: request.number, direction: 'out', channel, at: desk.at },
    noted: { at: desk.at, by: desk.actor.by },
    ...defined({ text: words }),
  };
  const awaits = kind === 'inform' ? 'us' : 'customer';
  const decided = decideRequest(
    { request, actor: desk.actor },
    {
      ...{ kind: 'noteContact', direction: 'out', contact: contact.id, channel, at: desk.at },
      ...(request.life.state === 'resolved' ? {} : ({ awaits } as const)),
    },
    desk.at,
  );
  if (!decided.ok) return decided;
  await tx.execute(addingContacts([{ contact, ...defined({ clientId: told.clientId }) }]));
  const relance = { contact: contact.id, request: request.number, kind, step: step.value, channel };
  await keepRelance(tx, { ...relance, at: desk.at, until }, channel === 'mail' && desk.hasMail);
  const entries = decided.value.entries.map((entry) => ({
    ...entry,
    data: { ...entry.data, relance: kind, step: step.value },
  }));
  return done({ change: { ...decided.value, entries }, contact });
}

/** Why this customer is not to be written to, or not so. */
async function customerRefusal(
  tx: Db,
  { vault, hasMail }: OpenDesk & { readonly hasMail: boolean },
  { number, customer }: Request,
  { kind, channel }: NewRelance,
): Promise<Refusal | undefined> {
  const [known, standing] = await Promise.all([
    getCustomer(tx, customer),
    vault.standing(tx, [customer]).then((found) => found.get(customer)),
  ]);
  if (standing?.restrictedAt !== undefined)
    return conflict(
      'customer_restricted',
      `Request ${number}: the customer has asked that his data only be kept; nobody writes to him until that ends.`,
    );
  if (kind === 'validate' && standing?.objectedAt !== undefined)
    return conflict(
      'customer_objects',
      `Request ${number}: the customer objects to being written to but to be answered.`,
    );
  if (channel === 'mail' && hasMail && known?.emails[0] === undefined)
    return conflict(
      'no_address',
      `Request ${number}: no address of the customer is known; add one, or choose phone or letter.`,
    );
  return undefined;
}
