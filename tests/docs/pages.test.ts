import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { leavesOf, nameOf } from '../../scripts/reference/command-line.ts';
import { createProgram } from '../../src/cli/program.ts';
import { en } from '../../src/console/words/texts.en.ts';
import { fr } from '../../src/console/words/texts.fr.ts';
import { openFile } from '../../src/rules/files/files.ts';
import { readTests } from '../../src/rules/files/testfile.ts';
import { isHelpdeskSetting } from '../../src/settings/helpdesks.ts';
import { isReplaySetting } from '../../src/settings/replay.ts';
import { isOidcSetting } from '../../src/settings/sign-in.ts';
import { settingNames } from '../../src/settings.ts';
import { runRuleTest } from '../../src/workshop/rule-test.ts';
import { setOf, shippedFiles } from '../rules/folder.ts';
import { type Block, type Page, readPages, root } from './markdown.ts';

/** What stands in the pages and is not run: see run.live.test.ts for what is. */

const pages = readPages();
const shipped = await shippedFiles();
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const program = createProgram({ env: {}, print: () => {}, fail: () => {}, asked: Promise.resolve() });
const commands = new Map(leavesOf(program).map((command) => [nameOf(command), command]));
/** Pages without a word of the console. */
const apart = /^docs\/(?:backup|limits|notices|plan-on-paper|security|reference\/.*)\.md$/;
/** Where the demo has its sentences from. */
const spoken = [
  'examples/demo/texts.en.ts',
  'src/plans/documents/phrases.en.ts',
  'src/plans/documents/texts.en.ts',
]
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join();

/** Whether three words at least, up to the last, stand so in a sentence: those before may be filled in. */
function isSpoken(words: string): boolean {
  const all = words.split(' ');
  return all.slice(2).some((_, from) => spoken.includes(all.slice(from).join(' ')));
}

/** Every text of a dictionary, as people see it; what has parts to fill in is left out. */
function wordsOf(texts: unknown): string[] {
  // They stand typeset on the pages, here and in the console.
  if (typeof texts === 'string') return [texts.replaceAll("'", '’')];
  return typeof texts === 'object' && texts !== null ? Object.values(texts).flatMap(wordsOf) : [];
}
const labels = { en: new Set(wordsOf(en)), fr: new Set(wordsOf(fr)) };

/** The faults of a command line such as `filrouge rules check --history 30d`. */
function faultsOf(line: string): string[] {
  const words = line.split(/\s+/);
  const names = [3, 2].map((count) => words.slice(0, count).join(' '));
  const command = names.map((name) => commands.get(name)).find((one) => one !== undefined);
  if (command === undefined) return [`${line}: there is no such command`];
  const known = command.options.flatMap(({ short, long }) => [short, long]);
  const given = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0]);
  return given.filter((option) => !known.includes(option)).map((option) => `${line}: no option ${option}`);
}

const inline = (page: Page) => [...page.prose.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

describe.each(pages)('$path', (page) => {
  test('has its code in fences of a kind that is run or checked', () => {
    const kinds = ['sh', 'js', 'ts', 'json', 'yaml', 'text'];
    expect(page.blocks.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);
    const indented = page.prose.split('\n').filter((line, place, lines) => {
      return /^ {4}/.test(line) && lines[place - 1] === '';
    });
    expect(indented).toEqual([]);
  });

  test('shows TypeScript whole, as it stands in a file of examples/ that it links to', () => {
    const linked = [...page.prose.matchAll(/\]\(\.\.\/(examples\/\S+\.ts)\)/g)].map(([, path = '']) => path);
    const files = linked.map((path) => readFileSync(join(root, path), 'utf8').trim());
    const shown = page.blocks.filter(({ kind }) => kind === 'ts');
    expect(shown.filter(({ text }) => !files.includes(text.trim()))).toEqual([]);
  });

  test('links to what is there', () => {
    const targets = [...page.prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    const missing = targets
      .filter((target) => !/^https?:/.test(target))
      .filter((target) => !existsSync(join(root, dirname(page.path), target)));
    expect(missing).toEqual([]);
  });

  test('names commands, scripts and settings that there are', () => {
    const code = [
      ...inline(page),
      ...page.blocks.filter(({ kind }) => kind === 'sh').map(({ text }) => text),
    ];
    const lines = code.flatMap((text) => text.replaceAll('\\\n', ' ').split('\n'));
    const wrong = lines.flatMap((line) => {
      const asked = /^(?:npm run )?filrouge (?:-- )?([a-z].*)$/.exec(line.replace(/\s+#.*$/, ''))?.[1];
      if (asked !== undefined && !asked.includes(' | ')) return faultsOf(`filrouge ${asked}`);
      const script = /\bnpm run (?:--silent )?([a-z:]+)/.exec(line)?.[1];
      return script !== undefined && scripts[script] === undefined
        ? [`${line}: there is no such script`]
        : [];
    });
    expect(wrong).toEqual([]);
    const files =
      code
        .join('\n')
        .match(/(?<![\w./])(?:src|tests|scripts|rules|dashboards|examples|docker)\/[\w./-]*\w/g) ?? [];
    // A file that may be left out is not shipped: the page shows it whole, and it is loaded below.
    const shown = new Set(page.blocks.map(({ text }) => `rules/${placeOf(text)}`));
    const isThere = (path: string) =>
      existsSync(join(root, path)) || existsSync(join(root, 'src', path)) || shown.has(path);
    expect(files.filter((path) => !isThere(path))).toEqual([]);
    const settings = code.join('\n').match(/\bFILROUGE_[A-Z0-9_]+\b/g) ?? [];
    expect(
      settings.filter(
        (name) =>
          !settingNames.includes(name) &&
          !isHelpdeskSetting(name) &&
          !isReplaySetting(name) &&
          !isOidcSetting(name),
      ),
    ).toEqual([]);
  });

  test('calls pages, buttons and words of the console as they are called there', () => {
    if (!page.path.startsWith('docs/') || apart.test(page.path)) return;
    const language = page.path.startsWith('docs/fr/') ? 'fr' : 'en';
    const words = [...page.prose.replace(/\n *(?=\S)/g, ' ').matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(
      ([, word = '']) => word,
    );
    expect(words.length).toBeGreaterThan(0);
    expect(words.filter((word) => !labels[language].has(word.replaceAll("'", '’')))).toEqual([]);
  });

  test('shows what a command writes, a picture, or an excerpt of the demo as it is told', () => {
    const texts = page.blocks.filter(({ kind }) => kind === 'text' || kind === 'json');
    const alone = texts.filter(({ text }) => !/[▶←]/.test(text) && !/^00:/.test(text));
    const behind = alone.filter((block) => page.blocks[page.blocks.indexOf(block) - 1]?.kind === 'sh');
    expect(behind).toEqual(alone);
    const told = texts
      .filter(({ text }) => /^00:/.test(text))
      .flatMap(({ text }) => text.match(/\b[A-Za-z]{3,}(?: [a-z]+){2,}/g) ?? []);
    expect(told.filter((words) => !isSpoken(words))).toEqual([]);
  });

  test('has rule files that load, whole ones or pieces of those that are shipped, and tests that pass', () => {
    const files = page.blocks.filter(({ kind }) => kind === 'yaml');
    const own = files.every(({ text }) => placeOf(text) !== undefined) && page.path === 'docs/first-agent.md';
    const folder = own ? filesOf(files) : files.reduce(withPiece, shipped);
    if (files.length === 0) return;
    const set = setOf(folder);
    const shown = new Set(files.map(({ text }) => placeOf(text)).filter((path) => path?.includes('.test.')));
    const tests = folder
      .filter(({ path }) => shown.has(path))
      .map(openFile)
      .flatMap((file) =>
        'source' in file ? readTests(file.source, set, (fault) => expect(fault).toBe('none')) : [],
      );
    expect(tests.length).toBeGreaterThanOrEqual(shown.size);
    for (const one of tests) expect(runRuleTest(set, one).mismatches).toEqual([]);
  });
});

/** The file of the rules folder that a block says it is. */
function placeOf(text: string): string | undefined {
  return /^# rules\/(\S+)\n/.exec(text)?.[1];
}

function filesOf(blocks: readonly Block[]) {
  return blocks.map(({ text }) => ({ path: placeOf(text) ?? '', text }));
}

type Entry = { readonly id?: string };
const entriesIn = (value: unknown): Entry[] => (Array.isArray(value) ? value : []);

/** A file with a piece of one: its rules and metrics in the place of those of the same name, or beside them. */
function merged(file: Record<string, unknown>, piece: Record<string, unknown>): Record<string, unknown> {
  const parts = Object.entries(piece).map(([key, value]) => {
    const [own, others] = [entriesIn(value), entriesIn(file[key])];
    const ids = own.map(({ id }) => id);
    const kept = others.filter(({ id }) => !ids.includes(id));
    return [key, own.length > 0 ? [...kept, ...own] : { ...Object(file[key]), ...Object(value) }];
  });
  return { ...file, ...Object.fromEntries(parts) };
}

/** Pieces of the files of Prometheus and Alertmanager, by their keys. */
const foreign = [['remote_write'], ['alerting'], ['rule_files', 'alerting'], ['route', 'receivers']];

/** The shipped rules with a piece in one of their files. */
function withPiece(folder: typeof shipped, { text, line, page }: Block): typeof shipped {
  const path = placeOf(text);
  const file = folder.find((one) => one.path === path);
  if (file === undefined && path !== undefined) return [...folder, { path, text }];
  if (file === undefined) {
    expect(foreign, `${page}:${line} is of no known kind`).toContainEqual(Object.keys(parse(text)));
    return folder;
  }
  const whole = `${JSON.stringify(merged(parse(file.text), parse(text)))}\n`;
  return folder.map((one) => (one.path === path ? { path: file.path, text: whole } : one));
}

describe('the README', () => {
  const text =
    readFileSync(join(root, 'README.md'), 'utf8') + readFileSync(join(root, 'docs/ops.md'), 'utf8');

  test('has a Prometheus send what the shipped sources map, and nothing that is refused', () => {
    const regex = /write_relabel_configs:\s+- \{.*regex: '(.+)', action: keep/.exec(text)?.[1];
    // Prometheus anchors its expressions at both ends.
    const keeps = new RegExp(`^(?:${regex})$`);
    const { sources } = parse(readFileSync(join(root, 'rules/sources.yaml'), 'utf8'));
    const mapped: string[] = sources.flatMap(
      ({ ratio, ...one }: { ratio?: Record<string, string>; [role: string]: unknown }) =>
        ratio === undefined ? [one['timestamp'] ?? one['counter'] ?? one['gauge']] : Object.values(ratio),
    );
    expect(mapped.length).toBeGreaterThan(2);
    const series = [...mapped, 'csat', 'node_cpu_seconds_total'];
    expect(series.filter((name) => keeps.test(name))).toEqual([...mapped, 'csat']);
  });
});
