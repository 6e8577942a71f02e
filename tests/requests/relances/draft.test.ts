import { describe, expect, test } from 'vitest';
import type { Language } from '../../../src/language/language.ts';
import { draftRelance } from '../../../src/requests/relances/draft.ts';
import type { DraftFacts } from '../../../src/requests/relances/draft-facts.ts';

const at = (date: string) => Date.parse(`${date}T10:00:00Z`);
const facts: DraftFacts = {
  number: 12,
  channel: 'phone',
  receivedAt: at('2026-06-03'),
  subject: 'Colis jamais arrivé',
  customer: 'Mme Durand',
  kind: 'collect',
  ask: 'le numéro de suivi du colis',
  until: at('2026-06-12'),
  signature: { name: 'Léa Fontaine', role: 'Responsable du support', phone: '01 86 65 00 12' },
  timezone: 'Europe/Paris',
};

/** The draft with plain spaces: which ones French sets is tested where they are set. */
function drafted(facts: DraftFacts, language: Language) {
  const { subject, body } = draftRelance(facts, language);
  const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
  return { subject: plain(subject), body: plain(body) };
}

describe('a relance', () => {
  test('names the request, recalls how it came, asks one thing until a date, and is signed', () => {
    expect(drafted(facts, 'fr')).toEqual({
      subject: 'Suivi de votre demande n° 12',
      body: [
        'Bonjour Mme Durand,',
        'Vous nous avez appelés le 03/06/2026 au sujet de « Colis jamais arrivé ».',
        'Pour avancer, il nous manque un élément que vous seul pouvez nous donner.',
        'Pourriez-vous nous faire parvenir : le numéro de suivi du colis.',
        'Une réponse d’ici le 12/06/2026 nous permettra de poursuivre sans attendre.',
        'Avec nos remerciements,\nLéa Fontaine\nResponsable du support\nLigne directe : 01 86 65 00 12',
      ].join('\n\n'),
    });
  });

  test('says the same in English, and that one was sent before', () => {
    const { subject, body } = drafted({ ...facts, before: at('2026-06-08') }, 'en');
    expect(subject).toBe('About your request no. 12');
    expect(body).toContain('You called us on 3 Jun 2026 about “Colis jamais arrivé”.');
    expect(body).toContain('We wrote to you about it on 8 Jun 2026; perhaps our message was lost.');
  });

  test('that informs asks for nothing, and says when the customer hears again', () => {
    const { ask: _, ...informing } = facts;
    const { body } = drafted({ ...informing, kind: 'inform' }, 'fr');
    expect(body).not.toContain('?');
    expect(body).toContain('Nous reviendrons vers vous au plus tard le 12/06/2026.');
  });

  test('that validates asks by itself whether it holds', () => {
    const { ask: _, ...validating } = facts;
    expect(drafted({ ...validating, kind: 'validate' }, 'fr').body).toContain(
      'La solution vous convient-elle ?',
    );
  });

  test('stays as it was laid out, whatever was typed into it', () => {
    const typed = 'Fuite\r\nBcc: tous@example.org\u2028\u2029\u0000<script>';
    const { subject, body } = drafted(
      { ...facts, subject: typed, customer: typed, ask: typed, signature: { name: typed } },
      'fr',
    );
    expect(subject).toBe(drafted(facts, 'fr').subject);
    expect(body.split('\n\n')).toHaveLength(6);
    expect(body).not.toMatch(/^Bcc/m);
  });
});
