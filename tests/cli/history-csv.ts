import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const stepMs = 10_000;
/** Where the histories of these tests begin. */
export const begin = Date.UTC(2026, 5, 1);

/** A time as a file or a report writes it, in cells after `begin`. */
export const cellAt = (place: number): string => new Date(begin + place * stepMs).toISOString();

/** Rows of samples of Margaux's error rate, one each cell, 100 answers each. */
export function rowsOf(values: readonly number[]): string[] {
  return values.map((value, place) => `margaux,error_rate,${cellAt(place)},${value},100`);
}

/** 1 % of errors for an hour, a quarter at 1.8 %, another hour, a quarter at 4 %, and the rest of four hours. */
export const twoWaves: readonly number[] = Array.from({ length: 1_440 }, (_, place) => {
  if (place >= 360 && place < 450) return 0.018;
  if (place >= 810 && place < 900) return 0.04;
  return 0.01;
});

/** Writes a file into a folder and says where it is. */
export async function fileOf(dir: string, name: string, rows: readonly string[]): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, `${rows.join('\n')}\n`);
  return path;
}
