import { plural } from '../../language/plural.ts';
import type { Texts } from './texts-begin.fr.ts';

const pl = plural('en');

/** Plans that are begun by hand or from an audit, and what an audit found, in English. */
export const en: Texts = {
  audit: {
    title: 'Cost of doing nothing',
    perYear: 'a year',
    total: 'Total',
    gain: 'Expected gain',
    phases: 'Phases',
    gains: 'Expected gains',
    date: 'Date of the audit',
    status: 'State of the audit',
    target: 'Target',
    statedTotal: 'Total as the audit says',
    gap: 'Gap to the sum',
    notes: (count) =>
      `${count} ${pl(count, { one: 'note', other: 'notes' })} taken over from the audit, for you to place`,
  },
  begin: {
    title: 'New plan',
    lead: 'A plan that answers no incident. Actions, their indicators and reviews come afterwards.',
    now: 'Draw up the draft',
    fields: {
      planKind: 'Kind',
      title: 'Title',
      agent: 'Agent',
      objective: 'Objective',
      context: 'Context',
      start: 'Start',
      target: 'Target date',
      owner: 'Plan owner',
      approver: 'Approver',
      budget: 'Budget (€)',
      tools: 'Tools',
      people: 'People',
    },
    objectiveHint:
      'What is measured, the value to reach, by when. Example: handle claims in 5 days instead of 10 within 3 months.',
    usual: 'as usual',
    importing: 'Import an audit',
    importLead:
      'An audit in Markdown becomes a plan: its phases, its costs, its risks. Nothing is begun before you agree.',
    file: 'File of the audit (.md, UTF-8)',
    paste: 'or its text, pasted here',
    look: 'See what it becomes',
    preview: 'What the audit becomes',
    says: 'What the audit says',
    confirm: 'Begin the plan',
    again: 'Choose another file',
    quadrant: 'Matrix',
    unreadNote: 'Nothing is lost: what has found no place is kept in the notes of the plan.',
  },
};
