import type { NoticeFacts } from '../notice.ts';
import type { Say, Wordings } from '../wording.ts';

/** The wordings of notices about silences, in French. */
export const silence: Pick<Wordings, 'stop_silenced'> = {
  stop_silenced: ({ data }, say) => ({
    subject: `${whose(data, say)} : ${what(data)} jusqu’au ${say.dateTime(data.until)}`,
    context: [
      `Le ${say.when}, ${say.who(data.by)} a mis en silence ${data.rule === undefined ? 'toutes les règles' : `la règle « ${data.rule} »`} de ${whose(data, say)} jusqu’au ${say.dateTime(data.until)} : ${data.reason}`,
      'D’ici là, ce qui est mesuré reste enregistré, mais n’arrête et ne réduit rien. Ce qui dépasse encore son seuil à la fin du silence agit aussitôt.',
    ],
    ask: 'Si ce n’est pas prévu, merci de mettre fin au silence, ou d’arrêter l’agent.',
  }),
};

function what({ rule }: NoticeFacts['stop_silenced']): string {
  return rule === undefined ? 'arrêts en silence' : `la règle « ${rule} » n’arrête plus`;
}

function whose({ tag, agents }: NoticeFacts['stop_silenced'], { agent }: Say): string {
  return tag === undefined ? agent : `${agents === 1 ? '1 agent' : `${agents} agents`} « ${tag} »`;
}
