import type { NewNotice } from '../../notices/notice.ts';
import { defined } from '../../platform/defined.ts';
import { spanText } from '../../rules/clocks/clock-class.ts';
import type { Incident } from '../incident.ts';
import type { ClockView } from './classification.ts';
import type { ClockStage } from './stages.ts';

/** The people and names of a notice about an incident's clock. */
export type ClockAudience = {
  /** Person ids: the owner and the approver of the agent, or of the plan. */
  readonly people: readonly string[];
  /** How people call the agent. */
  readonly agentName?: string;
};

/** The notice that a clock has come to a stage. Its words are written where it is sent. */
export function clockNotice(
  incident: Pick<Incident, 'number' | 'agent' | 'classes'>,
  { classification, rule, clock }: Pick<ClockView, 'classification' | 'rule' | 'clock'>,
  stage: ClockStage,
  { people, agentName }: ClockAudience,
): NewNotice {
  const { classes = [] } = incident;
  // One that was withdrawn and started anew is another, whose time may be the same.
  const place = classes.findIndex((one) => one.clocks.includes(clock));
  const nth = classification.clocks.indexOf(clock);
  const which = `${incident.number}:${place}:${nth}:${clock.id}:${clock.dueAt}:${stage}`;
  const { name, id } = classification.rule;
  return {
    // All but the beginning are found by a look, and are followed by their keys as long as they are so.
    key: stage === 'begun' ? `report-due:${which}` : `wait:report-due:${which}`,
    kind: 'report_due',
    severity: stage === 'begun' ? 'warning' : 'critical',
    agent: incident.agent,
    incident: incident.number,
    people,
    data: {
      ...defined({ agentName }),
      timezone: classification.timezone,
      class: id,
      classFr: name.fr,
      classEn: name.en,
      clock: rule.id,
      clockFr: rule.name.fr,
      clockEn: rule.name.en,
      sourceFr: rule.source.fr,
      sourceEn: rule.source.en,
      within: spanText(rule.within),
      firstIncomplete: rule.firstIncomplete,
      dueAt: clock.dueAt,
      stage,
    },
  };
}
