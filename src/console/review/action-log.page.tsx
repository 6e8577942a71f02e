import type { FC } from 'hono/jsx';
import { dropProposal } from '../../plans/commands/review-decisions.ts';
import { decisionText } from '../../plans/documents/follow-up.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Action } from '../../plans/plan.ts';
import { Badge } from '../components/parts.page.tsx';
import type { PlanProps } from '../plans/plan-field.page.tsx';
import { nameOf } from '../words/labels.ts';

type Props = PlanProps & { action: Action };

/** The follow-up log of one action, as reviews have written it: the latest first. */
export const ActionLog: FC<Props> = ({ action, view, i18n }) => {
  const entries = view.plan.log.filter((entry) => entry.action === action.id).toReversed();
  if (entries.length === 0) return null;
  return (
    <details class="reveal compact no-print" id={`log-${action.id}`}>
      <summary>{i18n.t.plan.review.log(entries.length)}</summary>
      <ul class="dated small">
        {entries.map((entry) => (
          <li>
            <strong>{i18n.f.day(entry.at)}</strong>{' '}
            <span class="muted">{i18n.t.common.by(nameOf(entry.by, view.set, i18n))}</span>{' '}
            {decisionText(entry, planTexts(i18n.language), i18n.f.day)}
            <span class="block prose">{entry.result}</span>
            {entry.comment === undefined ? null : <span class="block prose muted">{entry.comment}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
};

/** That a review proposed to drop an action, while its approver has not decided. */
export const Proposal: FC<Props> = ({ action, view, i18n }) => {
  const proposal = dropProposal(view.plan, action);
  if (proposal === undefined) return null;
  return (
    <p class="small">
      <Badge tone="warn" icon="info">
        {i18n.t.plan.review.proposed(nameOf(proposal.by, view.set, i18n))}
      </Badge>{' '}
      <q>{action.blockedWhy}</q>
    </p>
  );
};
