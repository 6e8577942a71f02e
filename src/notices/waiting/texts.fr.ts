import type { NoticeFacts } from '../notice.ts';
import type { Say, Wordings } from '../wording.ts';
import type { Counts, DigestLine } from './digest.ts';

type Reminder = NoticeFacts['action_reminder'];

/**
 * Texts of things that wait for somebody, in French: reminders, what nobody took up, and the digest of a day.
 */
export const waiting = {
  kinds: {
    action_reminder: ({ data, plan }, say) => ({
      subject: `${askedAs(data)}, plan ${plan} : ${data.title}`,
      context: `« ${data.title} », du plan ${plan} pour ${say.agent}, ${data.nth === 0 ? 'est' : 'était'} attendu pour le ${say.date(data.dueAt)}. ${askedThen(data)}`,
      ask: isAhead(data)
        ? 'Merci de la terminer pour cette date, ou de dire dès maintenant ce qui la bloque.'
        : 'Merci de la marquer comme faite, ou de dire ce qui la bloque.',
    }),
    review_reminder: ({ data, plan }, say) => ({
      subject: `${askedAs(data)}, plan ${plan} : revue à tenir, ${data.title}`,
      context: `La revue du plan ${plan} pour ${say.agent} ${data.nth === 0 ? 'est' : 'était'} prévue le ${say.date(data.dueAt)}. ${askedThen(data)}`,
      ask: 'Merci de tenir la revue et d’en noter le résultat.',
    }),
    reminder_escalated: ({ data, plan }, say) => ({
      subject: `Escalade, plan ${plan} : ${data.title}`,
      context: `${data.subject === 'action' ? `« ${data.title} », du plan ${plan}, était attendu` : `La revue du plan ${plan}, « ${data.title} », était attendue`} pour le ${say.date(data.dueAt)}. Relances restées sans réponse : ${data.reminders}${data.owner === undefined ? '' : ` (à ${say.who(data.owner)})`}.`,
      ask: 'Merci de décider : aider, nommer un autre responsable ou fixer une autre échéance.',
    }),
    incident_unacknowledged: ({ data, incident }, say) => ({
      subject: `Incident ${incident} : personne ne l’a pris en compte, ${say.agent}`,
      context: `L’incident ${incident}${data.title === undefined ? '' : `, « ${data.title} »,`} est ouvert depuis le ${say.dateTime(data.openedAt)}. Personne ne l’a encore pris en compte.`,
      ask: `Merci de prendre en compte l’incident ${incident}.`,
    }),
    agent_out_of_reach: ({ data }, say) => ({
      subject: `${say.agent} ne lit plus son kill switch`,
      context: `La dernière lecture date du ${say.dateTime(data.heardAt)}. Tant que ${say.agent} ne lit pas son kill switch, un arrêt ne l’arrêterait pas.`,
      ask: `Merci de vérifier que ${say.agent} fonctionne et joint filrouge.`,
    }),
    criterion_no_data: ({ data, plan }, say) => ({
      subject: `Plan ${plan} : un critère sans mesure depuis le ${say.date(data.since)}, ${data.conditionFr ?? data.condition}`,
      context: `Le critère « ${data.conditionFr ?? data.condition} » du plan ${plan} pour ${say.agent} n’a plus de mesure depuis le ${say.dateTime(data.since)}. Sans mesure il n’est ni tenu ni perdu, et le plan n’avance pas.`,
      ask: 'Merci de rétablir la mesure, ou de revoir le critère.',
    }),
    proof_outdated: ({ data }, say) => ({
      subject: `${say.agent} : test d’alerte à refaire, règle ${data.rule}`,
      context: `Le dernier test d’alerte réussi de la règle « ${data.rule} » pour ${say.agent} date du ${say.date(data.passedAt)}. Le mandat en demande un tous les ${say.span(data.everyMs)}.`,
      ask: `Merci de refaire le test d’alerte de la règle « ${data.rule} ».`,
    }),
    proof_failed: ({ data }, say) => ({
      subject: `${say.agent} : le test d’alerte ÉCHOUE, règle ${data.rule}`,
      context: `Depuis le ${say.dateTime(data.since)}, le test d’alerte de la règle « ${data.rule} » de ${say.agent} n’aboutit plus (${data.code}). Rien ne prouve que ${say.agent} pourrait être arrêté.`,
      ask: 'Merci de réparer ce que le test a révélé, puis de le refaire.',
    }),
    unanswered: ({ data, plan, incident }, say) => ({
      subject: `Sans réponse : ${caseOf(data, plan, incident, say)}`,
      context: [
        ...(data.title === undefined || data.subject === 'action' ? [] : [`« ${data.title} »`]),
        `Message envoyé le ${say.dateTime(data.toldAt)} à ${data.asked.map(say.who).join(', ')}. Personne n’a répondu ; vous êtes la personne suivante de la chaîne.`,
      ],
      ask: asks[data.subject],
    }),
  } satisfies Pick<Wordings, WaitingKind>,
  digest: {
    subject: ({ escalated, overdue, today, ahead, other }: Counts) =>
      `Vos actions : ${[
        ...(escalated > 0 ? [`${escalated} à décider`] : []),
        ...(overdue > 0 ? [`${overdue} en retard`] : []),
        ...(today > 0 ? [`${today} pour aujourd’hui`] : []),
        ...(ahead > 0 ? [`${ahead} à venir`] : []),
        ...(other > 0 ? [`${other} autre${other > 1 ? 's' : ''}`] : []),
      ].join(', ')}`,
    otherSubject: (count: number) => `${count} avis en une fois`,
    titles: {
      escalated: 'À décider : les relances sont restées sans réponse',
      overdue: 'En retard',
      today: 'Pour aujourd’hui',
      ahead: 'À venir',
      other: 'À savoir',
    },
    line: ({ title, plan, dueOn, agent, reminder, owner }: DigestLine) =>
      `${title === undefined ? 'revue à tenir' : `« ${title} »`} (plan ${plan}, ${agent}), pour le ${dueOn}${reminder > 0 ? `, relance ${reminder}` : ''}${owner === undefined ? '' : `, confié à ${owner}`}`,
    ask: 'Merci de dire pour chaque ligne où elle en est : faite, bloquée, ou reportée à une autre date.',
    otherAsk: 'Merci d’ouvrir ceux qui attendent quelque chose de vous.',
    linkLabel: 'Ouvrir mon travail',
  },
};

/** The kinds whose words stand here. */
type WaitingKind =
  | 'action_reminder'
  | 'review_reminder'
  | 'reminder_escalated'
  | 'incident_unacknowledged'
  | 'agent_out_of_reach'
  | 'criterion_no_data'
  | 'proof_outdated'
  | 'proof_failed'
  | 'unanswered';

/** The form of these texts: every other language follows the French. */
export type Waiting = typeof waiting;

const asks: Readonly<Record<NoticeFacts['unanswered']['subject'], string>> = {
  incident: 'Merci de prendre en compte cet incident, ou de joindre ces personnes.',
  action: 'Merci de décider : aider, nommer un autre responsable ou fixer une autre échéance.',
  suspension: 'Merci de vérifier que l’agent ne répond plus, et de l’arrêter chez lui s’il le faut.',
};

function isAhead({ step }: Pick<Reminder, 'step'>): boolean {
  return step === 'ahead' || step === 'today';
}

function askedAs({ step, nth }: Pick<Reminder, 'step' | 'nth'>): string {
  if (step === 'ahead') return 'Bientôt';
  return step === 'today' ? 'Aujourd’hui' : `Relance ${nth}`;
}

function askedThen({ step, nth }: Pick<Reminder, 'step' | 'nth'>): string {
  if (step === 'ahead') return 'Ceci est un rappel avant l’échéance.';
  return step === 'today' ? 'Ceci est un rappel pour aujourd’hui.' : `Ceci est la relance ${nth}.`;
}

function caseOf(
  { subject, title }: NoticeFacts['unanswered'],
  plan: number | undefined,
  incident: number | undefined,
  { agent }: Say,
): string {
  if (subject === 'suspension') return `${agent} ne confirme pas son arrêt ou ne le respecte pas`;
  return subject === 'incident' ? `incident ${incident}, ${agent}` : `plan ${plan}, ${title ?? 'revue'}`;
}
