import type { News } from './messages.ts';

type Of<K extends News['kind']> = Extract<News, { kind: K }>;

/** All that the processes have told so far. */
export type Seen = {
  /** One entry for each time that Margaux heard of another state of her switch. */
  readonly told: Of<'told'>[];
  readonly answers: Of<'answers'>[];
  readonly deliveries: Of<'delivery'>[];
  readonly wrong: Of<'wrong'>[];
  readonly sentAt: number[];
  synchronisedAt: number;
  tally: Omit<Of<'tally'>, 'kind'>;
  /** The counts of the present Margaux, and below, those confirmed to the one that was replaced. */
  reported: Omit<Of<'reported'>, 'kind'>;
  takenBefore: number;
};

/** Nothing seen. */
export function createSeen(): Seen {
  return {
    told: [],
    answers: [],
    deliveries: [],
    wrong: [],
    sentAt: [],
    synchronisedAt: 0,
    tally: { asked: 0, right: 0, wrong: 0, turnedAway: 0 },
    reported: { taken: 0, waiting: 0 },
    takenBefore: 0,
  };
}

/** Takes note of what a process tells. */
export function see(seen: Seen, news: News): void {
  switch (news.kind) {
    case 'listening':
      return;
    case 'told': {
      const last = seen.told.at(-1);
      if (last?.epoch !== news.epoch || last.mayRun !== news.mayRun) seen.told.push(news);
      return;
    }
    case 'answers':
      seen.answers.push(news);
      return;
    case 'sent':
      seen.sentAt.push(news.at);
      return;
    case 'reported':
      seen.reported = news;
      return;
    case 'delivery':
      seen.deliveries.push(news);
      return;
    case 'synchronised':
      seen.synchronisedAt = news.at;
      return;
    case 'wrong':
      seen.wrong.push(news);
      return;
    case 'tally':
      seen.tally = news;
      return;
    default:
      news satisfies never;
  }
}

/** Margaux is about to be replaced: the next one hears and counts from the beginning. */
export function replaceMargaux(seen: Seen): void {
  seen.takenBefore += seen.reported.taken;
  seen.reported = { taken: 0, waiting: 0 };
  seen.told.length = 0;
}
