import { describe, expect, test } from 'vitest';
import { readEntry, requestOf } from '../../../src/console/desk/entry.ts';
import { readLine } from '../../../src/console/desk/line.ts';
import type { DeskKind } from '../../../src/rules/desk/desk.ts';

const kind = (id: string, words: string[], priority: DeskKind['priority'] = 'normal'): DeskKind => ({
  ...{ id, name: { fr: id, en: id }, words, requires: [], priority },
});
const rules = {
  kinds: [
    kind('claim', ['réclamation', 'rembours', 'refund'], 'high'),
    kind('delivery', ['colis', 'parcel']),
  ],
};
const read = (line: string) => readLine(line, rules);

describe('one line of a note', () => {
  test.each([
    [
      'Mme Durand 06 12 34 56 78 : colis pas arrivé',
      { name: 'Durand', phone: '06 12 34 56 78', subject: 'colis pas arrivé', kind: 'delivery' },
    ],
    [
      'parcel not here, Mr John O’Neill, john@example.org',
      { name: 'John O’Neill', email: 'john@example.org', subject: 'parcel not here', kind: 'delivery' },
    ],
    [
      'Jean-Marc de la Tour : facture en double',
      { name: 'Jean-Marc de la Tour', subject: 'facture en double' },
    ],
    ['Société Martin - adresse', { name: 'Société Martin', subject: 'adresse' }],
    [
      'demande de remboursement (karim@example.org)',
      { email: 'karim@example.org', kind: 'claim', priority: 'high' },
    ],
    ['+33 6 12 34 56 78 rappeler', { phone: '+33 6 12 34 56 78', subject: 'rappeler' }],
  ])('%s says who and what', (line, said) => {
    expect(read(line)).toMatchObject(said);
  });

  test.each([
    'Livraison : colis cassé',
    'Bonjour, où est ma commande',
    'Colis, commande du 12/05/2026',
    'commande 4471-2026-000123 perdue',
    'URGENT : panne',
  ])('%s names nobody, and no telephone', (line) => {
    expect(read(line)).not.toHaveProperty('name');
    expect(read(line)).not.toHaveProperty('phone');
    expect(read(line).subject).toBe(line);
  });

  test('a number alone is a subject as well: nothing that was typed is lost', () => {
    expect(read('06 12 34 56 78')).toMatchObject({ phone: '06 12 34 56 78', subject: '06 12 34 56 78' });
    expect(read('Mme Durand').subject).toBe('Mme Durand');
  });

  test('the way that it came is read where words say so, in both languages', () => {
    expect(read('a écrit par mail : facture').channel).toBe('mail');
    expect(read('asks by letter for a refund').channel).toBe('letter');
    expect(read('client venu, est passé au guichet').channel).toBe('visit');
    expect(read('n’a pas reçu le mail de confirmation').channel).toBe('phone');
  });

  test('urgent is read, and so is that it is not', () => {
    expect(read('colis perdu, urgent').priority).toBe('urgent');
    expect(read('colis perdu, pas urgent').priority).toBe('normal');
    expect(read('remboursement, not urgent').priority).toBe('high');
  });

  test('no line is too odd to be read, nor read twice in two ways', () => {
    for (const line of [
      '',
      '   ',
      '\u202E@@@ ::: ---',
      '😀'.repeat(500),
      `${'a'.repeat(1990)}@x`,
      '+'.repeat(2000),
      '0 '.repeat(1000),
    ]) {
      expect(read(line)).toEqual(read(line));
    }
  });
});

describe('a note with corrections', () => {
  const line = 'Mme Durand 06 12 34 56 78 : colis pas arrivé';
  const untouched = {
    read: line,
    name: 'Durand',
    phone: '06 12 34 56 78',
    email: '',
    kind: 'delivery',
    priority: 'normal',
    channel: 'phone',
  };

  test('what was guessed is guessed again from what was typed last; what was corrected stays', () => {
    const later = { ...untouched, line: 'Mme Durand 06 12 34 56 78 : remboursement' };
    expect(readEntry(later, rules)).toMatchObject({ kind: 'claim', priority: 'high', name: 'Durand' });
    const corrected = { ...later, name: 'Durant', kind: 'other', channel: 'mail' };
    expect(readEntry(corrected, rules)).toMatchObject({
      kind: 'other',
      priority: 'normal',
      name: 'Durant',
      channel: 'mail',
    });
  });

  test('a name that was none stands in the subject again', () => {
    const entry = readEntry({ ...untouched, line, name: '' }, rules);
    expect(entry).not.toHaveProperty('name');
    expect(entry.subject).toBe(line);
  });

  test('a long note keeps all of its words: the subject is cut, the text is whole', () => {
    const long = `Mme Durand : ${'colis '.repeat(60)}fin`;
    const made = requestOf({ line: long }, rules, { clientId: undefined, person: undefined });
    expect(made).toMatchObject({ told: { text: long, customer: { name: 'Durand' } } });
    if ('told' in made) expect(made.told.subject.length).toBeLessThanOrEqual(200);
  });

  test('a customer who was chosen is sent alone, and who follows it only where somebody has a name', () => {
    const form = { line, customer: 'c-1', mine: 'true' };
    expect(requestOf(form, rules, { clientId: 'c'.repeat(22), person: 'lea' })).toMatchObject({
      told: { customerId: 'c-1', owner: 'lea', clientId: 'c'.repeat(22) },
    });
    const made = requestOf(form, rules, { clientId: undefined, person: undefined });
    expect('told' in made && [made.told.owner, made.told.customer]).toEqual([undefined, undefined]);
  });

  test('an empty note is refused by its field', () => {
    expect(requestOf({ line: '  ' }, rules, { clientId: undefined, person: undefined })).toMatchObject({
      errors: [{ pointer: '/subject' }],
    });
  });
});
