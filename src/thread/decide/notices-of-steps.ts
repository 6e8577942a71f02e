import type { Trigger } from '../../incidents/incident.ts';
import type { NewNotice } from '../../notices/notice.ts';
import type { SwitchChange } from '../../switches/switch.ts';
import type { World } from '../world.ts';
import { breach, peopleOf, setting } from './notices.ts';

/** The notice of a step that was reached, or of all of the traffic. */
export function stepNotice({ agent, set }: World, { state, event }: SwitchChange): NewNotice {
  const step = event.kind === 'resumeAdvanced' ? event.step : undefined;
  const base = {
    key: `step:${agent}:${state.epoch}`,
    severity: 'info' as const,
    agent,
    people: peopleOf(set, agent),
  };
  if (step === undefined || step.share >= 1)
    return { ...base, kind: 'resume_completed', data: setting(set, agent) };
  return { ...base, kind: 'resume_advanced', data: { ...setting(set, agent), ...step } };
}

/** The notice that an agent went one step back. */
export function fallNotice({ agent, set }: World, { state, event }: SwitchChange, seen: Trigger): NewNotice {
  const step = event.kind === 'resumeFellBack' ? event.step : { step: 0, of: 0, share: 0 };
  return {
    key: `step:${agent}:${state.epoch}`,
    kind: 'resume_fell_back',
    severity: 'warning',
    agent,
    people: peopleOf(set, agent),
    data: { ...setting(set, agent), ...breach(set, agent, seen), ...step },
  };
}
