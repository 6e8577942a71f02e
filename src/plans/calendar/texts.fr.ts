import { colon } from '../../language/typography.ts';
import type { CalendarEntry } from './entries.ts';

type Subject = CalendarEntry['subject'];
const subjects: Readonly<Record<Subject, string>> = {
  action: 'Action à terminer',
  improvement: 'Amélioration à terminer',
  task: 'Suite à donner',
  review: 'Revue du plan',
};

/** The French words of calendars. */
export const fr = {
  name: `filrouge${colon('fr')}mes échéances`,
  summary: (subject: Subject, title: string, isDone: boolean) =>
    (isDone ? 'Fait' : subjects[subject]) + colon('fr') + title,
  planned: (agents: string, reason: string) => `Maintenance ${agents}${colon('fr')}${reason}`,
  silenced: 'Les règles concernées sont sous silence pendant ce temps.',
  plan: (number: number) => `Plan ${number}`,
};
/** The form of these texts: every other language follows the French. */
export type CalendarTexts = typeof fr;
