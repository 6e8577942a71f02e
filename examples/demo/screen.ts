import { clearLine, cursorTo } from 'node:readline';
import { styleText } from 'node:util';
import type { DemoTexts } from './texts.fr.ts';

/** The kind of an event: its mark on the thread. */
export type Mark = 'fact' | 'alarm' | 'stop' | 'refusal' | 'person' | 'good' | 'failure';

/** The terminal, where the story is told line by line along its red thread. */
export type Screen = {
  readonly title: (title: string, aside: string) => void;
  /** The cast as a table: name, address, process, about. A row without a process does without the columns. */
  readonly cast: (rows: readonly (readonly string[])[]) => void;
  /** An event: its title, and the lines under it. */
  readonly step: (mark: Mark, texts: readonly string[], address?: string) => void;
  /** One line that the next one overwrites; only people see it, no file and no pipe. */
  readonly status: (text: string) => void;
  /** The end of the thread, with what was measured: label, value. */
  readonly close: (title: string, figures: readonly (readonly [string, string])[]) => void;
};

const columns = 100;
const margin = ' '.repeat(9);
const indent = ' '.repeat(3);
const textColumns = columns - margin.length - 1 - indent.length;
const marks: Readonly<Record<Mark, string>> = {
  fact: styleText('white', '○'),
  alarm: styleText('yellow', '▲'),
  stop: strong('■'),
  refusal: styleText('magenta', '✕'),
  person: styleText('cyan', '◆'),
  good: styleText('green', '●'),
  failure: strong('✕'),
};

/** Tells the story to stdout: in colours to a person, plainly to a file. Its clock starts now. */
export function createScreen(print: (line: string) => void, texts: Pick<DemoTexts, 'lookAt'>): Screen {
  const startedAt = performance.now();
  const thread = styleText('red', '│');
  const status = createStatusLine(`${margin}${thread}${indent}`);
  const line = (text = ''): void => {
    status.clear();
    print(text);
  };
  const under = (text: string): void => line(`${margin}${thread}${indent}${text}`);

  return {
    title: (title, aside) => {
      line();
      line(`  ${strong('filrouge')}  ${styleText('bold', title)}`);
      for (const part of wrapped(aside, columns - 4)) line(`  ${styleText('dim', part)}`);
      line();
    },
    cast: (rows) => {
      for (const row of castLines(rows)) line(row);
    },
    step: (mark, [title = '', ...details], address) => {
      const [first = '', ...rest] = wrapped(title, textColumns);
      const time = styleText('dim', clock(performance.now() - startedAt));
      line(`${margin}${thread}`);
      line(`  ${time}  ${marks[mark]}${indent}${styleText('bold', first)}`);
      for (const more of rest) under(styleText('bold', more));
      for (const part of details.flatMap((detail) => wrapped(detail, textColumns))) under(part);
      if (address !== undefined) under(`${styleText('dim', texts.lookAt)} ${styleText('cyan', address)}`);
    },
    status: status.show,
    close: (title, figures) => {
      const width = Math.max(...figures.map(([label]) => label.length));
      line(`${margin}${thread}`);
      line(`${margin}${styleText('red', '╰──')} ${styleText('bold', title)}`);
      line();
      for (const [label, value] of figures)
        line(`${margin} ${indent}${styleText('dim', label.padEnd(width))}   ${value}`);
      line();
    },
  };
}

function createStatusLine(before: string): { show: (text: string) => void; clear: () => void } {
  let isShown = false;
  const clear = (): void => {
    if (!isShown) return;
    cursorTo(process.stdout, 0);
    clearLine(process.stdout, 0);
    isShown = false;
  };
  return {
    clear,
    show: (text) => {
      if (process.stdout.isTTY !== true) return;
      clear();
      process.stdout.write(`${before}${styleText('dim', text.slice(0, textColumns))}`);
      isShown = true;
    },
  };
}

function castLines(rows: readonly (readonly string[])[]): string[] {
  const full = rows.filter((row) => row.length === 4);
  const width = (place: number): number => Math.max(...full.map((row) => row[place]?.length ?? 0));
  return rows.map((row) => {
    const [name = '', address = ''] = row;
    const isFull = row.length === 4;
    const cells = [
      `  ${styleText('bold', name.padEnd(width(0)))}`,
      styleText('cyan', isFull ? address.padEnd(width(1)) : address),
      ...(isFull ? [(row[2] ?? '').padEnd(width(2))] : []),
      styleText('dim', row.at(-1) ?? ''),
    ];
    return cells.join('  ');
  });
}

function strong(text: string): string {
  return styleText('bold', styleText('red', text));
}

/** `02:07`: minutes and seconds. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (count: number): string => String(count).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** The text in lines of at most `width` characters, broken between words. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
