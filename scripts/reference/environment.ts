import { code, markdownTable } from './table.ts';

type Setting = { readonly name: string; readonly value: string; readonly says: string };

/** The variables of .env.example with the comment above each: several under one comment share it. */
export function settingsIn(envExample: string): Setting[] {
  const settings: Setting[] = [];
  let comment: string[] = [];
  let fresh = true;
  for (const line of envExample.split('\n')) {
    const [, name, value = ''] = /^#?([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) settings.push({ name, value, says: comment.join(' ') });
    else if (line.startsWith('#'))
      comment = fresh ? [line.slice(1).trim()] : [...comment, line.slice(1).trim()];
    fresh = name !== undefined || line === '';
  }
  return settings;
}

/** The page of the environment. */
export function environmentPage(envExample: string): string {
  return [
    '# The environment\n',
    'What `filrouge serve` and the commands read from the environment, and from a file `.env` where they are started. The value is the',
    'default, or an example where the line says so. A variable `FILROUGE_…` that is not known ends the start.\n',
    markdownTable(
      ['variable', 'value', 'what it says'],
      settingsIn(envExample).map(({ name, value, says }) => [code(name), code(value), says]),
    ),
  ].join('\n');
}
