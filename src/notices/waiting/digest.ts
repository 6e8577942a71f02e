import { defined } from '../../platform/defined.ts';
import type { Notice, NoticeKind } from '../notice.ts';
import { isForDigest } from './hold.ts';

/** The parts of a digest, the most urgent first. */
export const digestParts = ['escalated', 'overdue', 'today', 'ahead', 'other'] as const;
export type DigestPart = (typeof digestParts)[number];

/** How many lines each part has. */
export type Counts = Readonly<Record<DigestPart, number>>;

/** A line of a digest about an action or, without a title, a review. */
export type DigestLine = {
  readonly title?: string;
  readonly plan: number;
  /** As it is written. */
  readonly dueOn: string;
  /** How the agent is called. */
  readonly agent: string;
  /** 0 before it is due. */
  readonly reminder: number;
  /** The name of who has it, where the reader is somebody else. */
  readonly owner?: string;
};

/** Whether several notices to one reader are told as a digest: they are not all of one kind. */
export function isDigest(notices: readonly Pick<Notice, 'kind'>[]): boolean {
  const kinds = new Set<NoticeKind>(notices.map(({ kind }) => kind));
  return notices.length > 1 && (kinds.size > 1 || [...kinds].some(isForDigest));
}

/** The part in which a notice stands. */
export function partOf(notice: Notice): DigestPart {
  switch (notice.kind) {
    case 'reminder_escalated':
      return 'escalated';
    case 'action_reminder':
    case 'review_reminder': {
      const { step } = notice.data;
      return step === 'ahead' || step === 'today' ? step : 'overdue';
    }
    default:
      return 'other';
  }
}

/** A reminder as a line; `undefined` for what is told by its subject. */
export function lineOf(
  notice: Notice,
  words: {
    readonly agent: string;
    readonly dateOf: (at: number) => string;
    readonly nameOf: (person: string) => string | undefined;
  },
): DigestLine | undefined {
  const { agent, dateOf } = words;
  switch (notice.kind) {
    case 'action_reminder':
    case 'review_reminder': {
      const { kind, plan, data } = notice;
      const title = kind === 'action_reminder' ? data.title : undefined;
      return defined({ title, plan, dueOn: dateOf(data.dueAt), agent, reminder: data.nth });
    }
    case 'reminder_escalated': {
      const { plan, data } = notice;
      const title = data.subject === 'action' ? data.title : undefined;
      const owner = data.owner === undefined ? undefined : (words.nameOf(data.owner) ?? data.owner);
      return defined({ title, plan, dueOn: dateOf(data.dueAt), agent, reminder: data.reminders, owner });
    }
    default:
      return undefined;
  }
}

/** The order of lines: parts, and in each what was due first, then by plan and key. */
export function inDigestOrder(notices: readonly Notice[]): Notice[] {
  const dueOf = ({ data }: Notice) => ('dueAt' in data ? data.dueAt : 0);
  return notices.toSorted(
    (left, right) =>
      digestParts.indexOf(partOf(left)) - digestParts.indexOf(partOf(right)) ||
      dueOf(left) - dueOf(right) ||
      (left.plan ?? 0) - (right.plan ?? 0) ||
      (left.key < right.key ? -1 : 1),
  );
}
