import { cpus, release, totalmem } from 'node:os';
import { stdout } from 'node:process';
import { programVersion } from './peers.ts';
import { programs } from './programs.ts';

/** One aim of a script: met when `value` is on the right side of `aim`. */
export type Aim = {
  readonly name: string;
  readonly value: number | null;
  readonly aim: number;
  readonly met: boolean | null;
};

/** What a script found: a table, notes, and its aims. A value is null when the peer it is compared with is missing. */
export type Report = {
  readonly bench: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** What a table has no room for, a line each. */
  readonly notes?: readonly string[];
  readonly aims: readonly Aim[];
};

/** An aim for a value that should be large (`atLeast`) or small (`atMost`). */
export function aimOf(
  name: string,
  value: number | undefined,
  bound: { atLeast: number } | { atMost: number },
): Aim {
  const aim = 'atLeast' in bound ? bound.atLeast : bound.atMost;
  if (value === undefined || !Number.isFinite(value)) return { name, value: null, aim, met: null };
  const rounded = Number(value.toPrecision(4));
  return { name, value: rounded, aim, met: 'atLeast' in bound ? value >= aim : value <= aim };
}

/** The table for people, then one JSON object on the last line. */
export function printReport(report: Report): void {
  const lines = [report.columns.map(String), ...report.rows.map((row) => row.map(cell))];
  const widths = report.columns.map((_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  const write = (line: string) => stdout.write(`${line}\n`);
  write('');
  for (const line of lines)
    write(
      line
        .map((text, at) => text.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  write('');
  for (const note of report.notes ?? []) write(note);
  for (const { name, value, aim, met } of report.aims)
    write(`${met === null ? 'not measured' : met ? 'met' : 'missed'}: ${name}: ${value ?? '–'} (aim ${aim})`);
  write('');
  write(
    JSON.stringify({
      bench: report.bench,
      aims: report.aims,
      settings: report.settings,
      machine: machine(),
      versions: versions(),
    }),
  );
}

function cell(value: string | number): string {
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

function machine() {
  const [first] = cpus();
  return {
    cpus: cpus().length,
    model: first?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
  };
}

function versions(): Record<string, string> {
  return {
    node: process.version,
    ...Object.fromEntries(
      programs.flatMap((program) => {
        const version = programVersion(program);
        return version === undefined ? [] : [[program, version]];
      }),
    ),
  };
}
