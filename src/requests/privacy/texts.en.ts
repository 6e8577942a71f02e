import { en as say } from '../../language/typography.ts';
import type { IdentityMeans, Right } from './privacy.ts';
import type { PrivacyTexts } from './texts.fr.ts';

const rightNames: Readonly<Record<Right, string>> = {
  access: 'right of access',
  rectification: 'right to rectification',
  erasure: 'right to erasure',
  portability: 'right to data portability',
  objection: 'right to object',
  restriction: 'right to restriction of processing',
};
const did: Readonly<Record<Right, string>> = {
  access: 'You find enclosed a copy of your data, with its purposes and how long it is kept.',
  rectification: 'Your data was corrected.',
  erasure: 'Your data was erased for good, except what is named below.',
  portability: 'You find enclosed your data in a structured format that machines read (JSON).',
  objection: 'Your objection is recorded: we will write to you only to answer your requests.',
  restriction: 'The processing of your data is restricted: it is kept, and no longer used.',
};
const means: Readonly<Record<IdentityMeans, string>> = {
  signed_in: 'from your account',
  known_contact: 'by an address that we knew',
  called_back: 'by a call to the number that we knew',
  in_person: 'in person',
  document: 'by an identity document',
};

/** The words of letters about personal data, and of copies of it, in English. */
export const en: PrivacyTexts = {
  rightNames,
  did,
  subject: (number, right) => say`Your request no. ${number}: ${right}`,
  received: (date, right) =>
    say`On ${date} we received your request under your ${right} (GDPR, articles 15 to 21).`,
  due: (date) => say`We will answer by ${date} at the latest.`,
  identified: (how) => say`Your identity was verified ${means[how]}.`,
  unidentified: 'To protect your data we first have to verify your identity.',
  extended: (date) =>
    say`As your request is complex, we need two months more (GDPR, article 12(3)): we will answer by ${date} at the latest.`,
  why: 'Reason',
  done: 'What was done',
  erased: (count) => say`${count} ${count === 1 ? 'entry' : 'entries'} erased.`,
  nothingKept: 'Nothing that was to be erased was kept.',
  kept: 'What we have to keep',
  keptColumns: ['Data', 'Why', 'Until'],
  hold: 'Needed to defend legal claims (GDPR, article 17(3)(e))',
  law: 'Legal obligation to keep it (GDPR, article 17(3)(b))',
  unknownEnd: 'not known yet',
  refused: 'We cannot act on your request.',
  complaint:
    'You may lodge a complaint with the supervisory authority (in France the CNIL, www.cnil.fr), or go to court.',
  copyTitle: 'Your data',
  copyLead: (date) => say`Everything that is kept about you on ${date}, with its purpose and how long.`,
  purpose: 'Purpose',
  basis: 'Why so long',
  rowColumns: ['Since', 'Kept until', 'Content'],
  unreadable: 'unreadable: the data was altered',
  readings: 'When your data was read',
  readingColumns: ['Date', 'For'],
  nothing: 'Nothing is kept about you.',
  restricted: (date) => say`Processing is restricted since ${date}.`,
  objected: (date) => say`Your objection is recorded since ${date}.`,
};
