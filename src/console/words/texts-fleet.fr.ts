import { plural } from '../../language/plural.ts';

const pl = plural('fr');
const agents = (count: number, number: string) => `${number} ${pl(count, { one: 'agent', other: 'agents' })}`;

/** The stop of many agents in French. */
export const fr = {
  link: 'Tout arrêter…',
  title: 'Arrêter plusieurs agents',
  lead: 'L’arrêt vaut tout de suite. Un approbateur remet ensuite les agents en service, un par un ou par étiquette.',
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
    no_switch: 'sans kill switch : des personnes font ce travail',
    unknown: 'inconnus des règles',
  },
  nobody: 'Il n’y a aucun agent à arrêter.',
  resume: {
    link: 'Tout remettre en service…',
    title: 'Remettre plusieurs agents en service',
    lead: 'Chaque agent est jugé comme s’il était seul : celui qui mesure encore un écart reste arrêté, les autres repartent.',
    reasonHint:
      'La même pour tous. Elle est transmise aux responsables ; le registre n’en garde que l’empreinte.',
    tagged: (tag: string, suspended: number, number: string) =>
      suspended === 0
        ? `« ${tag} » (aucun arrêté)`
        : `« ${tag} » (${number} ${pl(suspended, { one: 'arrêté', other: 'arrêtés' })})`,
    noTag: 'Aucun mandat ne porte d’étiquette : remettez les agents en service un par un, depuis leur page.',
    sure: (count: number, number: string) =>
      count === 0 ? 'Aucun de ces agents ne repartirait.' : `Remettre ${agents(count, number)} en service ?`,
    heldBy: (who: string) => `arrêté par ${who}`,
    tripBy: (rule: string) => `règle « ${rule} »`,
    breach: (rule: string, value: string, limit: string) => `« ${rule} » mesure ${value} (seuil ${limit})`,
    override: (count: number, number: string) =>
      `Remettre aussi en service ${agents(count, number)} qui ${pl(count, { one: 'mesure', other: 'mesurent' })} encore un écart. Le registre le dira.`,
    goNow: 'Remettre en service maintenant',
    done: (count: number, number: string) =>
      count === 0
        ? 'Aucun agent n’a été remis en service.'
        : `${agents(count, number)} ${pl(count, { one: 'est remis', other: 'sont remis' })} en service.`,
    would: 'repartiraient',
    outcomes: {
      let_run: 'remis en service',
      still_in_breach: 'restent arrêtés : un écart est encore mesuré',
      changed: 'restent arrêtés : leur état a changé depuis l’aperçu',
      kept: 'restent arrêtés : un arrêt attend encore d’être inscrit',
      not_allowed: 'restent arrêtés : vous ne pouvez pas remettre ces agents en service',
      not_written: 'restent arrêtés : la base refuse l’inscription',
      not_suspended: 'n’étaient pas arrêtés',
      unknown: 'inconnus des règles',
    },
  },
};

/** The texts of this dictionary in any language: French is the reference. */
export type Texts = typeof fr;
