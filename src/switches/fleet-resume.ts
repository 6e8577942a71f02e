import { z } from 'zod';
import { defined } from '../platform/defined.ts';
import type { Refusal } from '../platform/refusal.ts';
import { SwitchReason, switchReasons } from './lease.ts';
import type { KillSwitch } from './switch.ts';

/**
 * The outcome of letting many agents run for one of them. `let_run`: by this command, or it would be.
 * `still_in_breach`: a rule that stopped it still measures a breach. `changed`: its switch is not as it was
 * when it was looked at: stopped anew since, or not shown then. `not_suspended`: nothing held it. `kept`: a
 * stop is in force that the database has not taken yet. `not_allowed`: not for this caller. `not_written`:
 * the database refuses what would come of it. `unknown`: no rule names such an agent, and nothing holds it.
 */
export const resumeOutcomes = [
  'let_run',
  'still_in_breach',
  'changed',
  'kept',
  'not_allowed',
  'not_written',
  'not_suspended',
  'unknown',
] as const;
export type ResumeOutcome = (typeof resumeOutcomes)[number];

/** A rule that still measures a breach; values are in the metric's unit. */
const Breach = z.object({ rule: z.string(), value: z.number().optional(), threshold: z.number() });

/** The outcome for one agent, or the one that a preview foresees. */
export const AgentResume = z.object({
  agent: z.string(),
  outcome: z.enum(resumeOutcomes),
  epoch: z.int().optional().meta({ description: 'Of the switch as it is now' }),
  breaches: z.array(Breach).readonly().optional().meta({ description: 'Of still_in_breach' }),
  reasons: z.array(SwitchReason).readonly().optional().meta({
    description: 'Of a preview: every trip and the hold, all of which would be released',
  }),
  detail: z.string().optional(),
});
export type AgentResume = z.infer<typeof AgentResume>;

/** The answer to whoever lets many agents run: each in the order in which it was asked for. */
export const ResumeAnswer = z
  .object({
    resumed: z.int().meta({ description: 'So many agents run by this; of a preview, would run' }),
    agents: z.array(AgentResume),
  })
  .meta({ id: 'FleetResume' });
export type ResumeAnswer = z.infer<typeof ResumeAnswer>;

/** The epochs of the switches that somebody has looked at, by agent. */
export type SeenEpochs = Readonly<Record<string, number>>;

/** Why an agent is left alone before anything is decided; nothing where it is to be decided. */
export function leftAlone(
  state: KillSwitch,
  seen: SeenEpochs | undefined,
): Extract<ResumeOutcome, 'changed' | 'not_suspended'> | undefined {
  if (!isHeldBack(state)) return 'not_suspended';
  return seen === undefined || seen[state.agent] === state.epoch ? undefined : 'changed';
}

/** The outcome for an agent of which the decision is a refusal. */
export function refusedResume(state: KillSwitch, { kind, code, detail, missing = [] }: Refusal): AgentResume {
  const about = { agent: state.agent, epoch: state.epoch };
  if (code === 'still_in_breach') {
    const breaches = missing.map(({ at, params: { value, threshold } = {} }) => ({
      rule: at ?? '',
      threshold: Number(threshold),
      ...defined({ value: value === undefined ? undefined : Number(value) }),
    }));
    return { ...about, outcome: 'still_in_breach', breaches };
  }
  if (kind === 'not_found') return { agent: state.agent, outcome: 'unknown' };
  return { ...about, outcome: code === 'already_running' ? 'not_suspended' : 'not_allowed', detail };
}

/** The same with the trips and the hold that stand, for whoever looks before. */
export function previewed(outcome: AgentResume, state: KillSwitch): AgentResume {
  return !isHeldBack(state) ? outcome : { ...outcome, epoch: state.epoch, reasons: switchReasons(state) };
}

/** The answer over all agents. */
export function resumeAnswer(agents: readonly AgentResume[]): ResumeAnswer {
  return { resumed: agents.filter(({ outcome }) => outcome === 'let_run').length, agents: [...agents] };
}

/** Whether a trip or a hold stands: one that is on its way back by steps goes on as it does. */
function isHeldBack({ trips, hold }: KillSwitch): boolean {
  return trips.length > 0 || hold !== undefined;
}
