import type { NoticeFacts } from '../notice.ts';
import type { Say, Wordings } from '../wording.ts';

type Kind = 'agent_degraded' | 'resume_advanced' | 'resume_completed' | 'resume_fell_back';
export type DegreeTexts = {
  readonly kinds: Pick<Wordings, Kind>;
  /** After "the agent may run again": for which part, and at which step. Nothing without steps. */
  readonly stepOf: (data: NoticeFacts['agent_resumed'], say: Say) => readonly string[];
  readonly unconfirmed: Wordings['suspension_not_acknowledged'];
};

/** Texts about answers by degree, in French. */
export const degree: DegreeTexts = {
  kinds: {
    agent_degraded: ({ data, plan }, say) => ({
      subject: `${say.case} : ${say.agent} ${say.mayRun === false ? 'a été réduit' : 'est réduit'} à ${part(data.share, say)} du trafic, ${say.measured(data)}`,
      context: [
        `Le ${say.when}, la règle « ${data.rule} » a réduit ${say.agent} à ${part(data.share, say)} de son trafic : ${say.against(data)} (${data.conditionFr ?? data.condition}). Le reste va aux personnes.`,
        ...(data.joined === true ? [`Elle s’ajoute à ${say.theCase}, qui était déjà ouvert.`] : []),
        ...stoppedSince(say),
      ],
      ask:
        plan === undefined
          ? `Merci de prendre en compte ${say.theCase}, et de prévoir du monde pour le reste.`
          : `Merci de compléter le plan d’action ${plan} : cause racine, responsables et échéances.`,
    }),
    resume_advanced: ({ data }, say) => ({
      subject: `${say.case} : ${say.agent} passe à ${part(data.share, say)} du trafic (palier ${data.step} sur ${data.of})`,
      context: [
        `Le ${say.when}, ce qui avait dépassé son seuil était resté mesuré comme rétabli pendant tout le palier : ${say.agent} répond maintenant à ${part(data.share, say)} de son trafic. Le reste va aux personnes.`,
        ...stoppedSince(say),
      ],
      ask: `Merci de surveiller les réponses de ${say.agent}.`,
    }),
    resume_completed: (_, say) => ({
      subject: `${say.case} : ${say.agent} a repris tout son trafic`,
      context: [
        `Le ${say.when}, le dernier palier de sa reprise s’est achevé : ${say.agent} répond de nouveau à tout son trafic.`,
        ...stoppedSince(say),
      ],
      ask: 'Merci de résoudre l’incident une fois que tout est en ordre.',
    }),
    resume_fell_back: ({ data }, say) => ({
      subject: `${say.case} : ${say.agent} ${data.share === 0 ? 'est de nouveau suspendu' : `revient à ${part(data.share, say)} du trafic`}, ${say.measured(data)}`,
      context: [
        `Le ${say.when}, pendant la reprise par paliers, la règle « ${data.rule} » n’était plus mesurée comme rétablie : ${say.against(data)} (${data.condition}).`,
        data.share === 0
          ? `C’était le premier palier : ${say.agent} est suspendu, comme avant.`
          : data.step === undefined
            ? `C’était le premier palier : ${say.agent} revient à ${part(data.share, say)} de son trafic, comme avant.`
            : `${say.agent} revient au palier ${data.step} sur ${data.of} : ${part(data.share, say)} de son trafic. Le reste va aux personnes.`,
      ],
      ask:
        data.step === undefined
          ? `Merci d’examiner ce qui reste à corriger avant de remettre ${say.agent} en service.`
          : `Merci d’examiner les réponses de ${say.agent} ; la reprise continue d’elle-même quand la mesure est rétablie.`,
    }),
  },
  stepOf: ({ step, of, share }, say) =>
    step === undefined || share === undefined
      ? []
      : [
          `C’est une reprise par paliers : ${say.agent} répond d’abord à ${part(share, say)} de son trafic (palier ${step} sur ${of}). Le reste va aux personnes.`,
        ],
  unconfirmed: ({ data }, say) => ({
    subject: `${say.case} : ${say.agent} n’a pas confirmé sa part de ${part(data.share ?? 0, say)} du trafic`,
    context: `La part a été demandée à ${say.agent} (époque ${data.epoch}, mode depuis le ${say.dateTime(data.askedAt)}) et n’a pas été confirmée en ${say.span(data.withinMs)}. Il répond peut-être encore à plus que sa part.`,
    ask: `Merci de vérifier que ${say.agent} lit son kill switch, ou de le suspendre.`,
  }),
};

function part(share: number, say: Say): string {
  return say.limit(share, { unit: 'ratio' });
}

function stoppedSince({ mayRun, agent }: Say): readonly string[] {
  return mayRun === false ? [`Depuis, ${agent} a été suspendu.`] : [];
}
