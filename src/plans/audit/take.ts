import { eurosAYear } from './money.ts';
import { joined } from './outline.ts';
import type { AuditReading, ReadAction } from './reading.ts';
import { labelled, type labelOf, type Role } from './words.ts';

/** Where in the text one is: what the part is about, and under which headings. */
export type Place = {
  readonly role: Role;
  /** Of the heading that gave the role. */
  readonly level: number;
  readonly headings: readonly { readonly level: number; readonly text: string }[];
};

/** Takes a line, item or row that says by itself what it is; answers whether it was one. */
export function takeLabelled(reading: AuditReading, { role }: Place, line: string): boolean {
  const found = labelled(line);
  if (found === undefined) return false;
  return takeLabel(reading, role, found.label, found.value, line);
}

/** The same of a label and its value that stand apart. `text` is what was written. */
export function takeLabel(
  reading: AuditReading,
  role: Role,
  label: ReturnType<typeof labelOf>,
  value: string,
  text: string,
): boolean {
  const euros = eurosAYear(value);
  const said = (as: string) => {
    reading.read.push({ text, as });
    return true;
  };
  const isGain = label === 'gain' || (label === 'total' && role === 'gains');
  if (isGain && euros !== undefined && reading.expectedGain === undefined) {
    reading.expectedGain = euros;
    return said('expected_gain');
  }
  if (label === 'total' && euros !== undefined && reading.statedTotal === undefined) {
    reading.statedTotal = euros;
    return said('total');
  }
  if ((label === 'date' || label === 'status') && role === 'preface' && reading[label] === undefined) {
    reading[label] = value;
    return said(label);
  }
  if (label === 'target' && role === 'preface') {
    reading.target.push(value);
    return said('target');
  }
  return false;
}

/** Adds an action to the phase that one is in. */
export function addAction(reading: AuditReading, place: Place, action: ReadAction): void {
  const last = reading.phases.at(-1);
  const title = place.headings.at(-1)?.text ?? '';
  const phase = last ?? { title, quick: place.role === 'quick_wins', actions: [] };
  if (last === undefined) reading.phases.push(phase);
  if (action.title !== '') phase.actions.push(action);
  else for (const { text } of action.steps) phase.actions.push({ title: text, steps: [], done: false });
}

/** Nothing is lost: what has no place in a plan is noted. */
export function note(reading: AuditReading, { headings }: Place, text: string): void {
  const under = joined(
    headings.map((heading) => heading.text),
    ' › ',
  );
  if (text !== '') reading.notes.push({ under: under === '' ? undefined : under, text });
}
