import { describe, expect, test } from 'vitest';
import { newNoteSigner, signNote } from '../../../src/platform/tlog/note.ts';
import { checkpointText, parseCheckpoint } from '../../../src/register/checkpoint/checkpoint.ts';
import { readClaims } from '../../../src/register/checkpoint/claims.ts';

const at = Date.UTC(2026, 5, 5, 8);
const signer = newNoteSigner('filrouge.example.org/register');
const state = { origin: signer.name, size: 42, root: 'ab'.repeat(32), head: 'cd'.repeat(32), at };
const text = checkpointText(state);
const note = signNote(text, [signer]);

describe('checkpoints', () => {
  test('are read as they were written', () => {
    expect(text).toBe(
      `filrouge.example.org/register\n42\nq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\nchain ${'cd'.repeat(32)}\ntime 2026-06-05T08:00:00.000Z\n`,
    );
    expect(parseCheckpoint(text)).toEqual(state);
  });

  test('of others have no lines of ours', () => {
    const { head: _, at: __, ...bare } = state;
    expect(parseCheckpoint(text.split('\n').slice(0, 3).join('\n'))).toEqual(bare);
  });

  test.each([
    ['042', /number of entries/],
    ['-1', /number of entries/],
    ['1e3', /number of entries/],
    ['', /number of entries/],
  ])('are none with %j entries', (size, fault) => {
    expect(parseCheckpoint(text.replace('\n42\n', `\n${size}\n`))).toMatchObject({
      fault: expect.stringMatching(fault),
    });
  });

  test('are none with half a hash', () => {
    expect(parseCheckpoint('a\n1\nq6ur\n')).toMatchObject({ fault: expect.stringMatching(/32 bytes/) });
  });
});

describe('a file of checkpoints', () => {
  const lines = (file: string, known = [signer]) => {
    const { claims, faults } = readClaims(file, known);
    return [claims.map(({ line }) => line), faults.map(({ line, why }) => [line, why])];
  };

  test('may hold one or many, with the ends of lines that editors and mails put', () => {
    expect(lines(note)).toEqual([[1], []]);
    expect(lines(`${note}\n${note}\n\n${note}`)).toEqual([[1, 9, 18], []]);
    expect(lines(`\uFEFF${note.replaceAll('\n', '\r\n')}`)).toEqual([[1], []]);
  });

  test('says of each note why it says nothing', () => {
    const stranger = newNoteSigner(signer.name);
    const elsewhere = newNoteSigner('other.example.org');
    expect(lines(note, [stranger])).toEqual([[], [[1, 'wrong_key']]]);
    expect(lines(note, [elsewhere])).toEqual([[], [[1, 'wrong_origin']]]);
    expect(lines(note, [])).toEqual([[], [[1, 'wrong_origin']]]);
    expect(lines(note.replace('\n42\n', '\n43\n'))).toEqual([[], [[1, 'bad_signature']]]);
    expect(lines(signNote(text, [stranger, signer]))).toEqual([[1], []]);
  });

  test('that is torn, empty or something else is named as such', () => {
    expect(lines('')).toEqual([[], [[1, 'malformed']]]);
    expect(lines(text)).toEqual([[], [[1, 'malformed']]]);
    expect(lines(`${text}\n${note}`)).toEqual([[7], [[1, 'malformed']]]);
    expect(lines(note.slice(0, -30))).toEqual([[], [[1, expect.stringMatching(/malformed|bad_signature/)]]]);
    expect(lines('<html>\n\n<body>')[1]).toHaveLength(2);
    expect(lines(note.slice(note.indexOf('—')))).toEqual([[], [[1, 'malformed']]]);
  });
});
