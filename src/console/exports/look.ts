import type { Tone } from '../../plans/blocks.ts';

/** How paper looks, in PDF and in Word: colours as RRGGBB. Each ink reads on its soft colour and on white. */

export const typeface = 'Inter';
/** The typeface that Word takes where nobody has installed the other. */
export const typefaceElse = 'Arial';

/** Colours of words by their tone, in hexadecimal RGB. */
export const inks: Readonly<Record<Tone, string>> = {
  good: '145A2F',
  warning: '6E4300',
  bad: '9C1726',
  info: '14477A',
  muted: '5C5853',
};
/** Colours behind words by their tone, in hexadecimal RGB. */
export const softs: Readonly<Record<Tone, string>> = {
  good: 'DDF1E4',
  warning: 'FCEFD3',
  bad: 'FADFDF',
  info: 'DDEAF7',
  muted: 'ECE9E3',
};
export const ink = '1D1C1A';
export const accent = 'B01E2E';
export const line = 'C9C3B9';
/** Of labels and of the heads of tables. */
export const labelled = 'F3F0EA';

/** Points in two columns where there are many, so that they take half the height. */
export function inColumns(items: readonly string[]): readonly (readonly string[])[] {
  if (items.length <= 4) return [items];
  const half = Math.ceil(items.length / 2);
  return [items.slice(0, half), items.slice(half)];
}

/** A title as one line at the foot of a page has room for it. */
export function atFoot(title: string): string {
  return title.length > 95 ? `${title.slice(0, 94).trimEnd()}…` : title;
}
