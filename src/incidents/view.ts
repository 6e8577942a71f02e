import { z } from 'zod';
import { isoTimes } from '../platform/iso.ts';
import type { RegisterEntry } from '../register/chain.ts';
import { RegisterEntryBody, registerEntryBody } from '../register/entry-body.ts';
import { ClassBody, classBodies } from './clocks/body.ts';
import { degradedMs, downtimeMs, type Incident, incidentSources, interactionsExposed } from './incident.ts';
import { MarkBody } from './marks/mark.ts';

const time = z.iso.datetime();
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const stamp = z.object({ at: time, by: z.string() });
const severity = z.enum(['info', 'warning', 'critical']);
/** The states of an incident, as the API names them. */
export const IncidentStateName = z.enum(['open', 'acknowledged', 'resolved', 'closed']);

/** An incident as the API tells it: times in ISO 8601 UTC, durations in ms, values in the metric's unit. */
export const IncidentBody = z
  .object({
    number: z.int(),
    agent: z
      .string()
      .optional()
      .meta({ description: 'Absent: an audit or a review of the whole organisation.' }),
    source: z.enum(incidentSources),
    severity,
    title: z.string().optional(),
    description: z.string().optional(),
    state: IncidentStateName,
    opened: stamp,
    acknowledged: stamp.optional(),
    resolved: stamp.optional(),
    closed: stamp.optional(),
    triggers: list(
      z.object({
        rule: z.string(),
        cause: z.enum(['fired', 'no_data']),
        firedAt: time,
        breachedAt: time,
        metric: z.string(),
        condition: z.string(),
        value: z.number().optional(),
        threshold: z.number().optional(),
        severity,
        suspended: z.boolean(),
        share: z.number().optional().meta({
          description: 'The part of its traffic that it left the agent; absent: all of it, or none.',
        }),
        step: z.int().optional().meta({
          description: 'Its rule was measured not to be clear at this step of the way back, from 1.',
        }),
        silenced: z.object({ until: time }).optional().meta({
          description: 'A silence held it back until then; it still fired.',
        }),
        resolvedAt: time.optional(),
        peak: z.number().optional(),
      }),
    ),
    suspensions: list(z.object({ from: time, until: time.optional() })),
    downtimeMs: z.number(),
    degradations: list(z.object({ from: time, until: time.optional(), share: z.number() })).optional(),
    degradedMs: z.number().optional().meta({
      description: 'Time with a share of the traffic, which is no downtime; absent: none.',
    }),
    customersExposed: z.int().optional().meta({
      description:
        'Interactions while the breach lasted, up to the trip: a customer who came twice counts twice.',
    }),
    plan: z.int().optional(),
    notes: list(stamp.extend({ result: z.string(), comment: z.string().optional() })).optional(),
    classes: list(ClassBody).optional().meta({
      description: 'What it must be reported as, with the times that run.',
    }),
    ruleSet: z.string(),
  })
  .meta({ id: 'Incident' });
export type IncidentBody = z.infer<typeof IncidentBody>;

const EvidenceBody = z.object({
  at: time,
  series: z.object({
    metric: z.string(),
    points: list(z.tuple([z.number(), z.number().nullable()]).readonly()),
  }),
  movedFirst: list(
    z.object({
      metric: z.string(),
      leadMs: z.number(),
      usual: z.object({ low: z.number(), high: z.number() }),
      value: z.number(),
    }),
  ),
  reasons: list(z.object({ reason: z.string(), count: z.number(), share: z.number() })),
  exposed: z.object({ interactions: z.int(), errors: z.int() }).optional(),
  recentRuleChanges: list(z.object({ hash: z.string(), at: time, summary: list(z.string()) })),
  recentMarks: list(MarkBody.extend({ leadMs: z.number() })).optional(),
});

/** One incident with all that is known of it. */
export const IncidentDetail = IncidentBody.extend({
  evidence: EvidenceBody.optional(),
  recurrenceOf: z.int().optional().meta({
    description: 'The incident whose plan this one reopened: its cause came back.',
  }),
  cameBackAs: list(z.int()).meta({ description: 'Later incidents that reopened the plan of this one.' }),
  timeline: z.array(RegisterEntryBody),
}).meta({ id: 'IncidentDetail' });
export type IncidentDetail = z.infer<typeof IncidentDetail>;

/** The incident as of `now`: a downtime that still lasts counts up to it. */
export function incidentBody(incident: Incident, now: number): IncidentBody {
  const {
    evidence: _,
    opened,
    acknowledged,
    resolved,
    closed,
    triggers,
    suspensions,
    degradations,
    notes,
    classes: _classes,
    ...rest
  } = incident;
  return {
    ...rest,
    ...isoTimes({ opened, acknowledged, resolved, closed, triggers, suspensions, degradations, notes }),
    downtimeMs: downtimeMs(incident, now),
    degradedMs: degradations && degradedMs(incident, now),
    customersExposed: interactionsExposed(incident),
    classes: classBodies(incident, now),
  };
}

/** The incident with its evidence and what the register says about it. */
export function incidentDetail(
  incident: Incident,
  timeline: readonly RegisterEntry[],
  links: Pick<IncidentDetail, 'recurrenceOf' | 'cameBackAs'>,
  now: number,
): IncidentDetail {
  return {
    ...incidentBody(incident, now),
    ...links,
    evidence: isoTimes(incident.evidence),
    timeline: timeline.map(registerEntryBody),
  };
}
