import { plain } from '../matching/normalise.ts';
import type { Channel } from '../request.ts';

/** The states that an imported request can be in: what else it went through, tables do not tell. */
export type ImportedState =
  | 'received'
  | 'answered'
  | 'waitingForUs'
  | 'waitingForCustomer'
  | 'resolved'
  | 'closed';

/** First match wins. Words of Zendesk, Zammad, Odoo, and of people, in plain letters. */
const states: readonly (readonly [RegExp, ImportedState])[] = [
  [
    /^(?:closed|merged|clos(?:e|es)?|ferme(?:e|s)?|cloture(?:e|s)?|cancel(?:l?ed)?|annule(?:e|s)?|archived?|supprime)\b/,
    'closed',
  ],
  [
    /^(?:solved|resolved|resolu(?:e|s)?|done|termine(?:e|s)?|traite(?:e|s)?|fait(?:e|s)?|regle(?:e|s)?|ok|oui)\b/,
    'resolved',
  ],
  [
    /^(?:pending|en attente (?:du |de (?:la )?reponse (?:du )?)?client|attente client|waiting for (?:the )?customer|customer|relance)/,
    'waitingForCustomer',
  ],
  [/^(?:(?:on[- ])?hold|en attente|waiting|pause|suspendu)/, 'waitingForUs'],
  [/^(?:open|in progress|en cours|assigned|ouvert(?:e|s)?|repondu|answered|reopened|rouvert)/, 'answered'],
  [/^(?:new|nouveau|nouvelle|received|recu(?:e|s)?|a traiter|to ?do|non|a faire)/, 'received'],
];

/** The state that a word of another program means. */
export function stateOf(word: string): ImportedState | undefined {
  const written = plain(word);
  return states.find(([pattern]) => pattern.test(written))?.[1];
}

const channels: readonly (readonly [RegExp, Channel])[] = [
  [/phone|call|telephon|^tel\b|appel|voice|voip|oral/, 'phone'],
  [/chat|messag|sms|whatsapp|messenger|telegram|slack|social|twitter|facebook|^x$/, 'chat'],
  [/form|^web$|web widget|site|portail|portal|help center/, 'form'],
  [/mail|courriel/, 'mail'],
  [/courrier|letter|lettre|^post|recommande|fax/, 'letter'],
  [/visit|guichet|accueil|boutique|shop|counter|sur place|agence/, 'visit'],
  [/bot|^agent|api|automat/, 'agent'],
];

/** The channel that a word means; `other` for words of which none is known. */
export function channelOf(word: string): Channel {
  const written = plain(word);
  return channels.find(([pattern]) => pattern.test(written))?.[1] ?? 'other';
}

/** The four degrees of urgency, as words and as the figures of Odoo (0 to 3) and Zammad (`2 normal`). */
export function priorityOf(word: string): 'low' | 'normal' | 'high' | 'urgent' | undefined {
  const written = plain(word);
  if (/^(?:urgent|critical|critique|tres haute|tres urgent|bloquant|3)$|^urgent/.test(written))
    return 'urgent';
  if (/high|haute|elevee|important|^2$|^forte/.test(written)) return 'high';
  if (/low|basse|faible|^0$/.test(written)) return 'low';
  return /normal|medium|moyenne|standard|^1$/.test(written) ? 'normal' : undefined;
}
