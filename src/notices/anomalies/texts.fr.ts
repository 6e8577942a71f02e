import type { Wordings } from '../wording.ts';

const whats = {
  missing: 'une donnée manquante',
  duplicate: 'un doublon',
  wrong: 'une donnée fausse',
  obsolete: 'une donnée périmée',
} as const;

const checks = {
  daily: 'Saisies du',
  weekly: 'Contrôle de la semaine',
  monthly: 'Audit du mois',
  quarterly: 'Audit du trimestre',
  yearly: 'Audit de l’année',
} as const;

/** The wordings of notices about the data of the desk, in French. */
export const anomalies: Pick<Wordings, 'anomaly_answered' | 'desk_checked'> = {
  anomaly_answered: ({ data }, say) => ({
    subject: `Votre signalement n° ${data.anomaly} : ${data.outcome === 'corrected' ? 'corrigé' : 'sans suite'}`,
    context: `Le ${say.dateTime(data.reportedAt)}, vous avez signalé ${whats[data.what]}. ${say.who(data.by)} ${data.outcome === 'corrected' ? 'l’a corrigée ou fait corriger' : 'n’y a pas donné suite'} ; la réponse est avec le signalement.`,
    ask:
      data.outcome === 'corrected'
        ? 'Merci de l’avoir signalé ; s’il reste une erreur, signalez-la à nouveau.'
        : 'Si vous n’êtes pas d’accord, parlez-en à qui contrôle les données.',
  }),
  desk_checked: ({ data }) => ({
    subject: `${checks[data.check]} ${data.period} : ${data.incomplete} à compléter, ${data.standing} anomalies en cours`,
    context: [
      `${data.received} demandes reçues sur la période ; ${data.incomplete} à compléter ; ${data.standing} anomalies en cours, dont ${data.overdue} en retard.`,
      ...(data.duplicates === undefined
        ? []
        : [`Paires de clients à la même adresse ou au même numéro : ${data.duplicates}.`]),
      ...(data.sample === undefined || data.sample.length === 0
        ? []
        : [`Demandes tirées au sort pour relecture : ${data.sample.join(', ')}.`]),
    ],
    ask:
      data.sample === undefined
        ? 'Merci de compléter ou de faire compléter ce qui manque.'
        : 'Merci de relire ces demandes, de les valider ou de signaler ce qui est faux.',
  }),
};
