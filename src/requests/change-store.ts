import { mayCommand } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import type { Db } from '../platform/database/database.ts';
import { isIntegrityViolation } from '../platform/database/sql-error.ts';
import { defined } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { NewContact, RequestChangeBody, RequestCommand } from './commands.ts';
import { readyEdit } from './edit-store.ts';
import { decideRequest } from './life.ts';
import { type DeskPorts, type OpenDesk, openDesk, toldTime } from './ports.ts';
import { invalid, nameFaults } from './receive-store.ts';
import type { Contact, Request } from './request.ts';
import { getRequest } from './request-row-store.ts';
import { addingContacts, contactSent } from './request-store.ts';
import { type Changed, inOne, sealWords, type Written } from './writing-store.ts';

/** Notes a contact: once, however often it is sent under the same id. */
export async function noteContact(
  ports: DeskPorts,
  number: number,
  told: NewContact,
  caller: Caller,
): Promise<Result<Changed>> {
  const desk = deskFor(ports, caller, 'noteContact');
  if (!desk.ok) return desk;
  const at = toldTime(told.at, desk.value.at);
  if (!at.ok) return at;
  const sent = async (): Promise<Result<Changed> | undefined> => {
    const contact =
      told.clientId === undefined ? undefined : await contactSent(ports.database.db, told.clientId);
    if (contact === undefined) return undefined;
    if (contact.request !== number) {
      const detail = `expected an id of its own: a contact of request ${contact.request} was sent under this one`;
      return refused(invalid('client_id_taken', [{ pointer: '/clientId', detail }]));
    }
    const request = await getRequest(ports.database.db, number);
    return request && done({ request, contact });
  };
  const before = await sent();
  if (before !== undefined) return before;
  try {
    return await inOne(desk.value, [number], told.version, (tx, request) =>
      contactWritten(tx, desk.value, request, told, at.value),
    );
  } catch (error) {
    const other = isIntegrityViolation(error) ? await sent() : undefined;
    if (other === undefined) throw error;
    return other;
  }
}

async function contactWritten(
  tx: Db,
  desk: OpenDesk,
  request: Request,
  told: NewContact,
  at: number,
): Promise<Result<Written>> {
  const { direction, channel = request.channel, text, next } = told;
  const words = await sealWords(tx, desk, request, [text, next?.step]);
  const [textId, step] = words;
  const id = desk.newId();
  const command: RequestCommand = {
    ...{ kind: 'noteContact', direction, contact: id, channel, at },
    ...defined({ answered: told.answered, awaits: told.awaits, confirms: told.confirms }),
    ...(step !== undefined && { next: { step, ...defined({ dueAt: next?.dueAt }) } }),
  };
  const decided = decideRequest({ request, actor: desk.actor }, command, desk.at);
  if (!decided.ok) return decided;
  const noted = { at: desk.at, by: desk.actor.by };
  const contact: Contact = {
    id,
    request: request.number,
    direction,
    channel,
    at,
    noted,
    ...defined({ text: textId }),
  };
  await tx.execute(addingContacts([{ contact, ...defined({ clientId: told.clientId }) }]));
  return done({ change: decided.value, contact });
}

/** Changes a request by one act: an edit, a hand-over, a merge, a closing, … */
export async function changeRequest(
  ports: DeskPorts,
  number: number,
  told: RequestChangeBody,
  caller: Caller,
): Promise<Result<Changed>> {
  const desk = deskFor(ports, caller, commandOf[told.do ?? 'edit']);
  if (!desk.ok) return desk;
  const errors = 'to' in told && told.to !== undefined ? nameFaults(desk.value, { owner: told.to }) : [];
  if (errors.length > 0)
    return refused(
      invalid(
        'request_names',
        errors.map(({ detail }) => ({ pointer: '/to', detail })),
      ),
    );
  const numbers = told.do === 'merge' ? [number, told.into] : [number];
  return inOne(desk.value, numbers, told.version, (tx, request, others) =>
    changeWritten(tx, desk.value, { request, others }, told),
  );
}

const commandOf = {
  edit: 'editRequest',
  handOver: 'handOverRequest',
  escalate: 'escalateRequest',
  takeUp: 'takeUpRequest',
  resolve: 'resolveRequest',
  close: 'closeRequest',
  reopen: 'reopenRequest',
  merge: 'mergeRequests',
  validate: 'validateRequest',
} as const;

async function changeWritten(
  tx: Db,
  desk: OpenDesk,
  { request, others }: { readonly request: Request; readonly others: ReadonlyMap<number, Request> },
  told: RequestChangeBody,
): Promise<Result<Written>> {
  const said = 'why' in told ? told.why : 'note' in told ? told.note : undefined;
  const [words] = await sealWords(tx, desk, request, [said]);
  const command = await commandFrom(tx, desk, request, told, words ?? '');
  if (!command.ok) return command;
  const into = told.do === 'merge' ? others.get(told.into) : undefined;
  if (told.do === 'merge' && into === undefined) return refused(noSuch('request', told.into));
  const decided = decideRequest(
    { request, actor: desk.actor, ...(into && { into }) },
    command.value,
    desk.at,
  );
  return decided.ok ? done({ change: decided.value, ...defined({ words }) }) : decided;
}

async function commandFrom(
  tx: Db,
  desk: OpenDesk,
  request: Request,
  told: RequestChangeBody,
  words: string,
): Promise<Result<RequestCommand>> {
  switch (told.do) {
    case undefined:
    case 'edit': {
      const edit = await readyEdit(tx, desk, request, told);
      return edit.ok ? done({ kind: 'editRequest', edit: edit.value }) : edit;
    }
    case 'handOver':
      return done({ kind: 'handOverRequest', to: told.to });
    case 'escalate':
      return done({ kind: 'escalateRequest', why: words, ...defined({ to: told.to }) });
    case 'takeUp':
      return done({ kind: 'takeUpRequest' });
    case 'resolve':
      return done({ kind: 'resolveRequest' });
    case 'close':
      return done({
        kind: 'closeRequest',
        confirmed: told.confirmed === true,
        ...(told.why !== undefined && { why: words }),
      });
    case 'reopen':
      return done({ kind: 'reopenRequest', why: words });
    case 'merge':
      return done({ kind: 'mergeRequests', into: told.into });
    case 'validate':
      return done({ kind: 'validateRequest' });
    default:
      return told satisfies never;
  }
}

/** The desk for somebody who may give this command. */
function deskFor(
  ports: DeskPorts,
  caller: Caller,
  kind: (typeof commandOf)[keyof typeof commandOf] | 'noteContact',
) {
  const desk = openDesk(ports, caller);
  if (!desk.ok) return desk;
  const forbidden = mayCommand(caller, { kind, desk: desk.value.actor.role });
  return forbidden === undefined ? desk : refused(forbidden);
}
