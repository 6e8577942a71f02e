import { done, type Result, refused } from '../../platform/refusal.ts';
import { type Anomaly, isStanding } from './anomaly.ts';

/** A command about an anomaly. `answer` is a vault id; times are epoch milliseconds. */
export type AnomalyCommand =
  | { readonly kind: 'acknowledge'; readonly expectedAt?: number | undefined }
  | { readonly kind: 'correct'; readonly answer?: string | undefined }
  | { readonly kind: 'decline'; readonly answer: string };

/** How an anomaly is after a command, and the entry that the register gets; none where nothing changed. */
export type AnomalyChange = {
  readonly anomaly: Anomaly;
  readonly entry?: {
    readonly kind: 'anomalyAcknowledged' | 'anomalyCorrected' | 'anomalyDeclined';
    readonly data: { readonly anomaly: number; readonly expectedAt?: number };
  };
};

/** A promise is for days, not for years. */
const mostAheadMs = 90 * 86_400_000;

/**
 * Decides what becomes of a command about an anomaly. Whoever reported it is told of its end by the caller,
 * in the same transaction.
 */
export function decideAnomaly(
  anomaly: Anomaly,
  command: AnomalyCommand,
  { at, by }: { readonly at: number; readonly by: string },
): Result<AnomalyChange> {
  if (!isStanding(anomaly)) return refused(over(anomaly));
  const { life, version, number } = anomaly;
  const acknowledged = life.state === 'acknowledged' ? life.acknowledged : undefined;
  const before = acknowledged === undefined ? {} : { acknowledged };
  const raised = { ...anomaly, version: version + 1 };
  const answered = (answer: string | undefined) => (answer === undefined ? raised : { ...raised, answer });
  switch (command.kind) {
    case 'acknowledge': {
      const { expectedAt = anomaly.expectedAt } = command;
      if (expectedAt !== anomaly.expectedAt && (expectedAt <= at || expectedAt > at + mostAheadMs))
        return refused(badDate);
      if (acknowledged !== undefined && expectedAt === anomaly.expectedAt) return done({ anomaly });
      const taken = acknowledged ?? { at, by };
      return done({
        anomaly: { ...raised, expectedAt, life: { state: 'acknowledged', acknowledged: taken } },
        entry: { kind: 'anomalyAcknowledged', data: { anomaly: number, expectedAt } },
      });
    }
    case 'correct':
      return done({
        anomaly: { ...answered(command.answer), life: { state: 'corrected', ...before, ended: { at, by } } },
        entry: { kind: 'anomalyCorrected', data: { anomaly: number } },
      });
    case 'decline':
      return done({
        anomaly: { ...answered(command.answer), life: { state: 'declined', ...before, ended: { at, by } } },
        entry: { kind: 'anomalyDeclined', data: { anomaly: number } },
      });
    default:
      return command satisfies never;
  }
}

const detail = 'expected a time that is ahead, by 90 days at most';
const badDate = {
  kind: 'invalid',
  code: 'anomaly_time',
  detail: `expectedAt: ${detail}.`,
  errors: [{ pointer: '/expectedAt', detail }],
} as const;

function over({ number, life }: Anomaly) {
  return {
    kind: 'conflict',
    code: 'anomaly_over',
    detail: `Anomaly ${number} is ${life.state} already. Report what is wrong now as another one.`,
    facts: { state: life.state },
  } as const;
}
