import type { NoticeFacts } from '../notice.ts';
import type { Say, Wordings } from '../wording.ts';

type Late = Omit<NoticeFacts['request_late'], 'agentName' | 'timezone'>;

/** The wordings of notices about customers' requests that wait for too long, in English. */
export const requests: Pick<Wordings, 'request_late' | 'requests_digest'> = {
  request_late: ({ data }, say) => ({
    subject: `Request ${data.request}: ${alarms[data.alarm]}`,
    context: [
      `Request ${data.request} (${data.kindEn}${urgency(data)}): ${alarms[data.alarm]}, since ${say.dateTime(data.since)}.`,
      ...(data.promisedAt === undefined
        ? []
        : [`The promised time ends on ${say.dateTime(data.promisedAt)}.`]),
    ],
    ask: asks[data.alarm],
  }),
  requests_digest: ({ data }, say) => ({
    subject:
      data.lines.length + data.others === 1
        ? 'One request is waiting'
        : `${data.lines.length + data.others} requests are waiting`,
    context: [
      ...data.lines.map((line) => lineOf(line, say)),
      ...(data.others === 0 ? [] : [`And ${data.others} ${data.others === 1 ? 'other' : 'others'}.`]),
    ],
    ask: 'Please answer each of them, or say what comes next, and when.',
  }),
};

function lineOf(line: Late, say: Say): string {
  const promised = line.promisedAt === undefined ? '' : `, promised by ${say.dateTime(line.promisedAt)}`;
  return `– ${line.request} (${line.kindEn}${urgency(line)}): ${alarms[line.alarm]}, since ${say.dateTime(line.since)}${promised}`;
}

function urgency({ priority }: Late): string {
  return priority === 'urgent' ? ', urgent' : priority === 'high' ? ', high priority' : '';
}

const alarms: Readonly<Record<Late['alarm'], string>> = {
  escalation_not_taken_up: 'an escalation that nobody has taken up',
  answer_missed: 'the time for the first answer is over',
  resolve_missed: 'the time for the resolution is over',
  no_answer: 'not answered',
  answer_near: 'the time for the first answer is nearly over',
  resolve_near: 'the time for the resolution is nearly over',
  waiting: 'waiting for us',
};

const asks: Readonly<Record<Late['alarm'], string>> = {
  escalation_not_taken_up: 'Please take this escalation up, or give it to somebody.',
  answer_missed: 'Please answer the customer now.',
  resolve_missed: 'Please tell the customer how the request stands, and when it will be resolved.',
  no_answer: 'Please answer the customer.',
  answer_near: 'Please answer the customer before the time is over.',
  resolve_near: 'Please resolve the request before the time is over, or talk to the customer about it.',
  waiting: 'Please say what comes next in this request.',
};
