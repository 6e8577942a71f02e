import type { Wordings } from '../wording.ts';

/** The wordings of notices about the register, in French. */
export const register: Pick<Wordings, 'register_checkpoint' | 'register_doubtful'> = {
  register_checkpoint: ({ data }, say) => ({
    subject: `Registre signé : ${data.entries === 1 ? '1 entrée' : `${data.entries} entrées`}, ${say.dateTime(data.signedAt)}`,
    context: `Ceci est l’état signé du registre « ${data.origin} ». Gardé hors de filrouge, il permet de prouver plus tard que le registre n’a été ni coupé ni réécrit : « filrouge register verify --checkpoint » le compare.`,
    verbatim: data.note,
    ask: 'Il suffit de garder ce message, tel quel.',
  }),
  register_doubtful: ({ data }, say) => ({
    subject: `ALERTE : le registre n’est plus celui qui a été signé (entrée ${data.entry})`,
    context: [
      `Le ${say.when}, filrouge a comparé le registre à son dernier état signé, qui couvre ${data.signed} entrées : à partir de l’entrée ${data.entry}, il n’est plus le même. Des entrées ont été coupées ou réécrites, ou une ancienne sauvegarde a été remise en place.`,
      'Les agents sont toujours surveillés et arrêtés ; le registre n’est plus signé tant que cela dure.',
    ],
    ask: 'Merci de ne rien effacer, de lancer « filrouge register verify --checkpoint » avec les états gardés dehors, et de prévenir l’auditeur.',
  }),
};
