import { plural } from '../../language/plural.ts';
import type { Texts } from './texts-review.fr.ts';

const pl = plural('en');

/** The page of a plan's review. */
export const en: Texts = {
  review: {
    title: (number) => `Review of plan ${number}`,
    lead: 'A decision for each overdue action; all else is optional.',
    toDecide: (count) => `${count} overdue ${pl(count, { one: 'action', other: 'actions' })} to decide`,
    others: (count) => `${count} other ${pl(count, { one: 'action', other: 'actions' })}`,
    nothingLeft: 'All actions are done or dropped.',
    more: (count) => `and ${count} more`,
    overdue: (due) => `overdue since ${due}`,
    due: (due) => `due ${due}`,
    last: (when) => `Last note, ${when}:`,
    decision: 'Decision',
    decisions: {
      keep: 'Goes on',
      done: 'Done',
      new_date: 'New date',
      blocked: 'Blocked',
      propose_drop: 'Propose to drop',
      drop: 'Drop',
    },
    newDate: 'New date',
    reason: 'Reason',
    result: 'Result (optional)',
    comment: 'Comment (optional)',
    dropHint: 'You answer for the risk: your name counts as your signature.',
    proposeHint: 'The approver finds it under My work and decides.',
    proposed: (who) => `${who} proposes to drop it`,
    finish: 'To finish',
    save: 'Note the review',
    toMend: (count) =>
      `${count} ${pl(count, { one: 'answer is', other: 'answers are' })} still to complete. Nothing you typed is lost.`,
    undecided: 'Choose what becomes of this action.',
    past: 'This date has passed.',
    restored: 'What you had typed before is back.',
    heldMeanwhile: (who, when) => `${who} held a review of this plan (${when}) while you were writing.`,
    changedMeanwhile: (count) =>
      `${count} ${pl(count, { one: 'action', other: 'actions' })} changed while you were writing.`,
    conflictHint: 'Nothing you typed is lost. Compare, then note the review again.',
    changed: 'Changed while you were writing: this is how it stands.',
    closed: 'The plan is closed: there is no review to hold any more.',
    held: (number) => `Review of plan ${number} noted`,
    heldLead: (next) => `Next review: ${next}.`,
    toPlan: 'See the plan',
    log: (count) => `${count} ${pl(count, { one: 'follow-up note', other: 'follow-up notes' })}`,
  },
};
