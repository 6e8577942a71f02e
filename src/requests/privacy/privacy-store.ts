import { and, desc, eq, lt, max, sql } from 'drizzle-orm';
import { type CommandKind, mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import { actorText } from '../../platform/actor.ts';
import type { Database, Db } from '../../platform/database/database.ts';
import { defined, withoutNulls } from '../../platform/defined.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import type { EntryData } from '../../register/chain.ts';
import { appendEntries, lockRegister } from '../../register/store.ts';
import type { RetentionRules } from '../../rules/retention/retention.ts';
import { isKnown } from '../vault/hold-store.ts';
import type { Vault } from '../vault/vault.ts';
import { carryOut, whyNotErased } from './carry-out-store.ts';
import type { NewPrivacyRequest, PrivacyOrder } from './commands.ts';
import { answerDueAt, decidePrivacy } from './life.ts';
import type { PrivacyRequest } from './privacy.ts';
import { privacyRequests } from './tables.ts';

/** The surroundings of requests about data. */
export type PrivacyPorts = {
  readonly database: Pick<Database, 'db' | 'transaction'>;
  readonly vault: Vault;
  readonly now: () => number;
  readonly newId: () => string;
  /** How long what is kept, as it is in force, and whose days count. */
  readonly retention: () => { readonly rules: RetentionRules | undefined; readonly timezone: string };
};

/** The commands of people about requests about data. */
export type PrivacyDesk = {
  readonly receive: (order: NewPrivacyRequest, by: Caller) => Promise<Result<PrivacyRequest>>;
  readonly carry: (number: number, order: PrivacyOrder, by: Caller) => Promise<Result<PrivacyRequest>>;
};

/** Category and purpose of what people write about their requests. It is the proof of the answer. */
export const ofPrivacy = { category: 'privacy_request', purpose: 'answer_privacy_request' } as const;

const commandOf = {
  confirmIdentity: 'confirmIdentity',
  extend: 'extendPrivacyRequest',
  carryOut: 'carryOutPrivacyRequest',
  refuse: 'refusePrivacyRequest',
  lift: 'liftPrivacyRequest',
} as const satisfies Readonly<Record<PrivacyOrder['do'], CommandKind>>;

/** The commands about requests about data, for API and console alike. */
export function createPrivacyDesk(ports: PrivacyPorts): PrivacyDesk {
  return {
    receive: async (order, caller) => {
      const forbidden = mayCommand(caller, { kind: 'receivePrivacyRequest' });
      if (forbidden !== undefined) return refused(forbidden);
      return ports.database.transaction((tx) => receive(ports, tx, order, actorText(caller.actor)));
    },
    carry: async (number, order, caller) => {
      const forbidden = mayCommand(caller, { kind: commandOf[order.do] });
      if (forbidden !== undefined) return refused(forbidden);
      return ports.database.transaction((tx) =>
        carry(ports, tx, { number, order, by: actorText(caller.actor) }),
      );
    },
  };
}

async function receive(
  { vault, now: clock, retention }: PrivacyPorts,
  tx: Db,
  { right, customer, receivedAt: told, note: text }: NewPrivacyRequest,
  by: string,
): Promise<Result<PrivacyRequest>> {
  const now = clock();
  const receivedAt = told ?? now;
  if (receivedAt > now) {
    const errors = [{ pointer: '/receivedAt', detail: 'expected a time that is over' }];
    return refused({ kind: 'invalid', code: 'received_ahead', detail: 'receivedAt lies ahead.', errors });
  }
  if (!(await isKnown(tx, customer))) return refused(noSuch('customer', customer));
  const texts = text === undefined ? [] : [{ ...ofPrivacy, subject: customer, text }];
  const [note] = await vault.seal(tx, texts);
  const dueAt = answerDueAt(receivedAt, retention().timezone);
  // Numbers are without gaps: whoever else takes one waits from here on.
  await lockRegister(tx);
  const [last] = await tx.select({ number: max(privacyRequests.number) }).from(privacyRequests);
  const number = (last?.number ?? 0) + 1;
  const state = { kind: 'open' } as const;
  const request = { number, right, customer, receivedAt, dueAt, ...defined({ note }), state };
  await tx.insert(privacyRequests).values(request);
  await appendEntries(
    tx,
    [{ kind: 'privacyReceived', actor: by, data: { privacy: number, right, subject: customer, dueAt } }],
    now,
  );
  return done(request);
}

type Asked = { readonly number: number; readonly order: PrivacyOrder; readonly by: string };

async function carry(
  ports: PrivacyPorts,
  tx: Db,
  { number, order, by }: Asked,
): Promise<Result<PrivacyRequest>> {
  const now = ports.now();
  const [row] = await tx
    .select()
    .from(privacyRequests)
    .where(eq(privacyRequests.number, number))
    .for('update');
  if (row === undefined) return refused(noSuch('privacy_request', number));
  const request = requestOf(row);
  const decided = decidePrivacy(request, order, now);
  if (!decided.ok) return decided;
  if (order.do === 'carryOut' && request.right === 'erasure') {
    const why = await whyNotErased(tx, request.customer, ports.retention().rules);
    if (why !== undefined) return refused(why);
  }
  const { after, entry } = await carried(ports, tx, { request, order, by, now });
  await tx
    .update(privacyRequests)
    .set({ dueAt: after.dueAt, identity: after.identity, extension: after.extension, state: after.state })
    .where(eq(privacyRequests.number, number));
  const data = { privacy: number, right: request.right, subject: request.customer, ...entry.data };
  await appendEntries(tx, [{ kind: entry.kind, actor: by, data }], now);
  return done(after);
}

type Carrying = {
  readonly request: PrivacyRequest;
  readonly order: PrivacyOrder;
  readonly by: string;
  readonly now: number;
};
type Carried = {
  readonly after: PrivacyRequest;
  readonly entry: { readonly kind: string; readonly data: EntryData };
};

async function carried(ports: PrivacyPorts, tx: Db, { request, order, by, now }: Carrying): Promise<Carried> {
  const sealed = async (text: string): Promise<string> => {
    const [id = ''] = await ports.vault.seal(tx, [{ ...ofPrivacy, subject: request.customer, text }]);
    return id;
  };
  switch (order.do) {
    case 'confirmIdentity': {
      const { means } = order;
      return {
        after: { ...request, identity: { at: now, by, means } },
        entry: { kind: 'privacyIdentified', data: { means } },
      };
    }
    case 'extend': {
      const dueAt = answerDueAt(request.receivedAt, ports.retention().timezone, 3);
      const extension = { at: now, by, reason: await sealed(order.reason) };
      return {
        after: { ...request, dueAt, extension },
        entry: { kind: 'privacyExtended', data: { dueAt } },
      };
    }
    case 'refuse': {
      const reason = await sealed(order.reason);
      await anchorTexts(ports.vault, tx, request, [reason], now);
      const state = { kind: 'refused', at: now, by, reason } as const;
      return { after: { ...request, state }, entry: { kind: 'privacyRefused', data: {} } };
    }
    case 'carryOut': {
      const note = order.note === undefined ? undefined : await sealed(order.note);
      await anchorTexts(ports.vault, tx, request, note === undefined ? [] : [note], now);
      const { erasure, data } = await carryOut(ports, tx, request, now);
      const state = { kind: 'done', at: now, by, ...defined({ note, erasure }) } as const;
      return { after: { ...request, state }, entry: { kind: 'privacyCarriedOut', data } };
    }
    case 'lift': {
      const lifted = { at: now, by, reason: await sealed(order.reason) };
      await ports.vault.anchor(tx, [lifted.reason], now);
      await carryOut(ports, tx, request, null);
      const state = request.state.kind === 'done' ? { ...request.state, lifted } : request.state;
      return { after: { ...request, state }, entry: { kind: 'privacyLifted', data: {} } };
    }
    default:
      return order satisfies never;
  }
}

/** Starts the retention of the texts of a request, at its answer. */
async function anchorTexts(
  vault: Vault,
  tx: Db,
  { note, extension }: PrivacyRequest,
  more: readonly string[],
  now: number,
): Promise<void> {
  const before = [note, extension?.reason].flatMap((id) => (id === undefined ? [] : [id]));
  await vault.anchor(tx, [...before, ...more], now);
}

type Row = typeof privacyRequests.$inferSelect;

function requestOf(row: Row): PrivacyRequest {
  return withoutNulls(row);
}

/** A request by its number. */
export async function getPrivacyRequest(db: Db, number: number): Promise<PrivacyRequest | undefined> {
  const [row] = await db.select().from(privacyRequests).where(eq(privacyRequests.number, number));
  return row && requestOf(row);
}

/** Requests by what they are: those that are open, the earliest due first; all, the latest first. */
export async function listPrivacyRequests(
  db: Db,
  query: {
    readonly state: 'open' | undefined;
    readonly customer: string | undefined;
    /** The number of the last one of the page before. */
    readonly before: number | undefined;
    readonly limit: number;
  },
): Promise<readonly PrivacyRequest[]> {
  const { state, customer, before, limit } = query;
  const rows = await db
    .select()
    .from(privacyRequests)
    .where(
      and(
        state === undefined ? undefined : sql`${privacyRequests.state}->>'kind' = ${state}`,
        customer === undefined ? undefined : eq(privacyRequests.customer, customer),
        before === undefined ? undefined : lt(privacyRequests.number, before),
      ),
    )
    .orderBy(desc(privacyRequests.number))
    .limit(limit);
  return rows.map(requestOf);
}

/** How many are open, and how many of those are late at `now`. */
export async function countPrivacyRequests(
  db: Db,
  now: number,
): Promise<{ readonly open: number; readonly late: number }> {
  const [row] = await db
    .select({
      open: sql<number>`count(*)::int`,
      late: sql<number>`(count(*) FILTER (WHERE ${privacyRequests.dueAt} < ${now}))::int`,
    })
    .from(privacyRequests)
    .where(sql`state->>'kind' = 'open'`);
  return { open: row?.open ?? 0, late: row?.late ?? 0 };
}
