import type { Bilingual } from '../../metrics/metric.ts';

/** How long a report may take: exact hours, or days of the calendar. */
export type ClockSpan = { readonly unit: 'hours' | 'days'; readonly count: number };

/** A time by which an authority, or somebody else, must have a report. */
export type ClockRule = {
  readonly id: string;
  readonly name: Bilingual;
  /** Where it is written that this time holds: the article, the clause. */
  readonly source: Bilingual;
  readonly within: ClockSpan;
  /** The instant it runs from: when people became aware, or when the incident was opened. */
  readonly from: 'awareness' | 'opened';
  /** The circumstance in which it runs; absent: always. */
  readonly when?: string;
  /** Whether a first report that is not complete yet is in time. */
  readonly firstIncomplete: boolean;
};

/** A kind of incident that must be reported, with its clocks. */
export type ClockClass = {
  /** `gdpr_breach` */
  readonly id: string;
  readonly name: Bilingual;
  readonly source: Bilingual;
  /** Circumstances that decide which clocks run, by id; none: all of them do. */
  readonly facets: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly clocks: readonly ClockRule[];
};

/** `72h`, `15d`: as clocks.yaml writes it. */
export function spanText({ unit, count }: ClockSpan): string {
  return `${count}${unit === 'hours' ? 'h' : 'd'}`;
}

/** The span that a text such as `72h` or `15d` says; `undefined` for any other text. */
export function parseSpan(text: string): ClockSpan | undefined {
  const found = /^([1-9]\d{0,3})(h|d)$/.exec(text);
  if (found === null) return undefined;
  return { unit: found[2] === 'h' ? 'hours' : 'days', count: Number(found[1]) };
}
