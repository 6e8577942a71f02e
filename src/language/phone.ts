import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A telephone number. `e164`: `+33612345678`, the one form in which numbers are compared and called.
 * `isSure`: its range is handed out to somebody; else it has the length of a number and no more is known.
 */
export type Phone = {
  readonly e164: string;
  /** ISO 3166: where the number is from, if the plan of numbers says so. */
  readonly country?: string;
  /** Digits of the extension behind a switchboard. */
  readonly extension?: string;
  readonly isSure: boolean;
};

/** The numbers of a field, each once, in the order written; `rest`: what was not understood, trimmed. */
export type PhoneReading = { readonly numbers: readonly Phone[]; readonly rest: string };

/** Overseas departments have codes of their own, and people write their numbers as on the mainland. */
const overseas: readonly CountryCode[] = ['RE', 'YT', 'GP', 'GF', 'MQ'];
const overseasRange = /^0(?:26[239]|59[046]|639|69[0-7])/;

/** ITU-T E.164: fifteen digits at most; with a trunk zero and a prefix of going abroad a few more. */
const mostDigits = 15;
const fewestDigits = 7;
/** Nobody writes a longer field by hand. */
const longestField = 400;

const extensionPattern = /(?:\b(?:poste|ext(?:ension)?|p|x|int)|#)[ .:]*(\d{1,6})\b(?! *\d\d)/i;
const parting = /[;,|\n/\t]|\b(?:ou|et|or|and|puis)\b|(?=\+)/i;

/**
 * The telephone numbers in a field as people fill it: any spaces and signs, several numbers, an extension
 * (`poste 12`), words around. `country`: whose numbers are written without a country code.
 */
export function readPhones(field: string, country = 'FR'): PhoneReading {
  const text = settled(field);
  const whole = numberIn(text.replaceAll('/', ' '), country);
  if (whole !== undefined && whole.rest === '') return { numbers: [whole.phone], rest: '' };
  const found = text.split(parting).flatMap((part) => partsOf(part, country));
  const numbers = new Map<string, Phone>();
  for (const part of found) if ('phone' in part) numbers.set(part.phone.e164, part.phone);
  const rest = found.map((part) => part.rest).filter((words) => words !== '');
  return { numbers: [...numbers.values()], rest: rest.join(' ') };
}

/** One form for the many blanks, dashes and digits that phones and spreadsheets write; no invisible marks. */
function settled(field: string): string {
  return field
    .slice(0, longestField)
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .replace(/\p{Zs}/gu, ' ')
    .replace(/\p{Pd}/gu, '-')
    .trim();
}

type Part = { readonly phone: Phone; readonly rest: string } | { readonly rest: string };

/** Numbers of a part: one with its words, or several with just blanks between, or among other figures. */
function partsOf(part: string, country: string): readonly Part[] {
  const one = numberIn(part, country);
  if (one !== undefined) return [one];
  const groups = part.split(' ').filter((group) => group !== '');
  const found: Part[] = [];
  for (let from = 0; from < groups.length; ) {
    const length = lengthOfNumber(groups.slice(from), country);
    const read = numberIn(groups.slice(from, from + length).join(' '), country);
    found.push(read ?? { rest: groups[from] ?? '' });
    from += Math.max(1, length);
  }
  return found;
}

/** Of how many groups of digits the number in front consists; 0 where there is none. */
function lengthOfNumber(groups: readonly string[], country: string): number {
  for (let length = 1; length <= Math.min(groups.length, mostDigits); length += 1) {
    const read = numberIn(groups.slice(0, length).join(' '), country);
    if (read?.phone.isSure === true && read.rest === '') return length;
  }
  return 0;
}

function numberIn(part: string, country: string): { phone: Phone; rest: string } | undefined {
  const extension = extensionPattern.exec(part);
  const plain = (extension === null ? part : part.replace(extension[0], ' ')).replace(
    /\([^)]*\p{L}[^)]*\)/gu,
    ' ',
  );
  const [number] = /\+? ?\(?\d[\d .()_-]*/.exec(plain) ?? [];
  if (number === undefined) return undefined;
  const rest = plain
    .replace(number, ' ')
    .replace(/\b(?:t[ée]l(?:[ée]phone)?|port(?:able)?|mob(?:ile)?|fixe|fax|phone)\b/gi, '');
  if (/\d/.test(rest)) return undefined;
  const phone = phoneOf(number.replaceAll('_', ' '), country);
  if (phone === undefined) return undefined;
  const words = rest.replace(/[^\p{L}\p{N}@]+/gu, ' ').trim();
  return { phone: extension?.[1] === undefined ? phone : { ...phone, extension: extension[1] }, rest: words };
}

function phoneOf(number: string, country: string): Phone | undefined {
  const digits = number.replace(/\D/g, '');
  if (digits.length < fewestDigits || digits.length > mostDigits + 5) return undefined;
  const home = countryOf(country);
  const read = parsePhoneNumberFromString(number, home === undefined ? {} : { defaultCountry: home });
  if (read === undefined) return undefined;
  if (read.countryCallingCode === '33') {
    const elsewhere = overseasNumber(`0${read.nationalNumber.replace(/^0/, '')}`);
    if (elsewhere !== undefined) return elsewhere;
  }
  const { number: e164, country: from } = read;
  // One digit short, the trunk zero is taken for a part of the number.
  const isPossible = read.isPossible() && !read.nationalNumber.startsWith('0');
  if (!read.isValid()) return isPossible ? { e164, isSure: false } : undefined;
  return from === undefined ? { e164, isSure: true } : { e164, country: from, isSure: true };
}

/** Under the code of the mainland such a number reaches somebody else, or nobody. */
function overseasNumber(national: string): Phone | undefined {
  if (!overseasRange.test(national)) return undefined;
  for (const defaultCountry of overseas) {
    const read = parsePhoneNumberFromString(national, { defaultCountry });
    if (read?.isValid() === true)
      return { e164: read.number, country: read.country ?? defaultCountry, isSure: true };
  }
  return undefined;
}

function countryOf(country: string): CountryCode | undefined {
  return isSupportedCountry(country) ? country : undefined;
}
