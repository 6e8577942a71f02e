import { Paragraph, TextRun } from 'docx';
import type { Tone } from '../../plans/blocks.ts';
import { inks } from './look.ts';
import { printable } from './printable.ts';

type Look = { readonly bold?: boolean; readonly color?: string; readonly size?: number };

/** A text in one look. */
export function run(text: string, look: Look = {}): TextRun {
  return new TextRun({ text: printable(text), ...look });
}

/** The colour of a text that has a tone. */
export function toned(tone: Tone | undefined): { readonly color?: string } {
  return tone === undefined ? {} : { color: inks[tone] };
}

/** A point of a list. */
export function listItem(text: string, reference: 'numbers' | 'points'): Paragraph {
  return new Paragraph({ children: [run(text)], numbering: { reference, level: 0 } });
}
