import { clearLine, cursorTo } from 'node:readline';
import { styleText } from 'node:util';
import type { DemoTexts, Told } from './texts.ts';

/** What kind of event a line of the story tells: its mark on the thread. */
export type Mark = 'fact' | 'alarm' | 'stop' | 'refusal' | 'person' | 'good' | 'failure';

/** Where the story is told, line by line, along its red thread. */
export type Screen = {
  /** The title, and who plays: name, address, process, and a word about it. */
  readonly open: (
    title: string,
    aside: string,
    cast: readonly (readonly string[])[],
    key: readonly [label: string, header: string],
  ) => void;
  readonly step: (mark: Mark, told: Told, address?: string) => void;
  /** One line that is overwritten by the next one; only people see it, no file and no pipe. */
  readonly status: (text: string) => void;
  /** The end of the thread, with what was measured: label, value. */
  readonly close: (title: string, figures: readonly (readonly [string, string])[]) => void;
};

const columns = 100;
const marks: Readonly<Record<Mark, string>> = {
  fact: styleText('white', '○'),
  alarm: styleText('yellow', '▲'),
  stop: strong('■'),
  refusal: styleText('magenta', '✕'),
  person: styleText('cyan', '◆'),
  good: styleText('green', '●'),
  failure: strong('✕'),
};
const margin = 9;
const indent = 4;

/** Tells the story to stdout: in colours to a person, plainly to a file. The clock starts now. */
export function createScreen(print: (line: string) => void, texts: Pick<DemoTexts, 'lookAt'>): Screen {
  const startedAt = performance.now();
  const isLive = process.stdout.isTTY === true;
  const thread = styleText('red', '│');
  let hasStatus = false;

  const line = (text: string): void => {
    if (hasStatus) {
      clearLine(process.stdout, 0);
      cursorTo(process.stdout, 0);
      hasStatus = false;
    }
    print(text);
  };
  const under = (text: string): void =>
    line(`${' '.repeat(margin)}${thread}${' '.repeat(indent - 1)}${text}`);

  return {
    open: (title, aside, cast, [label, header]) => {
      line('');
      line(`  ${strong('filrouge')}  ${styleText('bold', title)}`);
      line(`  ${styleText('dim', aside)}`);
      line('');
      const widths = [0, 1, 2].map((place) => Math.max(...cast.map((row) => row[place]?.length ?? 0)));
      for (const row of cast) {
        const [name = '', address = '', process = '', word = ''] = row.map((cell, place) =>
          cell.padEnd(widths[place] ?? 0),
        );
        line(
          `  ${styleText('bold', name)}  ${styleText('cyan', address)}  ${process}  ${styleText('dim', word)}`.trimEnd(),
        );
      }
      line('');
      line(`  ${styleText('dim', label)}  ${header}`);
    },
    step: (mark, [title, ...details], address) => {
      line(`${' '.repeat(margin)}${thread}`);
      const [first = '', ...rest] = wrapped(title, columns - margin - indent);
      line(
        ` ${styleText('dim', clock(performance.now() - startedAt))}  ${marks[mark]}   ${styleText('bold', first)}`,
      );
      for (const more of rest) under(styleText('bold', more));
      for (const detail of details)
        for (const part of wrapped(detail, columns - margin - indent)) under(part);
      if (address !== undefined) under(`${styleText('dim', texts.lookAt)} ${styleText('cyan', address)}`);
    },
    status: (text) => {
      if (!isLive) return;
      clearLine(process.stdout, 0);
      cursorTo(process.stdout, 0);
      process.stdout.write(
        `${' '.repeat(margin)}${thread}${' '.repeat(indent - 1)}${styleText('dim', text.slice(0, columns - margin - indent))}`,
      );
      hasStatus = true;
    },
    close: (title, figures) => {
      const width = Math.max(...figures.map(([label]) => label.length));
      line(`${' '.repeat(margin)}${thread}`);
      line(`${' '.repeat(margin)}${styleText('red', '╰──')} ${styleText('bold', title)}`);
      line('');
      for (const [label, value] of figures)
        line(`${' '.repeat(margin + indent)}${styleText('dim', label.padEnd(width))}   ${value}`);
      line('');
    },
  };
}

function strong(text: string): string {
  return styleText('bold', styleText('red', text));
}

/** `02:07`: minutes and seconds. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`.padStart(
    6,
  );
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
