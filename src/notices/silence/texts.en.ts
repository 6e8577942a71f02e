import type { NoticeFacts } from '../notice.ts';
import type { Say, Wordings } from '../wording.ts';

/** The wordings of notices about silences, in English. */
export const silence: Pick<Wordings, 'stop_silenced'> = {
  stop_silenced: ({ data }, say) => ({
    subject: `${whose(data, say)}: ${what(data)} until ${say.dateTime(data.until)}`,
    context: [
      `On ${say.when} ${say.who(data.by)} silenced ${data.rule === undefined ? 'all rules' : `the rule “${data.rule}”`} of ${whose(data, say)} until ${say.dateTime(data.until)}: ${data.reason}`,
      'Until then what is measured is recorded, and neither stops nor reduces anything. What is still over its threshold when the silence ends acts at once.',
    ],
    ask: 'If this was not planned, please end the silence, or stop the agent.',
  }),
};

function what({ rule }: NoticeFacts['stop_silenced']): string {
  return rule === undefined ? 'stops are silenced' : `the rule “${rule}” stops nothing`;
}

function whose({ tag, agents }: NoticeFacts['stop_silenced'], { agent }: Say): string {
  return tag === undefined ? agent : `${agents === 1 ? '1 agent' : `${agents} agents`} “${tag}”`;
}
