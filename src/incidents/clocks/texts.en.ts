import type { Texts } from './texts.fr.ts';

/** The words of clocks in English. */
export const en: Texts = {
  states: {
    running: 'running',
    late: 'late',
    incomplete: 'first report sent',
    done: 'done',
    withdrawn: 'withdrawn',
  },
  timely: { on_time: 'on time', noted_late: 'on time, noted later', late: 'late' },
  completeOwed: 'the complete report is owed',
  withdrawnLate: 'withdrawn, late by then',
  due: (when) => `by ${when}`,
  sent: (when) => `sent on ${when}`,
  hours: (count) => `${count} h`,
  days: (count) => (count === 1 ? '1 day' : `${count} days`),
  owed: 'Reports owed',
};
