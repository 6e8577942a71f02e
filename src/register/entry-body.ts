import { z } from 'zod';
import { iso } from '../platform/iso.ts';
import type { RegisterEntry } from './chain.ts';

/** One line of the register as the API tells it. */
export const RegisterEntryBody = z
  .object({
    seq: z.int(),
    at: z.iso.datetime(),
    kind: z.string(),
    actor: z.string(),
    agent: z.string().optional(),
    incident: z.int().optional(),
    plan: z.int().optional(),
    data: z.record(z.string(), z.unknown()),
    previous: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'RegisterEntry' });
export type RegisterEntryBody = z.infer<typeof RegisterEntryBody>;

/** A line of the register, with its time readable. */
export function registerEntryBody(entry: RegisterEntry): RegisterEntryBody {
  return { ...entry, at: iso(entry.at) };
}
