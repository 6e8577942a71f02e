import { withoutStop } from '../language/typography.ts';
import { anomalies } from './anomalies/texts.fr.ts';
import { degree } from './degree/texts.fr.ts';
import { channelKinds } from './faults/kinds.fr.ts';
import type { NoticeFacts, NoticeKind } from './notice.ts';
import { register } from './register/texts.fr.ts';
import { requests } from './requests/texts.fr.ts';
import { silence } from './silence/texts.fr.ts';
import { waiting } from './waiting/texts.fr.ts';
import type { Say, Wordings } from './wording.ts';

/** Every notice in French. Spaces before high punctuation are plain here; `wordNotice` typesets them. */
export const fr = {
  engine: 'filrouge',
  apiKey: (id: string) => `la clé d’API ${id}`,
  linkLabel: 'Ouvrir dans filrouge',
  signature: 'filrouge, le fil de l’écart au plan clos',
  anAgent: 'l’organisation',
  instead: (name: string) =>
    `Vous recevez ce message à la place de ${name}, en absence, dont vous assurez la suppléance.`,
  notMeasured: 'sans mesure',
  threshold: 'seuil',
  atThreshold: 'exactement le seuil',
  theCase: (incident: number | undefined) => (incident === undefined ? 'l’alerte' : `l’incident ${incident}`),
  gathered: {
    subject: (kind: NoticeKind, count: number, agents: number) =>
      kind === 'agent_tripped' && agents > 1
        ? `${agents} agents ont été arrêtés`
        : kind === 'agent_suspended' && agents > 1
          ? `${agents} agents ont été suspendus`
          : kind === 'plan_drafted'
            ? `${count} plans d’action sont à compléter`
            : `${count} avis en une fois`,
    more: (count: number) => (count === 1 ? 'Et un autre.' : `Et ${count} autres.`),
    ask: 'Merci d’ouvrir la liste : chacun y a sa page.',
  },
  digest: waiting.digest,
  kinds: {
    agent_tripped: ({ data, plan }, say) => ({
      subject: `${say.case} : ${say.agent} ${say.mayRun === true ? 'a été arrêté' : 'est suspendu'}, ${say.measured(data)}`,
      context: [
        `Le ${say.when}, la règle « ${data.rule} » a arrêté ${say.agent} : ${say.against(data)} (${data.conditionFr ?? data.condition}).`,
        ...(data.joined === true ? [`Elle s’ajoute à ${say.theCase}, qui était déjà ouvert.`] : []),
        ...runsSince(say),
      ],
      ask:
        plan === undefined
          ? `Merci de prendre en compte ${say.theCase}.`
          : `Merci de compléter le plan d’action ${plan} : cause racine, responsables et échéances.`,
    }),
    agent_suspended: ({ data }, say) => ({
      subject: `${say.case} : ${say.agent} a été arrêté par ${say.who(data.by)}`,
      context: [
        `Le ${say.when}, ${say.who(data.by)} a suspendu ${say.agent}.`,
        ...reasonOf(data.reason),
        ...runsSince(say),
      ],
      ask: unlessRunning(say, `Merci de vérifier que ${say.agent} ne répond plus.`),
    }),
    agent_resumed: ({ data }, say) => ({
      subject: `${say.case} : ${say.agent} ${say.mayRun === false ? 'avait été remis' : 'est de nouveau'} en service`,
      context: [
        `Le ${say.when}, ${say.who(data.by)} a remis ${say.agent} en service${data.downtimeMs === undefined ? '' : `, après ${say.span(data.downtimeMs)} d’arrêt`}.`,
        ...(data.override ? ['Un écart était encore mesuré : la reprise a été forcée.'] : []),
        ...degree.stepOf(data, say),
        ...reasonOf(data.reason),
        ...(say.mayRun === false ? [`Depuis, ${say.agent} est de nouveau suspendu.`] : []),
      ],
      ask:
        say.mayRun === false
          ? `Merci d’examiner pourquoi ${say.agent} est de nouveau suspendu.`
          : `Merci de surveiller les premières réponses de ${say.agent}.`,
    }),
    suspension_not_acknowledged: (notice, say) =>
      notice.data.share === undefined ? unconfirmed(notice, say) : degree.unconfirmed(notice, say),
    suspension_not_obeyed: ({ data }, say) => ({
      subject: `${say.case} : ${say.agent} répond encore, malgré son arrêt confirmé`,
      context: [
        `${say.agent} a confirmé son arrêt le ${say.dateTime(data.acknowledgedAt)} (époque ${data.epoch}), mais ses échanges continuent d’arriver : le dernier est du ${say.dateTime(data.seenAt)}. Des clients reçoivent encore ses réponses.`,
        ...runsSince(say),
      ],
      ask: unlessRunning(say, `Merci d’arrêter ${say.agent} à la main, maintenant.`),
    }),
    incident_opened: ({ data }, say) => ({
      subject: `${say.case} : ${data.title ?? `ouvert pour ${say.agent}`}`,
      context: `Le ${say.when}, ${say.theCase} a été ouvert pour ${say.agent}${data.by === undefined ? '' : ` par ${say.who(data.by)}`} (origine : ${sources[data.source]}).`,
      ask: `Merci de prendre en compte ${say.theCase}.`,
    }),
    incident_resolved: ({ data, plan }, say) => ({
      subject: `${say.case} : résolu`,
      context: `Le ${say.when}, ${say.theCase} de ${say.agent} a été résolu${data.by === undefined ? '' : ` par ${say.who(data.by)}`}${data.downtimeMs === undefined ? '' : ` ; durée d’arrêt : ${say.span(data.downtimeMs)}`}.`,
      ask:
        plan === undefined
          ? 'Il n’y a rien d’autre à faire.'
          : `Merci de mener le plan d’action ${plan} à son terme.`,
    }),
    rule_alert: ({ data }, say) => ({
      subject: `${say.case} : ${say.agent}, ${say.measured(data)}`,
      context: `Le ${say.when}, la règle « ${data.rule} » de ${say.agent} s’est déclenchée : ${say.against(data)} (${data.conditionFr ?? data.condition}).${say.mayRun === undefined ? '' : ` ${say.agent} est ${say.mayRun ? 'toujours en service' : 'suspendu'}.`}`,
      ask:
        say.mayRun === false
          ? `Merci d’examiner ${say.agent} avant sa remise en service.`
          : `Merci d’examiner ${say.agent} et de décider s’il faut l’arrêter.`,
    }),
    rule_no_data: ({ data }, say) => ({
      subject: `${say.case} : plus de mesure de « ${say.label(data)} »`,
      context: `La règle « ${data.rule} » de ${say.agent} n’a plus de données depuis le ${say.dateTime(data.since)} : personne ne sait comment se porte ${say.agent}.`,
      ask: `Merci de rétablir les mesures de « ${say.label(data)} ».`,
    }),
    plan_drafted: ({ data, plan }, say) => ({
      subject: `Plan ${plan} : à compléter, ${data.title}`,
      context: `Le plan d’action ${plan} a été préparé pour ${say.theCase} de ${say.agent}.`,
      ask: 'Merci de le compléter et de le faire signer : cause racine, un responsable et une échéance par action.',
    }),
    plan_activated: ({ data, plan }, say) => ({
      subject: `Plan ${plan} : actif, ${data.title}`,
      context: `Le plan d’action ${plan} pour ${say.agent} est signé et actif depuis le ${say.when}${data.actions === undefined ? '' : ` (actions : ${say.number(data.actions)})`}.`,
      ask: 'Merci de réaliser vos actions avant leurs échéances.',
    }),
    action_assigned: ({ data, plan }, say) => ({
      subject:
        data.by === undefined
          ? `Plan ${plan} : ce que vous avez à faire, ${data.title}`
          : `Plan ${plan} : désormais à vous, ${data.items.map(({ id }) => id).join(', ')}, ${data.title}`,
      context: [
        data.by === undefined
          ? `Le plan d’action ${plan} pour ${say.agent} est signé et actif depuis le ${say.when}. Vous y êtes responsable de ce qui suit.`
          : `Le ${say.when}, ${say.who(data.by)} vous a confié ce qui suit, dans le plan d’action ${plan} pour ${say.agent}.`,
        ...data.items.map((item) => `${item.id} : ${item.title}${dueOf(item, say)}`),
      ],
      ask: 'Merci d’y tenir à jour ce qui est commencé, bloqué ou fait.',
    }),
    plan_signature_due: ({ data, plan }, say) => ({
      subject: `Plan ${plan} : votre signature est attendue, ${data.title}`,
      context: [
        `Le plan d’action ${plan} pour ${say.agent} a tout ce qu’il faut pour être ${data.for === 'activation' ? 'activé' : 'clos'} : il ne manque plus que ${data.signedBy === undefined ? 'les signatures, la vôtre d’abord' : 'votre signature'}.`,
        ...(data.signedBy === undefined ? [] : [`${say.who(data.signedBy)} l’a signé.`]),
      ],
      ask: 'Merci de le lire et de le signer, ou de dire ce qui vous en empêche.',
    }),
    plan_closed: ({ data, plan }, say) => ({
      subject: `Plan ${plan} : clos, ${data.title}`,
      context: `Le plan d’action ${plan} pour ${say.agent} a été clos le ${say.when}${proofOf(data)}.`,
      ask: 'Merci de mener et de cocher les tâches qui suivent la clôture.',
    }),
    plan_reopened: ({ data, incident, plan }, say) => ({
      subject: `Plan ${plan} : ${data.stillOpen === true ? 'nouvelle récidive' : 'rouvert'}, ${data.title}`,
      context: [
        `Le ${say.when}, ce que le plan d’action ${plan} avait corrigé est revenu chez ${say.agent}${incident === undefined ? '' : ` (incident ${incident})`}${data.rule === undefined ? '' : ` : la règle « ${data.rule} » s’est déclenchée`}.`,
        ...(data.closedAt === undefined
          ? []
          : [
              `Le plan${data.first === undefined ? '' : ` de l’incident ${data.first}`} avait été clos le ${say.dateTime(data.closedAt)}. Ce qui a été signé reste au dossier ; la prochaine clôture demande de nouvelles preuves et de nouvelles signatures.`,
            ]),
      ],
      ask: `Merci de revoir la cause racine du plan ${plan}.`,
    }),
    action_regressed: ({ data, plan }, say) => ({
      subject: `Plan ${plan}, ne tient plus : ${data.title}`,
      context: `Le ${say.when}, le critère de « ${data.title} » a de nouveau échoué (${data.criterionFr ?? data.criterion}). L’action est rouverte.`,
      ask: 'Merci de la reprendre.',
    }),
    criterion_met: ({ data, plan }, say) => ({
      subject: `Plan ${plan}, critère atteint : ${data.conditionFr ?? data.condition}`,
      context: `Le ${say.when}, un critère du plan d’action ${plan} pour ${say.agent} a été atteint : ${data.conditionFr ?? data.condition}.`,
      ask: 'Il n’y a rien à faire.',
    }),
    criterion_failed: ({ data, plan }, say) => ({
      subject: `Plan ${plan}, critère perdu : ${data.conditionFr ?? data.condition}`,
      context: `Le ${say.when}, un critère du plan d’action ${plan} pour ${say.agent} a de nouveau échoué : ${data.conditionFr ?? data.condition}.`,
      ask: 'Merci de regarder le plan.',
    }),
    ...waiting.kinds,
    ...degree.kinds,
    ...requests,
    ...silence,
    report_due: ({ data }, say) => ({
      subject: `${say.case} : ${reportDue[data.stage]}, ${data.clockFr}`,
      context: [
        `${say.case}, ${say.agent}, est qualifié « ${data.classFr} » (${data.sourceFr}).`,
        data.stage === 'late'
          ? `« ${data.clockFr} » était à faire au plus tard le ${say.dateTime(data.dueAt)}, et aucun envoi n’est noté.`
          : `« ${data.clockFr} » est à faire au plus tard le ${say.dateTime(data.dueAt)}.`,
        ...(data.firstIncomplete ? ['Un premier envoi peut être incomplet ; le complet suit.'] : []),
        'Votre délégué à la protection des données ou votre conseil dit ce qui s’applique.',
      ],
      ask:
        data.stage === 'late'
          ? 'Merci d’envoyer, puis de noter l’envoi et le motif du retard.'
          : 'Merci d’envoyer, puis de noter l’envoi sur la page de l’incident.',
    }),
    weekly_report: ({ data, agent }, say) => ({
      subject: `Rapport hebdomadaire ${data.week} : ${agent === undefined ? 'tous les agents' : say.agent}`,
      context: [
        `Voici ce que la semaine du ${say.date(data.from)} au ${say.date(data.until - 1)} a donné pour ${agent === undefined ? 'tous les agents' : say.agent}.`,
        data.brief.map(({ fr: line }) => line).join(' '),
        ...listed('À améliorer', data.points, say),
        ...listed('Pour la semaine qui commence', data.aims, say),
      ],
      ask: 'Merci d’ouvrir le rapport et de décider de ce qui change cette semaine.',
    }),
    ...register,
    ...anomalies,
    drill: ({ data }, say) => ({
      subject: `EXERCICE : ${say.agent}, règle ${data.rule}`,
      context: `Ceci est un test d’alerte, lancé le ${say.when} : il vérifie que la règle « ${data.rule} » arrêterait vraiment ${say.agent}. Aucun client n’est concerné.`,
      ask: 'Il n’y a rien à faire, sinon constater que ce message est arrivé.',
    }),
    ...channelKinds,
    mention: ({ data, plan }, say) => ({
      subject: `${say.who(data.by)} vous mentionne : ${data.title}`,
      context: `Le ${say.when}, ${say.who(data.by)} vous a nommé dans un commentaire sur ${subjects[data.subject](data, plan)}, pour ${say.agent}.`,
      ask: 'Merci de le lire et d’y répondre.',
    }),
    test_message: ({ data }, say) => ({
      subject: 'Message d’essai de filrouge',
      context: `Le ${say.when}, ${say.who(data.by)} a envoyé ce message pour voir s’il arrive.`,
      ask: 'Il n’y a rien à faire.',
    }),
  } satisfies Wordings,
};
/** The form of these texts: every other language follows the French. */
export type Texts = typeof fr;

/** The subject of a comment. Parts of a plan go by their titles. */
const subjects: Readonly<
  Record<
    NoticeFacts['mention']['subject'],
    (data: NoticeFacts['mention'], plan: number | undefined) => string
  >
> = {
  incident: ({ id, title }) => `l’incident ${id}, « ${title} »`,
  plan: ({ id, title }) => `le plan ${id}, « ${title} »`,
  action: ({ title }, plan) => `l’action « ${title} » du plan ${plan}`,
  criterion: ({ title }, plan) => `le critère « ${title} » du plan ${plan}`,
};

const reportDue: Readonly<Record<NoticeFacts['report_due']['stage'], string>> = {
  begun: 'un délai court',
  half: 'la moitié du délai est passée',
  last_day: 'il reste un jour',
  late: 'EN RETARD',
};

const sources: Readonly<Record<NoticeFacts['incident_opened']['source'], string>> = {
  rule: 'règle',
  audit: 'audit',
  review: 'revue',
  manual: 'ouverture manuelle',
};

function dueOf({ dueAt }: NoticeFacts['action_assigned']['items'][number], say: Say): string {
  return dueAt === undefined ? '' : `, pour le ${say.date(dueAt)}`;
}

/** Lines under a title, with people by their names. */
function listed(title: string, lines: NoticeFacts['weekly_report']['points'], say: Say): readonly string[] {
  const named = lines.map(({ fr: line }) => `– ${line.replace(/\{([\w.-]+)\}/g, (_, id) => say.who(id))}`);
  return named.length === 0 ? [] : [`${title} :`, ...named];
}

function reasonOf(reason: string | undefined): readonly string[] {
  return reason === undefined ? [] : [`Motif donné : « ${withoutStop(reason)} ».`];
}

/** Said in a message about a stop when the agent runs again by the time it is sent. */
function runsSince({ mayRun, agent }: Say): readonly string[] {
  return mayRun === true ? [`Depuis, ${agent} a été remis en service.`] : [];
}

function unlessRunning({ mayRun, agent }: Say, ask: string): string {
  return mayRun === true ? `Merci de surveiller les premières réponses de ${agent}.` : ask;
}

/** Ticks and attestations are no measures, and are not called so. */
function proofOf({ measured = 0, ticked = 0, attested = 0, risks = 0 }: NoticeFacts['plan_closed']): string {
  const s = (many: number) => (many > 1 ? 's' : '');
  const parts = [
    ...(measured > 0 ? [`${measured} mesurée${s(measured)}`] : []),
    ...(ticked > 0 ? [`${ticked} cochée${s(ticked)}`] : []),
    ...(attested > 0 ? [`${attested} attestée${s(attested)}`] : []),
    ...(risks > 0 ? [`${risks} laissée${s(risks)} en risque accepté`] : []),
  ];
  return parts.length === 0 ? '' : ` ; de ses actions, ${parts.join(', ')}`;
}

const unconfirmed: Wordings['suspension_not_acknowledged'] = ({ data }, say) => ({
  subject: `${say.case} : ${say.agent} n’a pas confirmé son arrêt`,
  context: [
    `L’arrêt a été demandé à ${say.agent} le ${say.dateTime(data.askedAt)} (époque ${data.epoch}) et n’a pas été confirmé en ${say.span(data.withinMs)}. Des clients reçoivent peut-être encore ses réponses.`,
    ...runsSince(say),
  ],
  ask: unlessRunning(say, `Merci d’arrêter ${say.agent} à la main, maintenant.`),
});
