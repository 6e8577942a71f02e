import { iso } from '../../platform/iso.ts';
import type { ProposalOrder } from '../../rules/proposals/desk-files.ts';
import type { BacktestReport, Side } from '../../workshop/backtest/report.ts';
import { nameOf } from './workshop.ts';
import type { WorkshopView } from './workshop-view.ts';

/** The trial as an order to propose it; nothing where nothing could be tried, or nothing differs. */
export function orderOf(view: WorkshopView, why = ''): ProposalOrder | undefined {
  const { outcome, subject, set, mandate } = view;
  if (outcome.kind !== 'report' || outcome.proposal.edits.length === 0) return undefined;
  return {
    why,
    rule: nameOf(subject.rule, set),
    changes: outcome.proposal.edits,
    trial: trialFacts(outcome.report, mandate.agent),
  };
}

/** The part of a trial that a reviewer wants to know. */
function trialFacts(
  { from, until, before, after, incidents }: BacktestReport,
  agent: string,
): ProposalOrder['trial'] {
  const compared = (of: (side: Side) => number) => ({ in_force: of(before), proposed: of(after) });
  return {
    agent,
    from: iso(from),
    until: iso(until),
    firings: compared(({ firings }) => firings.length),
    suspended_minutes: compared(({ suspendedMinutes }) => suspendedMinutes),
    incidents_caught: {
      in_force: incidents.filter((one) => one.before !== undefined).length,
      proposed: incidents.filter((one) => one.after !== undefined).length,
    },
  };
}
