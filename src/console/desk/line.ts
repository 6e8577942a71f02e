import { normalisedEmail } from '../../requests/matching/normalise.ts';
import { type Channel, channels } from '../../requests/request.ts';
import { guessKind, wordsOf } from '../../requests/words.ts';
import { type DeskRules, kindOf, otherKind, type Priority } from '../../rules/desk/desk.ts';

/** The reading of one line of a quick note. All of it is guessed from its words, and may be corrected. */
export type LineReading = {
  /** The line without what stands elsewhere; never empty unless the line is. */
  readonly subject: string;
  readonly name?: string;
  readonly email?: string;
  /** As it was typed. */
  readonly phone?: string;
  readonly channel: Channel;
  /** Of desk.yaml, or `other`. */
  readonly kind: string;
  readonly priority: Priority;
};

/** The channel where no word says one. */
export const usualChannel: Channel = 'phone';

/**
 * Reads a line such as `Mme Durand 06 12 34 56 78 : colis pas arrivé`, the same line the same way each time.
 */
export function readLine(line: string, rules: Pick<DeskRules, 'kinds'>): LineReading {
  const whole = tidy(line);
  const email = emailIn(whole);
  const withoutEmail = email === undefined ? whole : without(whole, email.text);
  const phone = phoneIn(withoutEmail);
  const withoutPhone = phone === undefined ? withoutEmail : without(withoutEmail, phone);
  const named = nameIn(withoutPhone, rules);
  const rest = named === undefined ? withoutPhone : without(withoutPhone, named.text);
  const subject = rest === '' ? whole : rest;
  const kind = guessKind(rules.kinds, subject) ?? otherKind;
  return {
    subject,
    ...(named && { name: named.name }),
    ...(email && { email: email.address }),
    ...(phone !== undefined && { phone }),
    channel: channelIn(whole) ?? usualChannel,
    kind,
    priority: priorityIn(whole) ?? kindOf(rules, kind).priority,
  };
}

/** One space between words, none around them, and no sign left behind where something was taken out. */
function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function without(text: string, part: string): string {
  const place = text.indexOf(part);
  const rest = `${text.slice(0, place)} ${text.slice(place + part.length)}`;
  return tidy(tidy(rest).replace(/\(\s*\)|<\s*>/g, ''))
    .replace(/^[\s:;,.–—-]+/u, '')
    .replace(/\s+([:;,])/gu, '$1')
    .replace(/[\s:;,–—-]+$/u, '');
}

function emailIn(line: string): { readonly text: string; readonly address: string } | undefined {
  for (const word of line.split(' ')) {
    const text = word.replace(/^[(<[«"']+|[)>\]»"',;:.!?]+$/g, '');
    if (!text.includes('@')) continue;
    const address = normalisedEmail(text);
    if (address !== undefined) return { text, address };
  }
  return undefined;
}

/**
 * Digits as people write a telephone number: ten of them or more, or nine behind a country code. Dates and
 * references are none.
 */
function phoneIn(line: string): string | undefined {
  const found = line.match(/(?<![\p{L}\p{N}-])(?:\+|00|0|\()[\d\s().+/-]{7,}\d(?![\p{L}\p{N}-])/gu) ?? [];
  return found.find((text) => {
    const digits = text.replace(/\D/g, '').length;
    const isDate = /^\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text.trim());
    return digits >= 9 && digits <= 15 && !isDate;
  });
}

const title =
  '(?:M\\.|M(?= )|Mr\\.?|Mme\\.?|Mlle\\.?|Mrs\\.?|Ms\\.?|Miss|Dr\\.?|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|mme|mlle|mr)';
const particle = "(?:d[eu]|des|la|le|van|von|der|den|di|da|el|al|ben|O['’]|d['’])";
const capital = "(?:d['’]|O['’])?\\p{Lu}[\\p{L}'’-]*\\.?";
const titled = new RegExp(
  `(?<![\\p{L}])${title} ((?:${particle} )*(?:${capital})(?: (?:${particle} )*${capital}){0,3})`,
  'u',
);
const leading = new RegExp(`^(${capital}(?: (?:${particle} )*${capital}){0,3})(\\s?[:–—]| -|,)(?: |$)`, 'u');

/** Words that begin a note and are nobody's name. */
const notNames = new Set(
  'appel appels bonjour urgent urgence demande client cliente commande rappel rappeler attention note message question call caller hello hi customer order request please re fw tr livraison delivery colis parcel facture invoice retour return panne remboursement refund reclamation complaint compte account paiement payment adresse address produit product probleme problem service abonnement subscription contrat contract rdv rendez appointment'.split(
    ' ',
  ),
);

/** A name behind a title, or in front of a colon or a dash; one word in front of a comma is none. */
function nameIn(
  line: string,
  rules: Pick<DeskRules, 'kinds'>,
): { readonly text: string; readonly name: string } | undefined {
  const behind = titled.exec(line);
  if (behind?.[1] !== undefined) return { text: behind[0], name: trimmed(behind[1]) };
  const front = leading.exec(line);
  if (front?.[1] === undefined) return undefined;
  const [text, name, sign] = [front[0], front[1], front[2]];
  const words = wordsOf(name);
  const isOne = !name.includes(' ');
  if (sign === ',' && isOne) return undefined;
  const ofKinds = new Set(rules.kinds.flatMap(({ name: { fr, en } }) => wordsOf(`${fr} ${en}`)));
  if (
    words.some((word) => notNames.has(word) || ofKinds.has(word)) ||
    guessKind(rules.kinds, name) !== undefined
  )
    return undefined;
  return { text, name: trimmed(name) };
}

function trimmed(name: string): string {
  return name.replace(/[.,;:]+$/u, '');
}

/** How it came, as words say it: `par mail`, `by letter`, `a appelé`. A mail that is mentioned is none. */
const channelWords: readonly (readonly [Channel, RegExp])[] = [
  ['mail', /\b(?:par|by|via|en) (?:e-?mail|mail|courriel)\b/iu],
  ['letter', /\b(?:par|by|via) (?:courrier|lettre|letter|post)\b/iu],
  ['chat', /\b(?:par|by|via|sur le|on) (?:le |the )?(?:chat|tchat|whatsapp)\b/iu],
  ['form', /\b(?:par|via|by) (?:le |the |a )?(?:formulaire|form)\b/iu],
  [
    'visit',
    /\b(?:au guichet|à l[’']accueil|est passée? (?:au|à)|sur place|at the (?:counter|desk)|came in|walked in)/iu,
  ],
  [
    'phone',
    /\b(?:par téléphone|au téléphone|a (?:r?appelé|téléphoné)|by phone|on the phone|called|phoned|rang)(?![\p{L}])/iu,
  ],
];

function channelIn(line: string): Channel | undefined {
  return channelWords.find(([, said]) => said.test(line))?.[0];
}

function priorityIn(line: string): Priority | undefined {
  if (/\b(?:pas|non|not|rien d[’']|nothing) ?(?:urgent)/iu.test(line)) return undefined;
  return /\b(?:urgente?s?|urgence|urgently|asap|au plus vite|immédiatement)(?![\p{L}])/iu.test(line)
    ? 'urgent'
    : undefined;
}

/** Whether a text is one of the channels. */
export function channelOf(text: string | undefined): Channel | undefined {
  return channels.find((one) => one === text);
}
