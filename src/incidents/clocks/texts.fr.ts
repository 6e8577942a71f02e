/** The words of clocks in French. Spaces before high punctuation are plain here; readers typeset them. */
export const fr = {
  states: {
    running: 'en cours',
    late: 'en retard',
    incomplete: 'premier envoi fait',
    done: 'fait',
    withdrawn: 'retiré',
  },
  timely: { on_time: 'à temps', noted_late: 'à temps, noté après', late: 'en retard' },
  completeOwed: 'envoi complet attendu',
  withdrawnLate: 'retiré, en retard alors',
  due: (when: string) => `au plus tard le ${when}`,
  sent: (when: string) => `envoyé le ${when}`,
  hours: (count: number) => `${count} h`,
  days: (count: number) => (count === 1 ? '1 jour' : `${count} jours`),
  owed: 'Signalements dus',
};

/** The words of clocks in any language: French is the reference. */
export type Texts = typeof fr;
