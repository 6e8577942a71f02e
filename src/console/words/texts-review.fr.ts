import { plural } from '../../language/plural.ts';

const pl = plural('fr');

/** La page de revue d’un plan. */
export const fr = {
  review: {
    title: (number: number) => `Revue du plan ${number}`,
    lead: 'Une décision pour chaque action en retard ; le reste est facultatif.',
    toDecide: (count: number) =>
      `${count} ${pl(count, { one: 'action en retard à décider', other: 'actions en retard à décider' })}`,
    others: (count: number) => `${count} ${pl(count, { one: 'autre action', other: 'autres actions' })}`,
    nothingLeft: 'Toutes les actions sont faites ou abandonnées.',
    more: (count: number) => `et ${count} ${pl(count, { one: 'autre', other: 'autres' })}`,
    overdue: (due: string) => `en retard depuis le ${due}`,
    due: (due: string) => `échéance ${due}`,
    last: (when: string) => `Dernière note, le ${when} :`,
    decision: 'Décision',
    decisions: {
      keep: 'Se poursuit',
      done: 'Faite',
      new_date: 'Nouvelle date',
      blocked: 'Bloquée',
      propose_drop: 'Proposer l’abandon',
      drop: 'Abandonner',
    },
    newDate: 'Nouvelle date',
    reason: 'Raison',
    result: 'Résultat (facultatif)',
    comment: 'Commentaire (facultatif)',
    dropHint: 'Vous répondez du risque : votre nom vaut signature.',
    proposeHint: 'L’approbateur trouve la demande sous Mon travail et décide.',
    proposed: (who: string) => `Abandon proposé par ${who}`,
    finish: 'Pour finir',
    save: 'Noter la revue',
    toMend: (count: number) =>
      `${count} ${pl(count, { one: 'réponse est à compléter', other: 'réponses sont à compléter' })}. Rien de ce que vous avez écrit n’est perdu.`,
    undecided: 'Choisissez ce que devient cette action.',
    past: 'Cette date est passée.',
    restored: 'Ce que vous aviez écrit avant est revenu.',
    heldMeanwhile: (who: string, when: string) =>
      `${who} a tenu une revue de ce plan (${when}) pendant que vous écriviez.`,
    changedMeanwhile: (count: number) =>
      `${count} ${pl(count, { one: 'action a changé', other: 'actions ont changé' })} pendant que vous écriviez.`,
    conflictHint: 'Rien de ce que vous avez écrit n’est perdu. Comparez, puis notez la revue de nouveau.',
    changed: 'A changé pendant que vous écriviez : voici où elle en est.',
    closed: 'Le plan est clos : il n’y a plus de revue à tenir.',
    held: (number: number) => `Revue du plan ${number} notée`,
    heldLead: (next: string) => `Prochaine revue : ${next}.`,
    toPlan: 'Voir le plan',
    log: (count: number) => `${count} ${pl(count, { one: 'note de suivi', other: 'notes de suivi' })}`,
  },
};
/** The form of these texts: every other language follows the French. */
export type Texts = typeof fr;
