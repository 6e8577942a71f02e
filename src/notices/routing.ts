import { localDate } from '../language/zoned.ts';
import type { ChannelName, PersonalChannel, Target } from './channel.ts';
import type { NewNotice, NoticeKind, NoticeSeverity } from './notice.ts';

/** How people.yaml says that somebody is reached. */
export type Reach = {
  /** By severity; mail alone where it is not said. */
  readonly channels?: Readonly<Partial<Record<NoticeSeverity, readonly PersonalChannel[] | undefined>>>;
  /** Person id: who is told while they are away. */
  readonly deputy?: string;
  /** Days (`2026-08-03`), the last one too. */
  readonly away?: readonly { readonly from: string; readonly to: string }[];
  /** IANA name: whose days these are; that of the house where it is not said. */
  readonly timezone?: string;
  /** Hours in which only what is critical reaches them, in minutes after midnight; maybe over midnight. */
  readonly quiet?: { readonly fromMinutes: number; readonly toMinutes: number };
  /** The people who are told when this one does not answer, counted from when this one was told. */
  readonly escalate?: readonly { readonly afterMs: number; readonly to: string }[];
};

/** How each person is reached, from the rules in force. */
export type AddressBook = {
  readonly reachOf: (person: string) => Reach | undefined;
  readonly houseZone: () => string;
  /** When people read what can wait for a morning, in minutes after midnight. */
  readonly morningMinutes: number;
};

const rank: Readonly<Record<NoticeSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/**
 * Kinds that are said in the chat, where it interrupts a whole team, only from this severity on. What one
 * person is asked is between filrouge and that person until it escalates.
 */
const chatFrom: Readonly<Partial<Record<NoticeKind, NoticeSeverity | 'never'>>> = {
  incident_opened: 'warning',
  report_due: 'critical',
  rule_alert: 'warning',
  rule_no_data: 'warning',
  plan_drafted: 'warning',
  action_assigned: 'never',
  criterion_met: 'never',
  criterion_failed: 'never',
  plan_signature_due: 'never',
  action_reminder: 'never',
  review_reminder: 'never',
  incident_unacknowledged: 'warning',
  criterion_no_data: 'never',
  proof_outdated: 'never',
  mention: 'never',
  weekly_report: 'never',
  request_late: 'critical',
  requests_digest: 'never',
  register_checkpoint: 'never',
  anomaly_answered: 'never',
  desk_checked: 'never',
  test_message: 'never',
};

/** Whether the chat hears of a kind at a severity. */
export function isForChat(kind: NoticeKind, severity: NoticeSeverity): boolean {
  const from = chatFrom[kind] ?? 'info';
  return from !== 'never' && rank[severity] >= rank[from];
}

/**
 * The person to be told now for somebody: themselves, or while they are away the first of their deputies, one
 * after the other, who is there. Where nobody is, themselves: a notice is never for nobody.
 */
export function standIn(person: string, book: AddressBook, now: number): string {
  const asked = new Set<string>();
  let one: string | undefined = person;
  while (one !== undefined && !asked.has(one)) {
    const reach = book.reachOf(one);
    if (reach === undefined) return person;
    if (!isAway(reach, book, now)) return one;
    asked.add(one);
    one = reach.deputy;
  }
  return person;
}

function isAway({ away = [], timezone }: Reach, { houseZone }: AddressBook, now: number): boolean {
  if (away.length === 0) return false;
  const today = localDate(now, timezone ?? houseZone()).toString();
  return away.some(({ from, to }) => from <= today && today <= to);
}

type Addressed = Pick<NewNotice, 'kind' | 'severity' | 'people'>;

/**
 * Every delivery of a notice now: the webhook gets everything, because its receiver filters for itself; each
 * person is told once a channel, on the channels that they prefer at its severity, or their deputy is.
 */
export function targetsNow({ kind, severity, people }: Addressed, book: AddressBook, now: number): Target[] {
  // A drill proves the way that a stop would take.
  const way = kind === 'drill' ? 'critical' : severity;
  const told = new Map<string, string | undefined>();
  for (const person of new Set(people)) {
    const one = standIn(person, book, now);
    // Who is named themselves is told in nobody's place.
    if (one === person || !people.includes(one)) told.set(one, one === person ? undefined : person);
  }
  const personal = [...told].flatMap(([recipient, instead]) =>
    (book.reachOf(recipient)?.channels?.[way] ?? ['mail']).map((channel) => ({
      channel,
      recipient,
      ...(instead !== undefined && { instead }),
    })),
  );
  const chat: readonly Target[] = isForChat(kind, severity) ? [{ channel: 'chat' }] : [];
  return [{ channel: 'webhook' }, ...personal, ...chat];
}

/**
 * The deliveries of the notice that a channel is down: by all others, and where one of these people would
 * have nothing left, by mail.
 */
export function targetsWithout(
  down: ChannelName,
  notice: Addressed,
  book: AddressBook,
  now: number,
): readonly Target[] {
  const all = targetsNow(notice, book, now);
  const left = all.filter(({ channel }) => channel !== down);
  const cutOff = all.flatMap(({ recipient, channel }) =>
    channel === down && down !== 'mail' && recipient !== undefined ? [recipient] : [],
  );
  const byMail = cutOff
    .filter((person) => !left.some(({ recipient }) => recipient === person))
    .map((recipient) => ({ channel: 'mail' as const, recipient }));
  return [...left, ...byMail];
}

const nobodyIsAway: AddressBook = { reachOf: () => undefined, houseZone: () => 'UTC', morningMinutes: 480 };

/** The deliveries of a notice that was not addressed: mail to everybody who is named. */
export function targetsOf(notice: Addressed & Pick<NewNotice, 'targets'>): readonly Target[] {
  return notice.targets ?? targetsNow(notice, nobodyIsAway, 0);
}

/** The notice with the deliveries of now, if people.yaml says more of those it names than an address. */
export function addressed(notice: NewNotice, book: AddressBook, now: number): NewNotice {
  const isPlain = notice.people.every((person) => {
    const reach = book.reachOf(person);
    return reach?.channels === undefined && reach?.away === undefined;
  });
  return isPlain ? notice : { ...notice, targets: targetsNow(notice, book, now) };
}
