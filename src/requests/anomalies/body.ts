import { z } from 'zod';
import { defined } from '../../platform/defined.ts';
import { iso, isoTimes } from '../../platform/iso.ts';
import { type Anomaly, anomalyKinds, anomalyStates } from './anomaly.ts';
import { checkKinds, type KeptCheck } from './check.ts';

const at = z.iso.datetime();
const StampBody = z.object({ at, by: z.string() });
const AboutBody = z.object({ customer: z.string().optional(), request: z.int().optional() });

/** An anomaly as the API tells it. */
export const AnomalyBody = z
  .object({
    number: z.int(),
    version: z.int().meta({ description: 'Send it with a change: 409 where somebody was faster.' }),
    kind: z.enum(anomalyKinds),
    state: z.enum(anomalyStates),
    about: AboutBody,
    other: AboutBody.optional(),
    field: z.string().optional(),
    note: z.string().optional().meta({ description: 'Absent in a list, and once it was erased.' }),
    reported: StampBody,
    reporter: z.string().optional().meta({ description: 'Who hears how it ended.' }),
    expectedAt: at,
    acknowledged: StampBody.optional(),
    ended: StampBody.optional(),
    answer: z.string().optional().meta({ description: 'What the reporter is told.' }),
    toldAt: at.optional().meta({ description: 'When the reporter was told.' }),
  })
  .meta({ id: 'Anomaly' });

/** The words of an anomaly, read from the vault. */
export type AnomalyWords = { readonly note?: string | undefined; readonly answer?: string | undefined };

/** An anomaly with its times readable. */
export function anomalyBody(
  { life, ...anomaly }: Anomaly,
  words: AnomalyWords = {},
): z.infer<typeof AnomalyBody> {
  const { note: _, answer: __, ...facts } = anomaly;
  return isoTimes(
    defined({
      ...facts,
      state: life.state,
      acknowledged: 'acknowledged' in life ? life.acknowledged : undefined,
      ended: 'ended' in life ? life.ended : undefined,
      ...words,
    }),
  );
}

const count = z.int().min(0);
const listed = <T extends z.ZodType>(of: T) => z.object({ count, first: z.array(of).readonly() });

/** A check of the desk's data as the API tells it. */
export const CheckBody = z
  .object({
    kind: z.enum(checkKinds),
    period: z.string(),
    madeAt: at,
    report: z.object({
      from: at,
      until: at,
      received: count,
      incomplete: listed(z.int()),
      sample: listed(z.int()).optional(),
      unreachable: listed(z.string()).optional(),
      duplicates: listed(z.tuple([z.string(), z.string()]).readonly()).optional(),
      forgotten: listed(z.int()).optional(),
      unclosed: listed(z.int()).optional(),
      silent: listed(z.string()).optional(),
      byEntry: z
        .array(z.object({ by: z.string(), entered: count, incomplete: count }))
        .readonly()
        .optional(),
      anomalies: z.object({
        reported: count,
        corrected: count,
        declined: count,
        standing: count,
        overdue: count,
      }),
    }),
  })
  .meta({ id: 'DeskCheck' });

/** A check with its times readable. */
export function checkBody({ kind, period, madeAt, report }: KeptCheck): z.infer<typeof CheckBody> {
  const { from, until, ...found } = report;
  return { kind, period, madeAt: iso(madeAt), report: { ...found, from: iso(from), until: iso(until) } };
}
