import { isUrgent, owedClocks } from '../../incidents/clocks/classification.ts';
import { clockNotice } from '../../incidents/clocks/notices.ts';
import { stageAt } from '../../incidents/clocks/stages.ts';
import { clockAudience } from '../decide/clocks.ts';
import type { Look, Telling } from './telling.ts';

/**
 * Reports to authorities that are owed: half of the time is over, a day is left, or it is late. Of what went
 * by while nobody looked, the last is told.
 */
export function reportsDue({ state, set, now }: Look): readonly Telling[] {
  const { owing = new Map(), plans } = state;
  return [...owing.values()].flatMap((incident) =>
    owedClocks(incident, now).flatMap((view): Telling[] => {
      const reached = isUrgent(view.state) ? stageAt(view.clock, now) : undefined;
      if (reached === undefined) return [];
      const audience = clockAudience({ set, plans }, incident);
      return [{ dueAt: reached.at, notice: clockNotice(incident, view, reached.stage, audience) }];
    }),
  );
}
