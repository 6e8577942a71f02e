/** Why a customer is written to: it takes longer, something is missing, or whether the solution holds. */
export const relanceKinds = ['inform', 'collect', 'validate'] as const;
export type RelanceKind = (typeof relanceKinds)[number];
/** How a relance reaches the customer. */
export const relanceChannels = ['mail', 'phone', 'letter'] as const;
export type RelanceChannel = (typeof relanceChannels)[number];

/** One relance as it was sent. `at`: epoch milliseconds. */
export type Relance = { readonly at: number; readonly channel: RelanceChannel };

/** An answer that a customer owes, and the relances about it. Times are epoch milliseconds. */
export type Chase = {
  /** When the answer, or what was promised, was due. */
  readonly dueAt: number;
  /** The relances since, oldest first. */
  readonly sent: readonly Relance[];
  /** The customer's last word since then, by whatever channel. */
  readonly answeredAt?: number;
};

/** Where a chase stands. `from` and `lateAt` are epoch milliseconds. */
export type ChaseStep =
  /** The customer has answered: there is nobody to write to. */
  | { readonly kind: 'answered'; readonly at: number }
  /** Not yet: too early is a nuisance. */
  | { readonly kind: 'wait'; readonly step: 'first' | 'second' | 'end'; readonly from: number }
  | {
      readonly kind: 'due';
      readonly step: 'first' | 'second';
      readonly from: number;
      readonly lateAt: number;
    }
  /** Ten days without an answer: somebody closes with a reason, or escalates. */
  | { readonly kind: 'over'; readonly since: number };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The first relance: 24 to 48 hours after the date. */
export const firstWindowMs = { from: 24 * hourMs, until: 48 * hourMs } as const;
/** The second: 3 to 5 days after the first. */
export const secondWindowMs = { from: 3 * dayMs, until: 5 * dayMs } as const;
/** The end: 10 days after the first, so that the customer has had ten days to answer what was asked. */
export const endAfterMs = 10 * dayMs;

/** The next step about a customer who owes an answer, at `now` (epoch milliseconds). */
export function nextStep({ dueAt, sent, answeredAt }: Chase, now: number): ChaseStep {
  if (answeredAt !== undefined) return { kind: 'answered', at: answeredAt };
  const [first, second] = sent;
  if (first === undefined) return within('first', dueAt, firstWindowMs, now);
  const over = first.at + endAfterMs;
  if (now >= over) return { kind: 'over', since: over };
  if (second === undefined) return within('second', first.at, secondWindowMs, now);
  return { kind: 'wait', step: 'end', from: over };
}

function within(
  step: 'first' | 'second',
  since: number,
  window: { readonly from: number; readonly until: number },
  now: number,
): ChaseStep {
  const from = since + window.from;
  return now < from
    ? { kind: 'wait', step, from }
    : { kind: 'due', step, from, lateAt: since + window.until };
}

/** Why a relance may not go out now. `until`: when it may, epoch milliseconds. */
export type Hindrance =
  | { readonly kind: 'answered'; readonly at: number }
  | { readonly kind: 'too_early'; readonly until: number }
  /** Ten days without an answer: to close or to escalate is all that is left. */
  | { readonly kind: 'over'; readonly since: number }
  /** A customer who is called while a letter is on its way is asked twice for one thing. */
  | { readonly kind: 'other_channel'; readonly channel: RelanceChannel; readonly until: number };

/**
 * The reason against a relance by `channel` at `now`, if there is one. By the channel of the last one it may
 * be repeated as soon as the next is due; by another one not before then either, and that is said as such.
 */
export function hindranceOf(chase: Chase, channel: RelanceChannel, now: number): Hindrance | undefined {
  const next = nextStep(chase, now);
  if (next.kind === 'due') return undefined;
  if (next.kind !== 'wait') return next;
  const last = chase.sent.at(-1);
  return last === undefined || last.channel === channel
    ? { kind: 'too_early', until: next.from }
    : { kind: 'other_channel', channel: last.channel, until: next.from };
}
