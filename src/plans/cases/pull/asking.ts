import { checksOf, type ReplaySpec, timeoutMsOf } from '../../../rules/replay.ts';
import { fillText, questionOf } from '../ask.ts';
import type { CaseFacts } from '../case.ts';
import { type Judgement, judge, judgeSays, noData, type UnmeasuredReason } from '../judge.ts';
import type { ReplayAnswer } from '../standing.ts';
import { type Exchange, exchange } from './exchange.ts';
import { isFound } from './found.ts';

/** The value of a header, and the address below which alone it is shown. */
export type HeaderValue = { readonly url: string; readonly value: string };

/** The surroundings that asking an agent needs. */
export type AskingPorts = {
  readonly now: () => number;
  /** FILROUGE_ALLOW_PRIVATE_TARGETS. */
  readonly allowPrivate: boolean;
  /** By the name that the rule files give it. */
  readonly headerValue: (name: string) => HeaderValue | undefined;
};

/**
 * A question of a pass. `drill` is the id that the agent is given for it, in the place of a conversation's.
 */
export type AskOrder = {
  readonly replay: ReplaySpec;
  readonly one: CaseFacts;
  readonly drill: string;
  readonly stopped: AbortSignal;
};

/** The outcome of a question, without the key that it goes by. */
export type AskedAnswer = Omit<ReplayAnswer, 'key'>;

/** Asks an agent a case, and judges what it answers. Never throws. */
export type AskCase = (order: AskOrder) => Promise<AskedAnswer>;

/** So much of an answer is kept to be looked at. */
const mostKept = 4_000;

/** Every request says that it is a drill: the agent answers although it is suspended, and counts nothing. */
const drillHeaders = (drill: string) => ({ 'filrouge-switch': 'drill', 'filrouge-replay': drill });

export function createAsking({ now, allowPrivate, headerValue }: AskingPorts): AskCase {
  const headersFor = (url: string, named: Readonly<Record<string, string>> = {}): Headers => {
    const headers: Record<string, string> = {};
    for (const [header, name] of Object.entries(named)) {
      const known = headerValue(name);
      if (known === undefined) return { fault: 'header_not_set' };
      if (!isBelow(url, known.url)) return { fault: 'header_elsewhere' };
      headers[header.toLowerCase()] = known.value;
    }
    return { headers };
  };

  return async ({ replay, one, drill, stopped }) => {
    const question = questionOf(replay, one);
    if ('missing' in question) return { at: now(), judgement: noData('case_incomplete') };
    const shown = headersFor(replay.url, replay.headers);
    if ('fault' in shown) return { at: now(), judgement: noData(shown.fault) };
    const common = { timeoutMs: timeoutMsOf(replay), allowPrivate, stopped };
    const headers = { ...shown.headers, ...drillHeaders(drill) };
    const begun = performance.now();
    const answer = await exchange({ url: replay.url, question: question.value, headers, ...common });
    const tookMs = Math.round(performance.now() - begun);
    const status = answer.status === undefined ? {} : { status: answer.status };
    if ('fault' in answer) return { at: now(), judgement: noData(answer.fault), tookMs, ...status };
    const judgement = await judge(checksOf(replay), answer.text, one, {
      isFound,
      ask: ({ judge: url, headers: named }) => {
        const told = headersFor(url, named);
        if ('fault' in told) return Promise.resolve(noData(told.fault));
        return askJudge(
          { url, headers: { ...told.headers, ...drillHeaders(drill) }, ...common },
          one,
          answer.text,
        );
      },
    });
    const { hash, text } = answer;
    return {
      at: now(),
      judgement: storable(judgement),
      tookMs,
      ...status,
      hash,
      text: clean(text, mostKept),
    };
  };
}

type Headers = { readonly headers: Readonly<Record<string, string>> } | { readonly fault: UnmeasuredReason };

/** Whether an address stands at or below another: the same server, and its path or one under it. */
function isBelow(url: string, base: string): boolean {
  const [address, root] = [new URL(url), new URL(base)];
  const path = root.pathname.replace(/\/+$/, '');
  return address.origin === root.origin && `${address.pathname}/`.startsWith(`${path}/`);
}

async function askJudge(to: Omit<Exchange, 'question'>, one: CaseFacts, answer: string): Promise<Judgement> {
  const asked = fillText('{question}', one);
  const { text, ref, reason, expect } = one;
  const told = {
    question: 'value' in asked ? asked.value : text,
    answer,
    case: { text, id: ref, reason },
    expect,
  };
  const question = { body: JSON.stringify(told), type: 'application/json' };
  const said = await exchange({ ...to, question });
  return 'fault' in said ? noData('judge_unreachable') : judgeSays(said.text);
}

/** The words of a judge are of others. */
function storable(judgement: Judgement): Judgement {
  return judgement.outcome === 'failed'
    ? { ...judgement, reason: clean(judgement.reason, 1_000) }
    : judgement;
}

/** A text that the database holds: bounded, without NUL, without half a character at its end. */
function clean(text: string, most: number): string {
  return text.slice(0, most).replaceAll('\u0000', '').toWellFormed();
}
