import type { Wordings } from '../wording.ts';

const whats = {
  missing: 'that data is missing',
  duplicate: 'a duplicate',
  wrong: 'wrong data',
  obsolete: 'obsolete data',
} as const;

const checks = {
  daily: 'Entries of',
  weekly: 'Check of week',
  monthly: 'Audit of month',
  quarterly: 'Audit of quarter',
  yearly: 'Audit of year',
} as const;

/** The wordings of notices about the data of the desk, in English. */
export const anomalies: Pick<Wordings, 'anomaly_answered' | 'desk_checked'> = {
  anomaly_answered: ({ data }, say) => ({
    subject: `Your report no. ${data.anomaly}: ${data.outcome === 'corrected' ? 'corrected' : 'declined'}`,
    context: `On ${say.dateTime(data.reportedAt)} you reported ${whats[data.what]}. ${say.who(data.by)} ${data.outcome === 'corrected' ? 'has corrected it or had it corrected' : 'has declined it'}; the answer is with the report.`,
    ask:
      data.outcome === 'corrected'
        ? 'Thank you for reporting it; if something is still wrong, report it again.'
        : 'If you do not agree, talk to whoever checks the data.',
  }),
  desk_checked: ({ data }) => ({
    subject: `${checks[data.check]} ${data.period}: ${data.incomplete} to complete, ${data.standing} anomalies standing`,
    context: [
      `${data.received} requests received in that time; ${data.incomplete} to complete; ${data.standing} anomalies standing, ${data.overdue} of them late.`,
      ...(data.duplicates === undefined
        ? []
        : [`Pairs of customers with the same address or number: ${data.duplicates}.`]),
      ...(data.sample === undefined || data.sample.length === 0
        ? []
        : [`Requests drawn to be read again: ${data.sample.join(', ')}.`]),
    ],
    ask:
      data.sample === undefined
        ? 'Please complete what is missing, or have it completed.'
        : 'Please read these requests, validate them, or report what is wrong.',
  }),
};
