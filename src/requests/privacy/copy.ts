import type { Bilingual } from '../../metrics/metric.ts';
import type { Standing } from '../vault/vault.ts';

/** Something that is kept of somebody. Times are epoch milliseconds. */
export type KeptText = {
  readonly id: string;
  readonly category: string;
  readonly purpose: string;
  /** When it was put down. */
  readonly since: number;
  /** The first instant at which it need not be kept any more; absent: that is not known yet. */
  readonly until?: number;
  /** Absent where it cannot be read any more: it was changed by hand. */
  readonly text?: string;
};

/** A category, as retention.yaml describes it. */
export type DescribedCategory = {
  readonly id: string;
  readonly name?: Bilingual;
  readonly purpose?: Bilingual;
  readonly basis?: Bilingual;
};

/** Everything that is kept of somebody, for them. */
export type PersonalCopy = Standing & {
  readonly privacy: number;
  readonly customer: string;
  readonly madeAt: number;
  readonly timezone: string;
  readonly categories: readonly DescribedCategory[];
  readonly rows: readonly KeptText[];
  /**
   * When and what for it was read, the latest first: not by whom, which the law does not give a right to
   * (Court of Justice, C-579/21).
   */
  readonly readings: readonly { readonly at: number; readonly why: string }[];
};
