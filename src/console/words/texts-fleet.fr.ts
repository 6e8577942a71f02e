import { plural } from '../../language/plural.ts';

const pl = plural('fr');
const agents = (count: number, number: string) => `${number} ${pl(count, { one: 'agent', other: 'agents' })}`;

/** The stop of many agents in French. */
export const fr = {
  link: 'Tout arrêter…',
  title: 'Arrêter plusieurs agents',
  lead: 'L’arrêt vaut tout de suite. Un approbateur remet ensuite chaque agent en service, l’un après l’autre.',
  which: 'Quels agents',
  all: (count: number, number: string) => `Tous (${agents(count, number)})`,
  tagged: (tag: string, count: number, number: string) => `« ${tag} » (${agents(count, number)})`,
  reasonHint: 'Il est transmis aux responsables ; le registre n’en garde que l’empreinte.',
  go: 'Continuer',
  sure: (count: number, number: string) =>
    count === 1 ? 'Arrêter cet agent ?' : `Arrêter ces ${number} agents ?`,
  stopsNow: (count: number, number: string) => `Arrêter ${agents(count, number)} maintenant`,
  andOthers: (count: number, number: string) => `${number} ${pl(count, { one: 'autre', other: 'autres' })}`,
  back: 'Non, revenir',
  done: (count: number, number: string) =>
    count === 0
      ? 'Aucun agent de plus n’a été arrêté.'
      : `${agents(count, number)} ${pl(count, { one: 'est arrêté', other: 'sont arrêtés' })}.`,
  outcomes: {
    suspended: 'arrêtés',
    held_already: 'déjà arrêtés par une personne',
    kept: 'arrêtés, pas encore inscrits : la base ne répond pas',
    unknown: 'inconnus des règles',
  },
  nobody: 'Il n’y a aucun agent à arrêter.',
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
