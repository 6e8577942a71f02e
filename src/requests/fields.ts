import type { FieldError } from '../platform/refusal.ts';
import { type DeskRules, kindOf } from '../rules/desk/desk.ts';

/** The parts of a request that are there, of those that its kind may require. */
export type KnownOf = {
  readonly name: boolean;
  readonly email: boolean;
  readonly phone: boolean;
  readonly text: boolean;
  readonly agent: boolean;
  /** Values of fields of desk.yaml. */
  readonly fields: Readonly<Record<string, string>>;
};

/** The fields that a kind requires and that are not there, in the order of desk.yaml. */
export function missingOf(rules: Pick<DeskRules, 'kinds'>, kind: string, known: KnownOf): string[] {
  const { fields, ...plain } = known;
  const isThere = (id: string): boolean =>
    Object.hasOwn(plain, id)
      ? plain[id as keyof typeof plain]
      : Object.hasOwn(fields, id) && fields[id] !== '';
  return kindOf(rules, kind).requires.filter((id) => !isThere(id));
}

/** Every field that desk.yaml does not know, and every value that does not fit its pattern. */
export function fieldFaults(
  { fields: known }: Pick<DeskRules, 'fields'>,
  given: Readonly<Record<string, string | null>>,
): FieldError[] {
  return Object.entries(given).flatMap(([id, value]) => {
    const field = known.find((one) => one.id === id);
    const pointer = `/fields/${id}`;
    if (field === undefined) {
      const names = known.map((one) => one.id).join(', ');
      return [
        {
          pointer,
          detail: `expected a field of desk.yaml${names === '' ? ', which has none' : `: ${names}`}`,
        },
      ];
    }
    if (value === null || field.pattern === undefined) return [];
    return new RegExp(`^(?:${field.pattern})$`, 'u').test(value)
      ? []
      : [{ pointer, detail: `expected a value that fits ${field.pattern}` }];
  });
}

/** Fields after an edit: null takes one away. */
export function editedFields(
  before: Readonly<Record<string, string>>,
  edit: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const after: Record<string, string> = {};
  for (const [id, value] of Object.entries({ ...before, ...edit })) if (value !== null) after[id] = value;
  return after;
}
