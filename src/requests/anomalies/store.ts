import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { appendEntries } from '../../register/store.ts';
import { getCustomer } from '../customer-store.ts';
import { type DeskPorts, type OpenDesk, openDesk } from '../ports.ts';
import { getRequest } from '../request-row-store.ts';
import { type Anomaly, type AnomalyAbout, expectedWithinMs } from './anomaly.ts';
import { addAnomaly, getAnomaly, sameStanding, saveAnomaly, takeAnomalyNumbers } from './anomaly-store.ts';
import type { AnomalyChangeBody, NewAnomaly } from './commands.ts';
import { type AnomalyCommand, decideAnomaly } from './life.ts';

/** The ports of anomalies: those of the desk, and how their reporters hear of them. */
export type AnomalyPorts = DeskPorts & {
  /** Tells the reporter how it ended, in this transaction; answers whether there is somebody to tell. */
  readonly tell: (tx: Db, anomaly: Anomaly, now: number) => Promise<boolean>;
};

/** Reports an anomaly. The same one reported twice by the same person is one. */
export async function reportAnomaly(
  ports: AnomalyPorts,
  told: NewAnomaly,
  caller: Caller,
): Promise<Result<Anomaly>> {
  const forbidden = mayCommand(caller, { kind: 'reportAnomaly' });
  if (forbidden !== undefined) return refused(forbidden);
  const desk = openDesk(ports, caller);
  if (!desk.ok) return desk;
  const { at, actor } = desk.value;
  for (const one of [told.about, told.other]) {
    const missing = one === undefined ? undefined : await noneOf(desk.value, one);
    if (missing !== undefined) return refused(missing);
  }
  if (told.other !== undefined && JSON.stringify(told.other) === JSON.stringify(told.about))
    return refused(sameTwice);
  const anomaly = await ports.database.transaction(async (tx) => {
    const [number = 0] = await takeAnomalyNumbers(tx, 1);
    const wanted: Anomaly = defined({
      ...{ number, version: 1, kind: told.kind, about: told.about, other: told.other, field: told.field },
      ...{ reported: { at, by: actor.by }, reporter: actor.person },
      expectedAt: at + expectedWithinMs[told.kind],
      life: { state: 'reported' as const },
    });
    const added = await addAnomaly(tx, wanted);
    if (added === undefined) return (await sameStanding(tx, wanted)) ?? wanted;
    const note = told.note === undefined ? undefined : await sealText(tx, desk.value, wanted, told.note);
    if (note !== undefined) await saveAnomaly(tx, { ...wanted, note });
    const data = { anomaly: number, kind: told.kind, ...told.about, field: told.field ?? null };
    await appendEntries(tx, [{ kind: 'anomalyReported', actor: actor.by, data }], at);
    return defined({ ...wanted, note });
  });
  ports.changed();
  return done(anomaly);
}

/** Acknowledges, corrects or declines an anomaly; whoever reported it is told how it ended. */
export async function changeAnomaly(
  ports: AnomalyPorts,
  number: number,
  told: AnomalyChangeBody,
  caller: Caller,
): Promise<Result<Anomaly>> {
  const desk = openDesk(ports, caller);
  if (!desk.ok) return desk;
  const { at, actor } = desk.value;
  const forbidden = mayCommand(caller, { kind: 'answerAnomaly', desk: actor.role });
  if (forbidden !== undefined) return refused(forbidden);
  const result = await ports.database.transaction(async (tx): Promise<Result<Anomaly>> => {
    const anomaly = await getAnomaly(tx, number, 'locked');
    if (anomaly === undefined) return refused(noSuch('anomaly', number));
    if (told.version !== undefined && told.version !== anomaly.version)
      return refused(changedMeanwhile(anomaly, told.version));
    // Decided before anything is sealed: a refusal leaves nothing behind.
    const tried = decideAnomaly(anomaly, commandOf(told, ''), { at, by: actor.by });
    if (!tried.ok) return tried;
    const said = told.do === 'acknowledge' ? undefined : told.answer;
    const answer = said === undefined ? undefined : await sealText(tx, desk.value, anomaly, said);
    const decided = decideAnomaly(anomaly, commandOf(told, answer), { at, by: actor.by });
    if (!decided.ok) return decided;
    const { anomaly: after, entry } = decided.value;
    if (entry === undefined) return done(anomaly);
    const isTold = told.do !== 'acknowledge' && (await ports.tell(tx, after, at));
    const kept = isTold ? { ...after, toldAt: at } : after;
    await saveAnomaly(tx, kept);
    await appendEntries(tx, [{ ...entry, actor: actor.by }], at);
    return done(kept);
  });
  if (result.ok) ports.changed();
  return result;
}

function commandOf(told: AnomalyChangeBody, answer: string | undefined): AnomalyCommand {
  if (told.do === 'acknowledge') return { kind: 'acknowledge', expectedAt: told.expectedAt };
  if (told.do === 'decline') return { kind: 'decline', answer: answer ?? '' };
  return { kind: 'correct', answer };
}

/** Texts about somebody's data are kept as long as that data, under the same person. */
async function sealText(
  tx: Db,
  desk: OpenDesk,
  { about, number, reported }: Anomaly,
  text: string,
): Promise<string | undefined> {
  const subject = 'customer' in about ? about.customer : await customerOfRequest(tx, about.request);
  const row = {
    ...{ category: 'requests', purpose: 'correct_data', anchorAt: reported.at, text },
    subject: subject ?? `anomaly:${number}`,
  };
  const [id] = await desk.vault.seal(tx, [row]);
  return id;
}

async function customerOfRequest(tx: Db, request: number): Promise<string | undefined> {
  return (await getRequest(tx, request))?.customer;
}

async function noneOf({ database }: OpenDesk, about: AnomalyAbout): Promise<Refusal | undefined> {
  if ('customer' in about)
    return (await getCustomer(database.db, about.customer)) === undefined
      ? noSuch('customer', about.customer)
      : undefined;
  return (await getRequest(database.db, about.request)) === undefined
    ? noSuch('request', about.request)
    : undefined;
}

const sameDetail = 'expected another one than about';
const sameTwice: Refusal = {
  kind: 'invalid',
  code: 'anomaly_other',
  detail: `other: ${sameDetail}.`,
  errors: [{ pointer: '/other', detail: sameDetail }],
};

function changedMeanwhile({ number, version, life }: Anomaly, read: number): Refusal {
  return {
    kind: 'conflict',
    code: 'anomaly_changed',
    detail: `Anomaly ${number} was changed meanwhile: you have read version ${read}, it is at ${version} and ${life.state}. Read it again.`,
    facts: { version, state: life.state },
  };
}
