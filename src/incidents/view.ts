import { z } from 'zod';
import type { RegisterEntry } from '../register/chain.ts';
import { RegisterEntryBody, registerEntryBody } from '../register/entry-body.ts';
import { customersExposed, downtimeMs, type Evidence, type Incident, type Stamp } from './incident.ts';

const time = z.iso.datetime();
const stamp = z.object({ at: time, by: z.string() });
const severity = z.enum(['info', 'warning', 'critical']);
export const IncidentStateName = z.enum(['open', 'acknowledged', 'resolved', 'closed']);

/** An incident as the API tells it: times in ISO 8601 UTC, durations in ms, values in the metric's unit. */
export const IncidentBody = z.object({
  number: z.int(),
  agent: z.string(),
  source: z.enum(['rule', 'audit', 'review', 'manual']),
  severity,
  title: z.string().optional(),
  description: z.string().optional(),
  state: IncidentStateName,
  opened: stamp,
  acknowledged: stamp.optional(),
  resolved: stamp.optional(),
  closed: stamp.optional(),
  triggers: z.array(
    z.object({
      rule: z.string(),
      cause: z.enum(['fired', 'no_data']),
      firedAt: time,
      breachedAt: time,
      metric: z.string(),
      condition: z.string(),
      value: z.number().optional(),
      threshold: z.number(),
      severity,
      suspended: z.boolean(),
      resolvedAt: time.optional(),
      peak: z.number().optional(),
    }),
  ),
  suspensions: z.array(z.object({ from: time, until: time.optional() })),
  downtimeMs: z.number(),
  customersExposed: z.int().optional(),
  plan: z.int().optional(),
  ruleSet: z.string(),
});
export type IncidentBody = z.infer<typeof IncidentBody>;

const EvidenceBody = z.object({
  at: time,
  series: z.object({
    metric: z.string(),
    points: z.array(z.tuple([z.number(), z.number().nullable()]).readonly()).readonly(),
  }),
  movedFirst: z
    .array(
      z.object({
        metric: z.string(),
        leadMs: z.number(),
        usual: z.object({ low: z.number(), high: z.number() }),
        value: z.number(),
      }),
    )
    .readonly(),
  reasons: z.array(z.object({ reason: z.string(), count: z.number(), share: z.number() })).readonly(),
  exposed: z.object({ interactions: z.int(), errors: z.int() }).optional(),
  recentRuleChanges: z.array(
    z.object({ hash: z.string(), at: time, summary: z.array(z.string()).readonly() }),
  ),
});

/** One incident with all that is known of it. */
export const IncidentDetail = IncidentBody.extend({
  evidence: EvidenceBody.optional(),
  timeline: z.array(RegisterEntryBody),
});
export type IncidentDetail = z.infer<typeof IncidentDetail>;

/** The incident as of `now`: a downtime that still lasts counts up to it. */
export function incidentBody(incident: Incident, now: number): IncidentBody {
  const { evidence: _, opened, acknowledged, resolved, closed, triggers, suspensions, ...rest } = incident;
  return {
    ...rest,
    opened: stampBody(opened),
    acknowledged: acknowledged && stampBody(acknowledged),
    resolved: resolved && stampBody(resolved),
    closed: closed && stampBody(closed),
    triggers: triggers.map(({ resolvedAt, ...trigger }) => ({
      ...trigger,
      firedAt: iso(trigger.firedAt),
      breachedAt: iso(trigger.breachedAt),
      resolvedAt: resolvedAt === undefined ? undefined : iso(resolvedAt),
    })),
    suspensions: suspensions.map(({ from, until }) => ({
      from: iso(from),
      until: until === undefined ? undefined : iso(until),
    })),
    downtimeMs: downtimeMs(incident, now),
    customersExposed: customersExposed(incident),
  };
}

/** The incident with its evidence and what the register says about it. */
export function incidentDetail(
  incident: Incident,
  timeline: readonly RegisterEntry[],
  now: number,
): IncidentDetail {
  const { evidence } = incident;
  return {
    ...incidentBody(incident, now),
    evidence: evidence && evidenceBody(evidence),
    timeline: timeline.map(registerEntryBody),
  };
}

function evidenceBody(evidence: Evidence): NonNullable<IncidentDetail['evidence']> {
  return {
    ...evidence,
    at: iso(evidence.at),
    recentRuleChanges: evidence.recentRuleChanges.map((change) => ({ ...change, at: iso(change.at) })),
  };
}

function stampBody({ at, by }: Stamp): IncidentBody['opened'] {
  return { at: iso(at), by };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
