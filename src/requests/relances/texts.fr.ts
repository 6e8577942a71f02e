import { fr as set } from '../../language/typography.ts';
import type { DraftFacts } from './draft-facts.ts';

type Contacted = DraftFacts['channel'];

/** How the customer had come, with the date: the customer knows at once what it is about. */
const contacted: Readonly<Record<Contacted, (date: string) => string>> = {
  phone: (date) => `Vous nous avez appelés le ${date}`,
  mail: (date) => `Vous nous avez écrit le ${date}`,
  letter: (date) => `Nous avons reçu votre courrier du ${date}`,
  chat: (date) => `Vous nous avez contactés par messagerie le ${date}`,
  form: (date) => `Vous nous avez adressé une demande le ${date}`,
  visit: (date) => `Vous êtes venu nous voir le ${date}`,
  agent: (date) => `Vous avez échangé avec notre assistant le ${date}`,
  other: (date) => `Vous nous avez contactés le ${date}`,
};

/** The French words of relances. */
export const fr = {
  subject: (number: number) => set`Suivi de votre demande n° ${number}`,
  hello: (name: string | undefined) => (name === undefined ? 'Bonjour,' : `Bonjour ${name},`),
  context: (channel: Contacted, date: string, subject: string) =>
    `${contacted[channel](date)} au sujet de «\u202f${subject}\u202f».`,
  again: (date: string) =>
    `Nous vous en avions parlé le ${date}\u202f; peut-être notre message s’est-il perdu.`,
  why: {
    inform: 'Votre demande est toujours suivie. Elle prend plus de temps que prévu.',
    collect: 'Pour avancer, il nous manque un élément que vous seul pouvez nous donner.',
    validate: 'Nous pensons avoir résolu votre demande, et souhaitons nous en assurer avec vous.',
  },
  asked: {
    inform: (ask: string) => ask,
    collect: (ask: string) => `Pourriez-vous nous faire parvenir\u202f: ${ask}`,
    validate: (ask: string) => ask,
  },
  by: {
    inform: (date: string) => `Nous reviendrons vers vous au plus tard le ${date}.`,
    collect: (date: string) => `Une réponse d’ici le ${date} nous permettra de poursuivre sans attendre.`,
    validate: (date: string) => `Une réponse d’ici le ${date} nous suffira, en un mot.`,
  },
  holds: 'La solution vous convient-elle\u202f?',
  thanks: 'Avec nos remerciements,',
  direct: (phone: string) => `Ligne directe\u202f: ${phone}`,
};
/** The form of these texts: every other language follows the French. */
export type RelanceTexts = typeof fr;
