import { describe, expect, test } from 'vitest';
import { mailHtml, mailText } from '../../../src/notices/mail.ts';
import type { Notice } from '../../../src/notices/notice.ts';
import { wordNotices } from '../../../src/notices/texts.ts';
import { at, sampleNotice } from '../samples.ts';

const day = 86_400_000;
const reminder = (
  key: string,
  data: Partial<Extract<Notice, { kind: 'action_reminder' }>['data']>,
): Notice => {
  const sample = sampleNotice('action_reminder');
  return { ...sample, key, severity: 'info', data: { ...sample.data, ...data } };
};
const notices: readonly Notice[] = [
  reminder('c', { title: 'Relire les fiches', step: 'ahead', nth: 0, dueAt: at + 2 * day }),
  reminder('b', { title: 'Rejouer les cas', step: 'today', nth: 0 }),
  { ...sampleNotice('review_reminder'), key: 'r', data: { ...sampleNotice('review_reminder').data, nth: 2 } },
  reminder('a', { title: 'Garde-fou', step: 'first', nth: 1, dueAt: at - 3 * day }),
  { ...sampleNotice('reminder_escalated'), key: 'e' },
  { ...sampleNotice('criterion_no_data'), key: 'n' },
];
const names: Readonly<Record<string, string>> = { lea: 'Léa Fontaine' };
const options = (language: 'fr' | 'en', more = {}) => ({
  ...{ language, nameOf: (id: string) => names[id], publicUrl: 'https://filrouge.example/' },
  ...more,
});

describe('the digest of a day', () => {
  test('has the most urgent first, each line with its plan, one request and one link', () => {
    const text = mailText(wordNotices(notices, options('fr')), 'fr').replaceAll(/[\u00a0\u202f]/g, ' ');
    expect(text.split('\n-- ')[0]).toBe(`À décider : les relances sont restées sans réponse
- « Garde-fou » (plan 4, Margaux), pour le 05/06/2026, relance 2, confié à Léa Fontaine

En retard
- « Garde-fou » (plan 4, Margaux), pour le 02/06/2026, relance 1
- revue à tenir (plan 4, Margaux), pour le 05/06/2026, relance 2

Pour aujourd’hui
- « Rejouer les cas » (plan 4, Margaux), pour le 05/06/2026

À venir
- « Relire les fiches » (plan 4, Margaux), pour le 07/06/2026

À savoir
- Plan 4 : un critère sans mesure depuis le 05/06/2026, taux d’erreur < 1 % sur 1 h, pendant 24 h

Merci de dire pour chaque ligne où elle en est : faite, bloquée, ou reportée à une autre date.

Ouvrir mon travail : https://filrouge.example/work
`);
  });

  test('says in its subject how much there is of what', () => {
    expect(wordNotices(notices, options('en')).subject).toBe(
      'Your actions: 1 to decide, 2 overdue, 1 for today, 1 ahead, 1 other',
    );
    const [first, second] = notices;
    if (first === undefined || second === undefined) throw new Error('no notices');
    expect(wordNotices([first, second], options('fr')).subject).toBe(
      'Vos actions\u202f: 1 pour aujourd’hui, 1 à venir',
    );
  });

  test('is the same whatever the order in which it was found', () => {
    const one = wordNotices(notices, options('fr'));
    expect(wordNotices(notices.toReversed(), options('fr'))).toEqual(one);
  });

  test('of a deputy says in whose place, and leads to the plans', () => {
    const message = wordNotices(notices, options('fr', { instead: 'lea' }));
    expect(message.context.join()).toContain('Léa Fontaine');
    expect(message.link?.url).toBe('https://filrouge.example/plans');
  });

  test('a title that people wrote cannot break out of its line or its page', () => {
    const bad = reminder('x', { title: '<script>\r\nBcc: a@b</script>' });
    const message = wordNotices([bad, ...notices], options('en'));
    expect(mailHtml(message, 'en')).not.toContain('<script>');
    expect(message.sections?.flatMap(({ lines }) => lines).some((line) => /[\r\n]/.test(line))).toBe(false);
  });

  test('one reminder alone is a message of its own', () => {
    expect(wordNotices(notices.slice(0, 1), options('en')).subject).toBe(
      'Soon due, plan 4: Relire les fiches',
    );
  });

  test('what had to wait for the end of quiet hours comes together, under its own names', () => {
    const waited = [sampleNotice('plan_drafted'), sampleNotice('incident_resolved')];
    const message = wordNotices(waited, options('en'));
    expect(message.subject).toBe('2 notices at once');
    expect(message.sections).toMatchObject([{ title: 'To know', lines: { length: 2 } }]);
    expect(message.link?.url).toBe('https://filrouge.example/notices');
  });
});
