/**
 * Counts what the house promises of its own shape, over the syntax tree.
 *
 *     npm run house                        prints the figures, and each room's share
 *     npm run house -- --check             ends with 1 when a limit is passed
 *     npm run house -- --list casts        names the places of every figure with this word
 *     npm run house -- --root ../other     counts another checkout
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, figuresOf } from './house/figures.ts';
import { longSubjects } from './house/subjects.ts';

const { values: given } = parseArgs({
  options: { check: { type: 'boolean' }, list: { type: 'string' }, root: { type: 'string' } },
});
const root = resolve(given.root ?? resolve(import.meta.dirname, '..'));
const { figures, rooms } = figuresOf(root);
const subjects = longSubjects(root);
if (subjects !== undefined)
  figures.push({
    name: 'commit subjects over 72 characters',
    value: subjects.length,
    limit: { kind: 'at most', value: 0 },
    places: subjects,
  });

const passed = figures.filter(isPassed);
if (given.list !== undefined) printPlaces(given.list);
else printTable();
if (given.check) process.exitCode = passed.length === 0 ? 0 : 1;

function printPlaces(word: string): void {
  for (const { name, value, places } of figures.filter((figure) => figure.name.includes(word)))
    console.log([`${name}: ${value}`, ...(places ?? []).map((place) => `  ${place}`), ''].join('\n'));
}

function printTable(): void {
  for (const figure of figures) {
    const { name, value, limit, note } = figure;
    const bound = limit === undefined ? '' : `${limit.kind} ${limit.value}`;
    const mark = isPassed(figure) ? '✗' : ' ';
    console.log(
      `${mark} ${name.padEnd(54)}${String(value).padStart(7)}  ${bound.padEnd(15)} ${note ?? ''}`.trimEnd(),
    );
  }
  console.log(
    `\n  ${'room'.padEnd(20)}${['files', 'lines', 'casts', 'spreads'].map((name) => name.padStart(9)).join('')}`,
  );
  for (const { room, files, lines, casts, spreads } of rooms) {
    const cells = [files, lines, casts, spreads].map((value) => String(value).padStart(9));
    console.log(`  ${room.padEnd(20)}${cells.join('')}`);
  }
}

function isPassed({ value, limit }: Figure): boolean {
  if (limit === undefined) return false;
  return limit.kind === 'at most' ? value > limit.value : value < limit.value;
}
