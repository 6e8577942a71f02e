import type { NoticeFacts } from '../notice.ts';
import type { Say, Wordings } from '../wording.ts';

type Late = Omit<NoticeFacts['request_late'], 'agentName' | 'timezone'>;

/** The wordings of notices about customers' requests that wait for too long, in French. */
export const requests: Pick<Wordings, 'request_late' | 'requests_digest'> = {
  request_late: ({ data }, say) => ({
    subject: `Demande n°\u00a0${data.request} : ${alarms[data.alarm]}`,
    context: [
      `Demande n°\u00a0${data.request} (${data.kindFr}${urgency(data)}) : ${alarms[data.alarm]}, depuis le ${say.dateTime(data.since)}.`,
      ...(data.promisedAt === undefined
        ? []
        : [`Le délai promis s’achève le ${say.dateTime(data.promisedAt)}.`]),
    ],
    ask: asks[data.alarm],
  }),
  requests_digest: ({ data }, say) => ({
    subject:
      data.lines.length + data.others === 1
        ? 'Une demande attend'
        : `${data.lines.length + data.others} demandes attendent`,
    context: [
      ...data.lines.map((line) => lineOf(line, say)),
      ...(data.others === 0 ? [] : [`Et ${data.others} ${data.others === 1 ? 'autre' : 'autres'}.`]),
    ],
    ask: 'Merci de répondre à chacune, ou de dire la suite et sa date.',
  }),
};

function lineOf(line: Late, say: Say): string {
  const promised =
    line.promisedAt === undefined ? '' : `, délai promis jusqu’au ${say.dateTime(line.promisedAt)}`;
  return `– n°\u00a0${line.request} (${line.kindFr}${urgency(line)}) : ${alarms[line.alarm]}, depuis le ${say.dateTime(line.since)}${promised}`;
}

function urgency({ priority }: Late): string {
  return priority === 'urgent' ? ', urgente' : priority === 'high' ? ', prioritaire' : '';
}

const alarms: Readonly<Record<Late['alarm'], string>> = {
  escalation_not_taken_up: 'escalade que personne n’a prise en charge',
  answer_missed: 'délai de première réponse dépassé',
  resolve_missed: 'délai de résolution dépassé',
  no_answer: 'sans réponse',
  answer_near: 'délai de première réponse presque écoulé',
  resolve_near: 'délai de résolution presque écoulé',
  waiting: 'en attente de notre part',
};

const asks: Readonly<Record<Late['alarm'], string>> = {
  escalation_not_taken_up: 'Merci de prendre en charge cette escalade, ou de la confier à quelqu’un.',
  answer_missed: 'Merci de répondre au client maintenant.',
  resolve_missed: 'Merci de dire au client où en est sa demande, et quand elle sera résolue.',
  no_answer: 'Merci de répondre au client.',
  answer_near: 'Merci de répondre au client avant la fin du délai.',
  resolve_near: 'Merci de résoudre la demande avant la fin du délai, ou d’en parler au client.',
  waiting: 'Merci de dire la suite de cette demande.',
};
