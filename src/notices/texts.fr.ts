import type { Format } from '../language/format.ts';
import type { NoticeFacts } from './notice.ts';
import type { Told, Wordings } from './wording.ts';

/** Every notice in French. Spaces before high punctuation are plain here; `wordNotice` typesets them. */
export const fr = {
  engine: 'filrouge',
  apiKey: (id: string) => `la clé d’API ${id}`,
  linkLabel: 'Ouvrir dans filrouge',
  signature: 'filrouge, le fil de l’écart au plan clos',
  kinds: {
    agent_tripped: (notice, say) => ({
      subject: `${caseOf(notice)} : ${agentOf(notice)} est à l’arrêt, ${measured(notice.data, say)}`,
      context: [
        `Le ${moment(notice, say)}, la règle « ${notice.data.rule} » a arrêté ${agentOf(notice)} : ${measured(notice.data, say)}, seuil ${say.quantity(notice.data.threshold, notice.data)} (${notice.data.condition}).`,
        ...(notice.data.joined === true
          ? [`Elle s’ajoute à ${theCase(notice)}, qui était déjà ouvert.`]
          : []),
      ],
      ask:
        notice.plan === undefined
          ? `Merci de prendre en compte ${theCase(notice)}.`
          : `Merci de compléter le plan d’action ${notice.plan} : cause racine, responsables et échéances.`,
    }),
    agent_suspended: (notice, say) => ({
      subject: `${caseOf(notice)} : ${agentOf(notice)} est à l’arrêt, par ${say.who(notice.data.by)}`,
      context: [
        `Le ${moment(notice, say)}, ${say.who(notice.data.by)} a suspendu ${agentOf(notice)}.`,
        ...reasonOf(notice.data.reason),
      ],
      ask: `Merci de vérifier que ${agentOf(notice)} ne répond plus.`,
    }),
    agent_resumed: (notice, say) => ({
      subject: `${caseOf(notice)} : ${agentOf(notice)} est de retour en ligne`,
      context: [
        `Le ${moment(notice, say)}, ${say.who(notice.data.by)} a remis ${agentOf(notice)} en ligne${notice.data.downtimeMs === undefined ? '' : `, après ${say.span(notice.data.downtimeMs)} d’arrêt`}.`,
        ...(notice.data.override ? ['Un écart était encore mesuré : la reprise a été forcée.'] : []),
        ...reasonOf(notice.data.reason),
      ],
      ask: `Merci de surveiller les premières réponses de ${agentOf(notice)}.`,
    }),
    suspension_not_acknowledged: (notice, say) => ({
      subject: `${caseOf(notice)} : ${agentOf(notice)} n’a pas confirmé son arrêt`,
      context: [
        `L’arrêt a été demandé à ${agentOf(notice)} le ${say.dateTime(notice.data.askedAt, notice.data.timezone)} (époque ${notice.data.epoch}) et n’a pas été confirmé en ${say.span(notice.data.withinMs)}. Des clients reçoivent peut-être encore ses réponses.`,
      ],
      ask: `Merci d’arrêter ${agentOf(notice)} à la main, maintenant.`,
    }),
    incident_opened: (notice, say) => ({
      subject: `${caseOf(notice)} : ${notice.data.title ?? `ouvert pour ${agentOf(notice)}`}`,
      context: [
        `Le ${moment(notice, say)}, ${theCase(notice)} a été ouvert pour ${agentOf(notice)}${notice.data.by === undefined ? '' : ` par ${say.who(notice.data.by)}`} (origine : ${sources[notice.data.source]}).`,
      ],
      ask: `Merci de prendre en compte ${theCase(notice)}.`,
    }),
    incident_resolved: (notice, say) => ({
      subject: `${caseOf(notice)} : résolu`,
      context: [
        `Le ${moment(notice, say)}, ${theCase(notice)} de ${agentOf(notice)} a été résolu${notice.data.by === undefined ? '' : ` par ${say.who(notice.data.by)}`}${notice.data.downtimeMs === undefined ? '' : ` ; durée d’arrêt : ${say.span(notice.data.downtimeMs)}`}.`,
      ],
      ask:
        notice.plan === undefined
          ? 'Il n’y a rien d’autre à faire.'
          : `Merci de mener le plan d’action ${notice.plan} à son terme.`,
    }),
    rule_alert: (notice, say) => ({
      subject: `${caseOf(notice)} : ${agentOf(notice)}, ${measured(notice.data, say)}`,
      context: [
        `Le ${moment(notice, say)}, la règle « ${notice.data.rule} » de ${agentOf(notice)} s’est déclenchée : ${measured(notice.data, say)}, seuil ${say.quantity(notice.data.threshold, notice.data)} (${notice.data.condition}). ${agentOf(notice)} est toujours en ligne.`,
      ],
      ask: `Merci d’examiner ${agentOf(notice)} et de décider s’il faut l’arrêter.`,
    }),
    rule_no_data: (notice, say) => ({
      subject: `${caseOf(notice)} : plus de mesure de ${quoted(notice.data)}`,
      context: [
        `La règle « ${notice.data.rule} » de ${agentOf(notice)} n’a plus de données depuis le ${say.dateTime(notice.data.since, notice.data.timezone)} : personne ne sait comment se porte ${agentOf(notice)}.`,
      ],
      ask: `Merci de rétablir les mesures de ${quoted(notice.data)}.`,
    }),
    rule_files_bad: (notice, say) => ({
      subject: `Fichiers de règles refusés : ${notice.data.file}:${notice.data.line}`,
      context: [
        `Le ${moment(notice, say)}, une modification des fichiers de règles a été refusée (${faults(notice.data.problems)}). Première erreur, ${notice.data.file}:${notice.data.line}:${notice.data.column} ; trouvé : ${notice.data.found} ; attendu : ${notice.data.expected}.`,
        `Le dernier jeu valide (${notice.data.inForce.slice(0, 12)}) reste en vigueur.`,
      ],
      ask: `Merci de corriger ${notice.data.file}.`,
    }),
    plan_drafted: (notice) => ({
      subject: `Plan ${notice.plan} : à compléter, ${notice.data.title}`,
      context: [
        `Le plan d’action ${notice.plan} a été préparé pour ${theCase(notice)} de ${agentOf(notice)}.`,
      ],
      ask: 'Merci de le compléter et de le faire signer : cause racine, un responsable et une échéance par action.',
    }),
    plan_activated: (notice, say) => ({
      subject: `Plan ${notice.plan} : actif, ${notice.data.title}`,
      context: [
        `Le plan d’action ${notice.plan} pour ${agentOf(notice)} est signé et actif depuis le ${moment(notice, say)}${notice.data.actions === undefined ? '' : ` (actions : ${say.number(notice.data.actions)})`}.`,
      ],
      ask: 'Merci de réaliser vos actions avant leurs échéances.',
    }),
    plan_closed: (notice, say) => ({
      subject: `Plan ${notice.plan} : clos, ${notice.data.title}`,
      context: [
        `Le plan d’action ${notice.plan} pour ${agentOf(notice)} a été clos le ${moment(notice, say)} : ses critères ont tenu.`,
      ],
      ask: 'Merci d’assurer les suites que liste le bilan de clôture.',
    }),
    plan_reopened: (notice, say) => ({
      subject: `Plan ${notice.plan} : rouvert, ${notice.data.title}`,
      context: [
        `Le ${moment(notice, say)}, ce que le plan d’action ${notice.plan} avait corrigé est revenu chez ${agentOf(notice)}${notice.incident === undefined ? '' : ` (incident ${notice.incident})`}.`,
      ],
      ask: `Merci de revoir la cause racine du plan ${notice.plan}.`,
    }),
    action_regressed: (notice, say) => ({
      subject: `Plan ${notice.plan}, action ${notice.data.action} : ne tient plus`,
      context: [
        `Le ${moment(notice, say)}, le critère de l’action ${notice.data.action}, « ${notice.data.title} », a de nouveau échoué (${notice.data.criterion}). L’action est rouverte.`,
      ],
      ask: `Merci de reprendre l’action ${notice.data.action}.`,
    }),
    action_reminder: (notice, say) => ({
      subject: `Relance ${notice.data.nth}, plan ${notice.plan}, action ${notice.data.action} : ${notice.data.title}`,
      context: [
        `L’action ${notice.data.action} du plan ${notice.plan} pour ${agentOf(notice)}, « ${notice.data.title} », était attendue pour le ${say.date(notice.data.dueAt, notice.data.timezone)}. Ceci est la relance ${notice.data.nth}.`,
      ],
      ask: 'Merci de la marquer comme faite, ou de dire ce qui la bloque.',
    }),
    review_reminder: (notice, say) => ({
      subject: `Relance ${notice.data.nth}, plan ${notice.plan} : revue à tenir, ${notice.data.title}`,
      context: [
        `La revue du plan ${notice.plan} pour ${agentOf(notice)} était prévue le ${say.date(notice.data.dueAt, notice.data.timezone)}. Ceci est la relance ${notice.data.nth}.`,
      ],
      ask: 'Merci de tenir la revue et d’en noter le résultat.',
    }),
    reminder_escalated: (notice, say) => ({
      subject: `Escalade, plan ${notice.plan} : ${notice.data.title}`,
      context: [
        `${notice.data.subject === 'action' ? `L’action ${notice.data.action ?? ''}`.trim() : 'La revue'} du plan ${notice.plan}, « ${notice.data.title} », était attendue pour le ${say.date(notice.data.dueAt, notice.data.timezone)}. Relances restées sans réponse : ${notice.data.reminders}${notice.data.owner === undefined ? '' : ` (à ${say.who(notice.data.owner)})`}.`,
      ],
      ask: 'Merci de décider : aider, nommer un autre responsable ou fixer une autre échéance.',
    }),
    drill: (notice, say) => ({
      subject: `EXERCICE : ${agentOf(notice)}, règle ${notice.data.rule}`,
      context: [
        `Ceci est un test d’alerte, lancé le ${moment(notice, say)} : il vérifie que la règle « ${notice.data.rule} » arrêterait vraiment ${agentOf(notice)}. Aucun client n’est concerné.`,
      ],
      ask: 'Il n’y a rien à faire, sinon constater que ce message est arrivé.',
    }),
  } satisfies Wordings,
};
export type Texts = typeof fr;

const sources: Readonly<Record<NoticeFacts['incident_opened']['source'], string>> = {
  rule: 'règle',
  audit: 'audit',
  review: 'revue',
  manual: 'ouverture manuelle',
};

function agentOf(notice: Told): string {
  return notice.data.agentName ?? notice.agent ?? 'l’agent';
}

function caseOf(notice: Told): string {
  return notice.incident === undefined ? `Agent ${agentOf(notice)}` : `Incident ${notice.incident}`;
}

function theCase(notice: Told): string {
  return notice.incident === undefined ? 'l’alerte' : `l’incident ${notice.incident}`;
}

function moment(notice: Told, say: Format): string {
  return say.dateTime(notice.at, notice.data.timezone);
}

function labelOf(data: NoticeFacts['rule_no_data' | 'rule_alert']): string {
  return data.labelFr ?? data.metric;
}

/** In quotes, because « de » before a label would have to be elided or not. */
function quoted(data: NoticeFacts['rule_no_data' | 'rule_alert']): string {
  return `« ${labelOf(data)} »`;
}

function measured(data: NoticeFacts['rule_alert' | 'agent_tripped'], say: Format): string {
  return `${labelOf(data)} ${data.value === null ? 'sans mesure' : say.quantity(data.value, data)}`;
}

function reasonOf(reason: string | undefined): readonly string[] {
  return reason === undefined ? [] : [`Motif donné : « ${reason} ».`];
}

function faults(count: number): string {
  return count === 1 ? '1 erreur' : `${count} erreurs`;
}
