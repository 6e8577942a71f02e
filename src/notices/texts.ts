import { formatOf } from '../language/format.ts';
import type { Language } from '../language/language.ts';
import { midSentence, typeset } from '../language/typography.ts';
import { defined } from '../platform/defined.ts';
import type { Notice, NoticeKind, Told } from './notice.ts';
import { en } from './texts.en.ts';
import { fr, type Texts } from './texts.fr.ts';
import { type DigestPart, digestParts, inDigestOrder, isDigest, lineOf, partOf } from './waiting/digest.ts';
import type { Message, Say, Wordings } from './wording.ts';

/** How a notice is to be put into words. */
export type WordingOptions = {
  readonly language: Language;
  /** The display name of a person id. */
  readonly nameOf: (person: string) => string | undefined;
  /** FILROUGE_PUBLIC_URL */
  readonly publicUrl?: string;
  /** Person id: in whose place the reader is told. */
  readonly instead?: string;
};

const dictionaries: Readonly<Record<Language, Texts>> = { fr, en };

/** The dictionary of a language. */
export function dictionaryOf(language: Language): Texts {
  return dictionaries[language];
}

/** Puts a notice into words. */
export function wordNotice(notice: Notice, options: WordingOptions): Message {
  const dictionary = dictionaries[options.language];
  const say = sayOf(notice, options);
  const { subject, context, ask, verbatim } = word(dictionary.kinds, notice, say);
  const set = (text: string) => typeset(text, options.language);
  const url = options.publicUrl === undefined ? undefined : linkTo(notice, options.publicUrl);
  return defined({
    subject: set(oneLine(subject)),
    context: [context].flat().map(set),
    verbatim,
    measure: 'threshold' in notice.data ? measureOf(notice.data, dictionary, say, set) : undefined,
    ask: set(ask),
    link: url === undefined ? undefined : { label: dictionary.linkLabel, url },
  });
}

function measureOf(
  breach: Parameters<Say['measured']>[0],
  dictionary: Texts,
  say: Say,
  set: (text: string) => string,
): Message['measure'] {
  const { value, threshold } = breach;
  return {
    label: set(say.label(breach)),
    value: value === null ? dictionary.notMeasured : say.quantity(value, breach, threshold),
    threshold: threshold === undefined ? '' : `${dictionary.threshold} ${say.limit(threshold, breach)}`,
  };
}

/** So many of them are named in a message about many. */
const mostNamed = 20;

/**
 * Puts notices to one reader into words: one by itself, several of one kind as a list, and of several kinds
 * as a digest with a part for each sort. A deputy is told in whose place they hear of it.
 */
export function wordNotices(notices: readonly Notice[], options: WordingOptions): Message {
  const message = wordTogether(notices, options);
  const { language, instead, nameOf } = options;
  if (instead === undefined) return message;
  const said = typeset(dictionaries[language].instead(nameOf(instead) ?? instead), language);
  return { ...message, context: [...message.context, said] };
}

function wordTogether(notices: readonly Notice[], options: WordingOptions): Message {
  const [first, ...others] = notices;
  if (first === undefined) throw new Error('a message about nothing');
  if (others.length === 0) return wordNotice(first, options);
  if (isDigest(notices)) return wordDigest(notices, options);
  const { gathered, linkLabel } = dictionaries[options.language];
  const agents = new Set(notices.map(({ agent }) => agent)).size;
  const set = (text: string) => typeset(text, options.language);
  const named = notices.slice(0, mostNamed).map((notice) => wordNotice(notice, options).subject);
  const left = notices.length - named.length;
  const url = options.publicUrl && `${options.publicUrl.replace(/\/+$/, '')}${listOf(first)}`;
  return defined({
    subject: set(gathered.subject(first.kind, notices.length, agents)),
    context: left > 0 ? [...named, set(gathered.more(left))] : named,
    ask: set(gathered.ask),
    link: url ? { label: linkLabel, url } : undefined,
  });
}

/** Every line says its plan or its incident; the one link leads to the work of the reader. */
function wordDigest(notices: readonly Notice[], options: WordingOptions): Message {
  const { language, instead, publicUrl, nameOf } = options;
  const { digest } = dictionaries[language];
  const set = (text: string) => typeset(text, language);
  const sorted = inDigestOrder(notices);
  const linesOf = (part: DigestPart) =>
    sorted
      .filter((notice) => partOf(notice) === part)
      .map((notice) => {
        const { agent, date } = sayOf(notice, options);
        const line = lineOf(notice, { agent, dateOf: date, nameOf });
        return line === undefined ? wordNotice(notice, options).subject : set(oneLine(digest.line(line)));
      });
  const sections = digestParts
    .map((part) => ({ part, title: set(digest.titles[part]), lines: linesOf(part) }))
    .filter(({ lines }) => lines.length > 0);
  const countOf = (part: DigestPart) => sections.find((one) => one.part === part)?.lines.length ?? 0;
  const counts = {
    escalated: countOf('escalated'),
    overdue: countOf('overdue'),
    today: countOf('today'),
    ahead: countOf('ahead'),
    other: countOf('other'),
  };
  const isOther = counts.other === notices.length;
  // A deputy finds the work of somebody else among all plans.
  const page = isOther ? '/notices' : instead === undefined ? '/work' : '/plans';
  return defined({
    subject: set(isOther ? digest.otherSubject(notices.length) : digest.subject(counts)),
    context: [],
    sections: sections.map(({ title, lines }) => ({ title, lines })),
    ask: set(isOther ? digest.otherAsk : digest.ask),
    link:
      publicUrl === undefined
        ? undefined
        : {
            label: isOther ? dictionaries[language].linkLabel : digest.linkLabel,
            url: `${publicUrl.replace(/\/+$/, '')}${page}`,
          },
  });
}

/** The page on which all of them stand. */
function listOf({ kind, plan, incident }: Notice): string {
  if (kind === 'agent_tripped' || kind === 'agent_suspended') return '/';
  if (plan !== undefined) return '/plans';
  return incident === undefined ? '/' : '/incidents';
}

function sayOf({ data, agent: id, incident, at, mayRun }: Told, { language, nameOf }: WordingOptions): Say {
  const dictionary = dictionaries[language];
  const format = formatOf(language);
  const agent = data.agentName ?? id ?? dictionary.anAgent;
  const label: Say['label'] = ({ metric, labelFr, labelEn }) => {
    const said = language === 'fr' ? labelFr : labelEn;
    return said === undefined ? metric : midSentence(said);
  };
  const dateTime = (time: number) => format.dateTime(time, data.timezone);
  const measured: Say['measured'] = (breach) =>
    `${label(breach)} ${breach.value === null ? dictionary.notMeasured : format.quantity(breach.value, breach, breach.threshold)}`;
  return {
    ...format,
    dateTime,
    date: (time) => format.date(time, data.timezone),
    who: (text) => nameIn(text, dictionary, nameOf),
    agent,
    mayRun,
    case: incident === undefined ? `Agent ${agent}` : `Incident ${incident}`,
    theCase: dictionary.theCase(incident),
    when: dateTime(at),
    label,
    measured,
    against: (breach) =>
      breach.threshold === undefined
        ? measured(breach)
        : breach.value === breach.threshold
          ? `${measured(breach)}, ${dictionary.atThreshold}`
          : `${measured(breach)}, ${dictionary.threshold} ${format.limit(breach.threshold, breach)}`,
  };
}

/** The subject of a notice, as its address needs it. */
type About = Pick<Notice, 'plan' | 'incident' | 'agent'> & Partial<Pick<Notice, 'kind' | 'data'>>;

/**
 * The notice's page in the console: its plan, else its incident, its agent, or that of the notices; of a
 * mention, where the comment stands.
 */
export function linkTo(notice: Notice | About, publicUrl: string): string {
  const path =
    'kind' in notice &&
    notice.kind === 'mention' &&
    notice.data !== undefined &&
    'subject' in notice.data &&
    'id' in notice.data
      ? `/dossier/${notice.data.subject}/${notice.data.id}`
      : pathOf(notice);
  return `${publicUrl.replace(/\/+$/, '')}${path}`;
}

/** The path of that page. */
export function pathOf({ plan, incident, agent, kind, data }: About): string {
  if (kind === 'weekly_report' && data !== undefined && 'week' in data) {
    const of = agent === undefined ? '' : `&agent=${encodeURIComponent(agent)}`;
    return `/reports/weekly?week=${data.week}${of}`;
  }
  if (kind === 'register_checkpoint' || kind === 'register_doubtful') return '/register';
  if (plan !== undefined) return `/plans/${plan}`;
  if (incident !== undefined) return `/incidents/${incident}`;
  if (agent !== undefined) return `/agents/${encodeURIComponent(agent)}`;
  return '/notices';
}

function word<K extends NoticeKind>(kinds: Wordings, notice: Told<K>, say: Say) {
  return kinds[notice.kind](notice, say);
}

function nameIn(text: string, dictionary: Texts, personName: (person: string) => string | undefined): string {
  if (text === 'engine') return dictionary.engine;
  if (text.startsWith('key:')) return dictionary.apiKey(text.slice('key:'.length));
  const person = text.startsWith('person:') ? text.slice('person:'.length) : text;
  return personName(person) ?? person;
}

/** Titles are written by people: a line break in one must not become a header of the mail. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}
