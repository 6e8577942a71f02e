import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { createRowDigest } from '../../../src/app/backup/digest.ts';
import { partOf, settingsApart } from '../../../src/app/backup/manifest.ts';

const told = (rows: readonly string[]) => {
  const digest = createRowDigest();
  for (const row of rows) digest.add(row);
  return digest.told();
};

describe('the digest of rows', () => {
  property.prop([fc.array(fc.string(), { minLength: 1 }), fc.nat()])(
    'is the same in any order, and another when a row is changed, doubled or left out',
    (rows, at) => {
      const place = at % rows.length;
      expect(told(rows.toReversed())).toEqual(told(rows));
      const { digest } = told(rows);
      expect(told(rows.with(place, `${rows[place]}!`)).digest).not.toBe(digest);
      expect(told([...rows, rows[place] ?? '']).digest).not.toBe(digest);
      expect(told(rows.toSpliced(place, 1)).digest).not.toBe(digest);
    },
  );
});

describe('the parts of a backup', () => {
  test('are known by their names', () => {
    expect(partOf('database/cells.12.jsonl.gz')).toEqual({ kind: 'rows', says: 'cells' });
    expect(partOf('rules/agents/margaux.yaml')).toEqual({ kind: 'rules', says: 'agents/margaux.yaml' });
    expect(partOf('kept-stops.jsonl')).toEqual({ kind: 'keptStops', says: '' });
  });

  test('never lead out of the folder that they are laid out in', () => {
    for (const name of [
      ...['rules/../../etc/passwd', 'rules/a/../../b', 'rules/.git/config', 'rules/a/.hidden', '/etc/passwd'],
      ...['evidence/../x', 'evidence/a/b', 'cell-log/../x.1.cells', 'database/x;drop.1.jsonl.gz', 'x'],
      ...['rules/a\\b', 'rules/a\0b', 'kept-stops.jsonl.new', 'rules/'],
    ])
      expect([name, partOf(name)]).toEqual([name, undefined]);
  });
});

test('of the settings a backup names the secrets and addresses that were set, and holds none', () => {
  const env = {
    DATABASE_URL: 'postgres://a:b@c/d',
    FILROUGE_SMTP_URL: 'smtp://x',
    FILROUGE_S3_SECRET: 'x',
    FILROUGE_HELPDESK_ZAMMAD_TOKEN: 'x',
    FILROUGE_REPLAY_A_VALUE: 'x',
    FILROUGE_PORT: '4090',
    FILROUGE_KEY: '',
    HOME: '/root',
  };
  expect(settingsApart(env)).toEqual([
    'DATABASE_URL',
    'FILROUGE_HELPDESK_ZAMMAD_TOKEN',
    'FILROUGE_REPLAY_A_VALUE',
    'FILROUGE_S3_SECRET',
    'FILROUGE_SMTP_URL',
  ]);
});
