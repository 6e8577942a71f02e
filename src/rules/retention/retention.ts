import type { Bilingual } from '../../metrics/metric.ts';

/** How long something is kept, in days, months or years of the calendar. */
export type KeepFor = { readonly unit: 'days' | 'months' | 'years'; readonly count: number };

/** The events that a retention may run from: the room that keeps the data says when one happened. */
export const retentionStarts = [
  'contract_end',
  'issued',
  'last_contact',
  'closed',
  'recorded',
  'collected',
] as const;
export type RetentionStart = (typeof retentionStarts)[number];

/** A kind of personal data, and how long it is kept. */
export type RetentionCategory = {
  /** `contract` */
  readonly id: string;
  readonly name: Bilingual;
  /** The purpose that it is kept for. */
  readonly purpose: Bilingual;
  readonly keep: KeepFor;
  /** The event that this time runs from; while it has not happened, the data stays. */
  readonly after: RetentionStart;
  /** Where it is written that it is kept so long: the law, the decision of the house. */
  readonly basis: Bilingual;
  /** Whether it must be kept until then even where the person asks for its erasure. */
  readonly mustKeep: boolean;
};

/** `retention.yaml`: how long personal data is kept. */
export type RetentionRules = {
  /** The IANA name of the zone whose days count; absent: the zone most agents live in. */
  readonly timezone?: string;
  readonly categories: readonly RetentionCategory[];
  /** How long it is kept who read what. */
  readonly readLog: KeepFor;
};

const singular = { days: 'day', months: 'month', years: 'year' } as const;

/** `5 years`, `1 month`: as retention.yaml writes it. */
export function keepText({ unit, count }: KeepFor): string {
  return `${count} ${count === 1 ? singular[unit] : unit}`;
}

/** The time that a text such as `5 years` says; `undefined` for any other text. */
export function parseKeep(text: string): KeepFor | undefined {
  const found = /^([1-9]\d{0,2}) (day|month|year)s?$/.exec(text);
  if (found === null) return undefined;
  return { unit: `${found[2] as 'day' | 'month' | 'year'}s`, count: Number(found[1]) };
}

/** The content of retention.yaml, category by category, as comparable texts under the keys of the file. */
export function retentionTexts({
  retention,
}: {
  readonly retention?: RetentionRules;
}): { readonly id: string; readonly texts: Readonly<Record<string, string | undefined>> }[] {
  if (retention === undefined) return [];
  const all = { timezone: retention.timezone, read_log: keepText(retention.readLog) };
  return [
    { id: 'all', texts: all },
    ...retention.categories.map(({ id, name, purpose, keep, after, basis, mustKeep }) => ({
      id,
      texts: {
        keep: `${keepText(keep)} after ${after}`,
        must_keep: String(mustKeep),
        ...{ 'name.fr': name.fr, 'name.en': name.en },
        ...{ 'purpose.fr': purpose.fr, 'purpose.en': purpose.en },
        ...{ 'basis.fr': basis.fr, 'basis.en': basis.en },
      },
    })),
  ];
}
