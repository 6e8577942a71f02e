import type { Registry } from 'prom-client';

/** One value of a family. */
export type Reading<L extends string = string> = {
  readonly labels: Readonly<Record<L, string | number>>;
  readonly value: number;
};

/**
 * Series that are read when they are scraped, one after the other: there may be tens of thousands. Nothing,
 * where something was looked at that has none: others have their turn there too.
 */
export type Family = {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly read: () => Readings | Promise<Readings>;
};

/** Readings of a metric; those that are absent are left out. */
export type Readings = Iterable<Reading | undefined>;

const families = new WeakMap<Registry, Family[]>();

/** Adds a family to what a registry shows. */
export function showFamily(registry: Registry, family: Family): void {
  families.set(registry, [...(families.get(registry) ?? []), family]);
}

/** A scrape holds up whatever else the process does for so long at a time. */
const turnMs = 4;
/** So many series are read between two looks at the clock. */
const readAtOnce = 16;

/** All that a registry shows, as text for Prometheus; made in pieces, with turns of others between. */
export async function exposition(registry: Registry): Promise<string> {
  const pieces = [await registry.metrics()];
  let begun = performance.now();
  let places = 0;
  for (const { name, help, type, read } of families.get(registry) ?? []) {
    let text = `\n# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n`;
    for (const reading of await read()) {
      if (reading !== undefined) text += `${name}${labelsText(reading.labels)} ${valueText(reading.value)}\n`;
      if (++places % readAtOnce !== 0 || performance.now() - begun < turnMs) continue;
      pieces.push(text);
      text = '';
      await new Promise((resolve) => setImmediate(resolve));
      begun = performance.now();
    }
    pieces.push(text);
  }
  return pieces.join('');
}

function labelsText(labels: Reading['labels']): string {
  let text = '';
  for (const name in labels) text += `${text === '' ? '{' : ','}${name}="${escapedLabel(labels[name])}"`;
  return text === '' ? '' : `${text}}`;
}

function escapedLabel(value: string | number | undefined): string | number {
  return typeof value === 'string' && /["\\\n]/.test(value)
    ? escaped(value).replaceAll('"', '\\"')
    : (value ?? '');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function valueText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}
