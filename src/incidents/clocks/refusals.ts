import { nearestHint } from '../../platform/nearest.ts';
import { type Refusal, refused } from '../../platform/refusal.ts';

/** Why a command about classes and clocks is refused: stable, and in the dictionaries of both languages. */
export const clockRefusals = {
  unknown_class: 'invalid',
  class_not_in_mandate: 'conflict',
  unknown_facet: 'invalid',
  facet_missing: 'invalid',
  already_classified: 'conflict',
  not_classified: 'conflict',
  too_many_classes: 'conflict',
  too_many_reports: 'conflict',
  aware_in_future: 'invalid',
  awareness_reason_missing: 'invalid',
  awareness_moves_earlier: 'conflict',
  unknown_clock: 'invalid',
  clock_already_done: 'conflict',
  incomplete_not_allowed: 'conflict',
  report_in_future: 'invalid',
  report_before_awareness: 'invalid',
  complete_before_first: 'invalid',
  late_reason_missing: 'invalid',
  late_reference_missing: 'invalid',
  approver_required: 'forbidden',
} as const satisfies Readonly<Record<string, Refusal['kind']>>;
/** The code of a refusal about classes and clocks. */
export type ClockRefusal = keyof typeof clockRefusals;

/** A refusal of such a command. */
export function refuse(code: ClockRefusal, detail: string): ReturnType<typeof refused> {
  return refused({ kind: clockRefusals[code], code, detail });
}

/** The refusal of a name that is none of those there are. */
export function refuseName(
  code: 'unknown_class' | 'unknown_facet' | 'unknown_clock',
  thing: string,
  name: string,
  known: readonly string[],
): ReturnType<typeof refused> {
  const expected = known.length === 0 ? 'there is none' : `expected one of ${known.join(', ')}`;
  return refuse(
    code,
    `There is no ${thing} ${JSON.stringify(name)}; ${expected}.${nearestHint(name, known)}`,
  );
}
