/**
 * One form for what people write in many: for comparing, and for looking up by keyed tokens. What was written
 * is kept beside it; nobody is addressed by these forms.
 */

/** Letters that Unicode does not take apart into a letter and a mark. */
const letters: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

/** A text in small letters without accents, with single blanks. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/[œæßøđðłþı]/g, (letter) => letters[letter] ?? letter)
    .replace(/\s+/gu, ' ')
    .trim();
}

/** How people are addressed, and the forms of companies: no part of a name. */
const titles = new Set(
  'm mr mme mlle madame monsieur mademoiselle mrs ms miss dr docteur me maitre pr prof sir herr frau sarl sas sasu sa eurl sci snc scop selarl gmbh ltd llc inc bv srl'.split(
    ' ',
  ),
);

/**
 * The words of a name in one form, in the order written: `M. Jean-François LE GOFF` → jean francois le goff.
 */
export function nameTokens(name: string): readonly string[] {
  const words = plain(name.slice(0, longestName)).split(/[^\p{L}\p{N}]+/u);
  const tokens = words.filter((word) => word !== '');
  const named = tokens.filter((word) => !titles.has(word));
  // Who is called like a title keeps that name.
  return named.length === 0 ? tokens : named;
}

/** Longer names are cut: nothing is looked up by what follows. */
const longestName = 200;

/**
 * How a word sounds to a French ear, roughly: `Dupond` and `Dupont`, `Gauthier` and `Gautier` are one. Short
 * words stand for themselves. Own code: soundex and metaphone are made for English.
 */
export function soundOf(token: string): string {
  if (token.length < 4 || !/^[a-z]+$/.test(token)) return token;
  const sound = token
    .replace(/ph/g, 'f')
    .replace(/(?<=[ckrtpg])h|^h/g, '')
    .replace(/eau|au/g, 'o')
    .replace(/ai|ei|ay|ey/g, 'e')
    .replace(/qu|q|ck|c(?![eiy])/g, 'k')
    .replace(/c(?=[eiy])|z/g, 's')
    .replace(/y/g, 'i')
    .replace(/w/g, 'v')
    .replace(/(.)\1+/g, '$1')
    .replace(/(?<=..)(?:[esxtd]|es)+$/, '');
  return sound === '' ? token : sound;
}

/** A mail address in one form, or nothing where the text is none. */
export function normalisedEmail(text: string): string | undefined {
  const [, inside] = /<([^<>]+)>\s*$/.exec(text) ?? [];
  const address = (inside ?? text)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^mailto:/i, '')
    .toLowerCase();
  return isEmail(address) ? address : undefined;
}

/** RFC 5321: 64 characters before the sign, 254 in all; letters of any script (RFC 6531). */
function isEmail(address: string): boolean {
  if (address.length > 254) return false;
  const [, local, domain] = /^([^@\s]+)@([^@\s]+)$/.exec(address) ?? [];
  if (local === undefined || domain === undefined || local.length > 64) return false;
  const isLocal = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local);
  return isLocal && /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u.test(domain);
}

/** The mailbox without its suffix behind `+`, which many providers take for a mark of the sender's own. */
export function mailboxOf(email: string): string {
  return email.replace(/\+[^@]*(?=@)/, '');
}
