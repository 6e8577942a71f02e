import { describe, expect, test } from 'vitest';
import {
  newNoteSigner,
  noteNameFault,
  noteOf,
  parseSigner,
  parseVerifier,
  signersOf,
  signerText,
  signNote,
  verifierText,
} from '../../../src/platform/tlog/note.ts';

// The example of golang.org/x/mod/sumdb/note, as its documentation shows it.
const secret = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const known = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const text =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const signed = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

const read = (note: string) => {
  const [body = '', lines = ''] = note.split('\n\n');
  return noteOf(body.split('\n'), lines.trimEnd().split('\n'));
};
const certain = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('nothing');
  return value;
};

describe('signed notes', () => {
  test('are those of sumdb/note to the last byte', () => {
    const signer = certain(parseSigner(secret));
    expect(signerText(signer)).toBe(secret);
    expect(verifierText(signer)).toBe(known);
    expect(signNote(text, [signer])).toBe(signed);
    expect(signersOf(certain(read(signed)), [certain(parseVerifier(known))]).good).toHaveLength(1);
  });

  test('are good by their own key alone, and for their own text alone', () => {
    const [one, other] = [newNoteSigner('a.example/log'), newNoteSigner('a.example/log')];
    const note = certain(read(signNote('a\nb\n', [one])));
    expect(signersOf(note, [one, other])).toMatchObject({ good: [one], bad: [] });
    expect(signersOf({ ...note, text: 'a\nc\n' }, [one])).toMatchObject({ good: [], bad: [one] });
    expect(signersOf(note, [other])).toEqual({ good: [], bad: [] });
  });

  test('may be signed by several keys, old and new', () => {
    const [old, young] = [newNoteSigner('log'), newNoteSigner('log')];
    const note = certain(read(signNote('a\n', [young, old])));
    for (const key of [old, young]) expect(signersOf(note, [key]).good).toEqual([key]);
  });

  test.each([
    ['no key', 'PeterNeumann'],
    ['an id of another key', known.replace('c74f20a3', 'c74f20a4')],
    ['another algorithm', known.replace('+AR', '+AB')],
    ['a name with a blank', known.replace('Peter', 'Peter ')],
    ['a key that is too short', known.slice(0, -4)],
    ['a private key', secret],
  ])('a verifier key is refused that has %s', (_, key) => {
    expect(parseVerifier(key)).toBeUndefined();
  });

  test('a private key is refused whose id is of another, and a public one', () => {
    expect(parseSigner(secret.replace('c74f20a3', 'c74f20a4'))).toBeUndefined();
    expect(parseSigner(known)).toBeUndefined();
    expect(parseSigner('')).toBeUndefined();
  });

  test('names without blanks and + are taken', () => {
    expect(noteNameFault('filrouge.example.org/register')).toBeUndefined();
    for (const name of ['', 'a b', 'a+b', 'a\nb', 'a\u00a0b', 'x'.repeat(201)])
      expect(noteNameFault(name)).toBeDefined();
  });

  test('a line that is no signature makes no note', () => {
    for (const line of ['', '- log AAAA', '— log', '— log !!!!', '— log AAAAAAA', '— lo g AAAAAAAAAA=='])
      expect(noteOf(['a'], [line])).toBeUndefined();
    expect(noteOf(['a'], [])).toBeUndefined();
  });
});
