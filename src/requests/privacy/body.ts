import { z } from 'zod';
import { isoTimes } from '../../platform/iso.ts';
import { identityMeans, isLate, type PrivacyRequest, rights } from './privacy.ts';

const when = z.iso.datetime();
const kept = z.object({
  category: z.string(),
  why: z.enum(['law', 'hold']),
  count: z.int(),
  until: when.optional(),
});

/** A request about data as the API tells it: ids, never what was written. */
export const PrivacyBody = z
  .object({
    number: z.int(),
    right: z.enum(rights),
    customer: z.string(),
    receivedAt: when,
    dueAt: when,
    isLate: z.boolean(),
    identity: z.object({ at: when, by: z.string(), means: z.enum(identityMeans) }).optional(),
    extension: z.object({ at: when, by: z.string() }).optional(),
    state: z.enum(['open', 'done', 'refused']),
    answeredAt: when.optional(),
    answeredBy: z.string().optional(),
    erasure: z.object({ id: z.string(), count: z.int(), kept: z.array(kept) }).optional(),
    liftedAt: when.optional(),
  })
  .meta({ id: 'PrivacyRequest' });

/** A request about data, with its times readable. */
export function privacyBody(request: PrivacyRequest, now: number): z.infer<typeof PrivacyBody> {
  const { number, right, customer, receivedAt, dueAt, identity, extension, state } = request;
  return isoTimes({
    ...{ number, right, customer, receivedAt, dueAt, isLate: isLate(request, now) },
    ...(identity && { identity }),
    ...(extension && { extension: { at: extension.at, by: extension.by } }),
    state: state.kind,
    ...(state.kind !== 'open' && { answeredAt: state.at, answeredBy: state.by }),
    ...(state.kind === 'done' && state.erasure && { erasure: state.erasure }),
    ...(state.kind === 'done' && state.lifted && { liftedAt: state.lifted.at }),
  }) as z.infer<typeof PrivacyBody>;
}
