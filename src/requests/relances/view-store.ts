import type { Language } from '../../language/language.ts';
import { defined } from '../../platform/defined.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { houseLanguage } from '../../rules/ruleset.ts';
import { getCustomer } from '../customer-store.ts';
import type { OpenDesk } from '../ports.ts';
import type { Request } from '../request.ts';
import { getRequest } from '../request-row-store.ts';
import { mergedFrom } from '../request-store.ts';
import type { ChaseStep, RelanceKind } from './cadence.ts';
import type { DraftQuery } from './commands.ts';
import { type Draft, draftRelance } from './draft.ts';
import { chaseStep, decideRelance, kindFor } from './relance.ts';
import { chasedRequests, type KeptRelance, relancesOf } from './relance-store.ts';

const dayMs = 86_400_000;
/** How long a customer is given who is told no other date. */
const usualDays = 5;

/** A relance as it would go out, and why it may not now, if so. */
export type Drafted = {
  readonly kind: RelanceKind;
  readonly until: number;
  readonly language: Language;
  readonly draft: Draft;
  readonly hindrance?: { readonly code: string; readonly detail: string };
};

/** Drafts a relance for somebody to read, change and send. The vault notes who read what is in it. */
export async function draftFor(desk: OpenDesk, number: number, told: DraftQuery): Promise<Result<Drafted>> {
  const { db } = desk.database;
  const request = await getRequest(db, number);
  if (request === undefined) return refused(noSuch('request', number));
  const sent = await relancesOf(db, [number, ...(await mergedFrom(db, number))]);
  const kind = told.kind ?? kindFor(request) ?? 'inform';
  const until = told.until ?? desk.at + usualDays * dayMs;
  const language = told.language ?? houseLanguage(desk.ruleSet());
  const decided = decideRelance(request, sent, { kind, channel: told.channel, until }, desk.at);
  const last = sent.at(-1);
  const facts = {
    ...(await wordsOf(desk, request)),
    ...{ number, channel: request.channel, receivedAt: request.received.at, kind, until },
    ...defined({ ask: told.ask, before: last?.at }),
    ...{ signature: signatureOf(desk), timezone: desk.rules.timezone },
  };
  const hindrance = decided.ok ? undefined : decided.refusal;
  return done({
    ...{ kind, until, language, draft: draftRelance(facts, language) },
    ...(hindrance && { hindrance: { code: hindrance.code, detail: hindrance.detail } }),
  });
}

async function wordsOf(desk: OpenDesk, { number, subject, customer }: Request) {
  const { db } = desk.database;
  const name = (await getCustomer(db, customer))?.name;
  const reading = { who: desk.actor.by, why: `relance of request ${number}` };
  const texts = await desk.vault.open(db, [subject, ...(name === undefined ? [] : [name])], reading);
  return {
    subject: texts.get(subject) ?? '',
    ...defined({ customer: name === undefined ? undefined : texts.get(name) }),
  };
}

function signatureOf({ actor, ruleSet }: OpenDesk) {
  const person = actor.person === undefined ? undefined : ruleSet().people.get(actor.person);
  return { name: person?.name ?? '', ...defined({ role: person?.title }) };
}

/** A customer who is to be written to, or about whom somebody has to decide (`end`). Epoch milliseconds. */
export type DueChase = {
  readonly number: number;
  readonly owner?: string;
  readonly kind: RelanceKind;
  readonly step: 'first' | 'second' | 'end';
  readonly from: number;
  readonly lateAt?: number;
};

/** Longer than any chase: a request that was resolved before is nobody’s to ask about any more. */
const lookBackDays = 60;
/** More than a desk can write to in a day. */
const most = 2_000;

/** The customers to be written to now, or about whom somebody has to decide; the longest late come first. */
export async function dueChases({ database: { db }, at }: OpenDesk): Promise<readonly DueChase[]> {
  const chased = await chasedRequests(db, at - lookBackDays * dayMs, most);
  const sent = await relancesOf(
    db,
    chased.map(({ number }) => number),
  );
  const by = new Map<number, KeptRelance[]>();
  for (const relance of sent) by.set(relance.request, [...(by.get(relance.request) ?? []), relance]);
  return chased
    .flatMap(({ number, owner, ...request }) => {
      const kind = kindFor(request);
      const due = dueOf(chaseStep(request, by.get(number) ?? [], at));
      return kind === undefined || due === undefined ? [] : [{ number, kind, ...due, ...defined({ owner }) }];
    })
    .toSorted((one, other) => one.from - other.from);
}

function dueOf(step: ChaseStep | undefined): Pick<DueChase, 'step' | 'from' | 'lateAt'> | undefined {
  if (step?.kind === 'due') return { step: step.step, from: step.from, lateAt: step.lateAt };
  return step?.kind === 'over' ? { step: 'end', from: step.since } : undefined;
}
