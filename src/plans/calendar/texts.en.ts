import { colon } from '../../language/typography.ts';
import type { CalendarEntry } from './entries.ts';
import type { CalendarTexts } from './texts.fr.ts';

const subjects: Readonly<Record<CalendarEntry['subject'], string>> = {
  action: 'Action due',
  improvement: 'Improvement due',
  task: 'Follow-up due',
  review: 'Plan review',
};

/** The English words of calendars. */
export const en: CalendarTexts = {
  name: 'filrouge: what is due from me',
  summary: (subject, title, isDone) => (isDone ? 'Done' : subjects[subject]) + colon('en') + title,
  planned: (agents, reason) => `Maintenance ${agents}${colon('en')}${reason}`,
  silenced: 'Its rules are silenced meanwhile.',
  plan: (number) => `Plan ${number}`,
};
