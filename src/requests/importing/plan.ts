import type { ImportSource } from './columns.ts';
import type { ReadRow, RowFault, RowReading } from './row.ts';

/** The outcome for a customer or a request of a row. */
export type RowOutcome = 'created' | 'merged' | 'known' | 'refused';

/**
 * A row of the preview. `customer`: made, found and learnt something of, or found as he is. `number`: of a
 * request that is here already.
 */
export type PlannedRow = {
  readonly line: number;
  readonly outcome: RowOutcome;
  readonly customer?: Exclude<RowOutcome, 'refused'>;
  readonly number?: number;
  readonly refused?: readonly RowFault[];
  readonly remarks?: readonly RowFault[];
};

/** Keyed tokens of what a person is found by. */
export type PartyTokens = {
  readonly ref: string | undefined;
  /** Of addresses and numbers. */
  readonly contacts: readonly string[];
  /** Of the words of the name. */
  readonly words: readonly string[];
};

/**
 * Whether a person of the file is somebody else of it, or of the desk: by the id of the other program, or by
 * an address or a number that both have, unless their names say that they are two: neither is within the
 * other.
 */
export function isSameParty(one: PartyTokens, other: PartyTokens): boolean {
  const isRef = one.ref !== undefined && one.ref === other.ref;
  return (isRef || sharesContact(one, other)) && namesAgree(one.words, other.words);
}

/** Whether two have an address or a number in common. */
export function sharesContact(one: PartyTokens, other: PartyTokens): boolean {
  return one.contacts.some((token) => other.contacts.includes(token));
}

function namesAgree(one: readonly string[], other: readonly string[]): boolean {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one];
  return few.every((word) => many.includes(word));
}

/**
 * The key by which a row is known again in the next import: the id of the other program, else all that it
 * says. Two rows that say the same are one.
 */
export function keyOf(row: ReadRow, source: ImportSource): string {
  if (row.id !== undefined) return `${source}:${row.id}`;
  const { customer, request } = row;
  return JSON.stringify([source, customer, request && { ...request, endedAt: undefined }]);
}

/** Rows with those refused that say the same as one above them: taken twice, they would count twice. */
export function withoutTwins(rows: readonly RowReading[], source: ImportSource): readonly RowReading[] {
  const first = new Map<string, number>();
  return rows.map((row) => {
    if ('refused' in row) return row;
    const key = keyOf(row, source);
    const line = first.get(key);
    if (line === undefined) {
      first.set(key, row.line);
      return row;
    }
    return { line: row.line, refused: [{ code: 'same_as_row', found: String(line) }] };
  });
}

/** The counts of a preview. */
export type PlanCounts = {
  readonly created: number;
  readonly merged: number;
  readonly known: number;
  readonly refused: number;
  readonly newCustomers: number;
};

/** Counts the rows of a preview by what becomes of them. */
export function countsOf(rows: readonly PlannedRow[], newCustomers: number): PlanCounts {
  const count = (outcome: RowOutcome) => rows.filter((row) => row.outcome === outcome).length;
  return {
    ...{
      created: count('created'),
      merged: count('merged'),
      known: count('known'),
      refused: count('refused'),
    },
    newCustomers,
  };
}
