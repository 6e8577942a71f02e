import { z } from 'zod';
import { defined } from '../../platform/defined.ts';
import { iso } from '../../platform/iso.ts';
import { type Coverage, endOfCover, type PlannedWindow } from './coverage.ts';
import { isRunning, type Silence, type SilencedFiring } from './silence.ts';

const time = z.iso.datetime();

/** A rule as it is silenced now: until when without a break, and by what. */
export const SilencedBody = z
  .object({
    until: time.meta({ description: 'Without a break: of several, also those that follow each other.' }),
    by: z.array(
      z.object({
        silence: z.int().optional().meta({ description: 'The number of a silence that somebody set.' }),
        maintenance: z.literal(true).optional().meta({ description: 'Planned work of its file.' }),
        reason: z.string(),
        setBy: z.string().optional(),
        until: time,
      }),
    ),
  })
  .meta({ id: 'Silenced' });
export type SilencedBody = z.infer<typeof SilencedBody>;

/** The JSON of how a rule is silenced. */
export function silencedBody({ until, by }: Coverage): SilencedBody {
  return {
    until: iso(until),
    by: by.map((one) =>
      one.kind === 'silence'
        ? {
            silence: one.silence.number,
            reason: one.silence.reason,
            setBy: one.silence.by,
            until: iso(endOfCover(one)),
          }
        : { maintenance: true as const, reason: one.maintenance.reason, until: iso(endOfCover(one)) },
    ),
  };
}

/** A firing that was held back, and what became of it. */
export const SilencedFiringBody = z
  .object({
    agent: z.string(),
    rule: z.string(),
    cause: z.enum(['fired', 'no_data']),
    condition: z.string(),
    firedAt: time,
    value: z.number().optional(),
    threshold: z.number().optional(),
    stops: z.boolean().meta({ description: 'It would have stopped the agent.' }),
    silences: z.array(z.int()).readonly(),
    maintenance: z.array(z.string()).readonly().meta({ description: 'Reasons of the planned work.' }),
    outcome: z.enum(['held', 'tripped', 'over']).meta({
      description:
        'held: it is held back now. tripped: it still fired when the silence ended. over: it ended by itself.',
    }),
    endedAt: time.optional(),
    incident: z.int().optional(),
  })
  .meta({ id: 'SilencedFiring' });

/** The JSON of a firing that was held back. */
export function silencedFiringBody(firing: SilencedFiring): z.infer<typeof SilencedFiringBody> {
  const { firedAt, end, ...rest } = firing;
  return {
    ...rest,
    firedAt: iso(firedAt),
    outcome: end?.outcome ?? 'held',
    ...defined({ endedAt: iso(end?.at), incident: end?.incident }),
  };
}

/** A silence that somebody set, with what it hid. */
export const SilenceBody = z
  .object({
    silence: z.int().meta({ description: 'Its number.' }),
    agent: z.string().optional(),
    tag: z.string().optional(),
    rule: z.string().optional().meta({ description: 'Absent: all rules.' }),
    reason: z.string(),
    by: z.string(),
    from: time,
    until: time,
    stops: z.boolean().meta({ description: 'An approver set it: what stops an agent is silenced, too.' }),
    running: z.boolean(),
    endedAt: time.optional(),
    endedBy: z.string().optional(),
    hid: z.array(SilencedFiringBody).readonly(),
  })
  .meta({ id: 'Silence' });
export type SilenceBody = z.infer<typeof SilenceBody>;

/** The JSON of a silence. `firings`: those that it held back may be among them. */
export function silenceBody(silence: Silence, firings: readonly SilencedFiring[], now: number): SilenceBody {
  const { number, of, from, until, ended, rule, reason, by, stops } = silence;
  return {
    silence: number,
    ...of,
    ...defined({ rule }),
    ...{ reason, by, from: iso(from), until: iso(until), stops },
    running: isRunning(silence, now),
    ...defined({ endedAt: iso(ended?.at), endedBy: ended?.by }),
    hid: firings.filter(({ silences }) => silences.includes(number)).map(silencedFiringBody),
  };
}

/** A window of planned work. */
export const PlannedBody = z
  .object({
    agent: z.string(),
    reason: z.string(),
    cron: z.string(),
    rules: z.array(z.string()).readonly().optional().meta({ description: 'Absent: all rules.' }),
    from: time,
    until: time,
    running: z.boolean(),
  })
  .meta({ id: 'PlannedWork' });

/** The JSON of a window of planned work. */
export function plannedBody(window: PlannedWindow, now: number): z.infer<typeof PlannedBody> {
  const { agent, maintenance, from, until } = window;
  const { reason, cron, rules } = maintenance;
  const running = from <= now && now < until;
  return { agent, reason, cron, ...defined({ rules }), from: iso(from), until: iso(until), running };
}
