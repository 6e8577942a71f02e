import { setTimeout as wait } from 'node:timers/promises';
import { followEvents } from './events.ts';

/**
 * All that an agent needs to be watched by filrouge: to obey its switch, and to tell what happened. Copy it.
 * Its key is of the role `agent`.
 */

/** Where filrouge is, and who asks. */
export type Connection = { readonly filrouge: string; readonly agent: string; readonly key: string };

/** The state of a switch, as filrouge sends it. */
export type SwitchState = {
  readonly mayRun: boolean;
  /** The part of the traffic that the agent may answer, 0 to 1. */
  readonly share: number;
  readonly epoch: number;
  /** The lease, ISO 8601: after this the answer no longer counts. */
  readonly validUntil: string;
  readonly onUnreachable: 'suspend' | 'run';
};

/** A contact with a customer, as filrouge counts it: what happened, not what was said, and nobody's name. */
export type Interaction = {
  readonly id: string;
  readonly at: string;
  readonly outcome: 'ok' | 'error';
  readonly reason?: string;
  readonly csat?: number;
  readonly responseSeconds?: number;
};

/**
 * Follows the agent's switch. Ask the function it returns right before every answer: which part of the
 * conversations the agent may answer, 0 to 1 (`isKept`). As long as filrouge has not spoken it is none; when
 * filrouge has been silent for longer than the lease, the mandate decides. The lease is read on the agent's
 * own clock, which must be right.
 */
export function followSwitch(
  { filrouge, agent, key }: Connection,
  onTold: (told: SwitchState) => void = () => {},
): () => number {
  const address = `${filrouge}/v1/agents/${agent}/switch`;
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  let told: SwitchState | undefined;
  let acknowledged: number | undefined;

  const acknowledge = async ({ epoch }: SwitchState): Promise<void> => {
    const answer = await fetch(`${address}/ack`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ epoch }),
    });
    if (answer.ok) acknowledged = epoch;
  };
  const listen = async (): Promise<void> => {
    for await (const data of followEvents(`${address}/stream`, headers)) {
      const state: SwitchState = JSON.parse(data);
      told = state;
      onTold(state);
      // Not awaited: the next word may be "stop". What was not heard is said again with the next heartbeat.
      if (state.epoch !== acknowledged) acknowledge(state).catch(() => {});
    }
  };
  void listen();

  return () => {
    if (told === undefined || !told.mayRun) return 0;
    const isFresh = Date.now() < Date.parse(told.validUntil);
    return isFresh || told.onUnreachable === 'run' ? told.share : 0;
  };
}

/**
 * Whether the agent keeps a conversation, or hands it over to people. A conversation stands always in the
 * same place between 0 and 1, so that it changes sides only when the share does.
 */
export function isKept(conversation: string, share: number): boolean {
  return placeOf(conversation) < share;
}

function placeOf(conversation: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(conversation)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Tells filrouge of interactions, in their order. `taken` counts those that filrouge has confirmed. */
export type Reporter = {
  readonly report: (interaction: Interaction) => void;
  readonly taken: () => number;
  readonly waiting: () => number;
};

const mostAtOnce = 500;
const answerMs = 10_000;
const againMs = 200;

/**
 * A reporter that sends again what was not confirmed: its id makes it count once, whatever was lost on the
 * way.
 */
export function createReporter(
  { filrouge, agent, key }: Connection,
  onSend: () => void = () => {},
): Reporter {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const waiting: Interaction[] = [];
  let taken = 0;
  let isSending = false;

  const post = async (batch: readonly Interaction[]): Promise<boolean> => {
    const body = JSON.stringify({ interactions: batch.map((each) => ({ agent, ...each })) });
    onSend();
    const signal = AbortSignal.timeout(answerMs);
    const answer = await fetch(`${filrouge}/v1/interactions`, { method: 'POST', headers, body, signal });
    if (answer.ok) {
      const { accepted }: { accepted: number } = JSON.parse(await answer.text());
      taken += accepted;
    }
    return answer.ok;
  };
  const send = async (): Promise<void> => {
    if (isSending) return;
    isSending = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce);
      if (await post(batch).catch(() => false)) waiting.splice(0, batch.length);
      else await wait(againMs);
    }
    isSending = false;
  };

  return {
    report: (interaction) => {
      waiting.push(interaction);
      void send();
    },
    taken: () => taken,
    waiting: () => waiting.length,
  };
}
