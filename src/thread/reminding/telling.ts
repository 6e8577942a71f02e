import type { NewNotice } from '../../notices/notice.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { AgentState } from '../world.ts';

/**
 * Something that lasts, of which people are told once when it has lasted for too long. Who is told hears of
 * it as soon as somebody looks: after a restart, or with a clock that was set, neither twice nor never.
 */
export type Telling = {
  /** When people are to be told, in epoch ms. */
  readonly dueAt: number;
  /** Its key is the same as long as it is the same trouble, and begins with `wait:`. */
  readonly notice: NewNotice;
  /**
   * Those who are told have to answer. As long as it lasts, the people of their chains are told one after the
   * other.
   */
  readonly asks?: Asks;
  /** Others tell it, by a notice of this key: here it is only followed until it is answered. */
  readonly isToldElsewhere?: true;
};

export type Asks = {
  readonly subject: 'incident' | 'action' | 'suspension';
  readonly title?: string;
  readonly action?: string;
};

/** The facts about an agent at a look. `state.agent` is `noAgent` for what is of the whole organisation. */
export type Look = {
  readonly state: AgentState;
  readonly set: RuleSet;
  /** Of the agent's own traffic. */
  readonly trafficAt: number | undefined;
  readonly reach: ReachOf;
  /** Since when somebody has been there without a break to measure, in epoch ms. */
  readonly watchedFrom: number;
  readonly now: number;
};

/**
 * When the agent was heard last by any process, and since when this one listens. While it cannot be read what
 * others have heard, nobody knows.
 */
export type ReachOf = {
  readonly heardAt?: number | undefined;
  readonly startedAt: number;
  readonly isKnown: boolean;
};

/** One sort of what people are told of: everything of it that lasts now, due or not. */
export type Subject = (look: Look) => readonly Telling[];
