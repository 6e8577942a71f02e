import type { DraftFacts } from './draft-facts.ts';
import type { RelanceTexts } from './texts.fr.ts';

type Contacted = DraftFacts['channel'];

const contacted: Readonly<Record<Contacted, (date: string) => string>> = {
  phone: (date) => `You called us on ${date}`,
  mail: (date) => `You wrote to us on ${date}`,
  letter: (date) => `We received your letter of ${date}`,
  chat: (date) => `You contacted us by chat on ${date}`,
  form: (date) => `You sent us a request on ${date}`,
  visit: (date) => `You came to see us on ${date}`,
  agent: (date) => `You talked to our assistant on ${date}`,
  other: (date) => `You contacted us on ${date}`,
};

/** The English words of relances. */
export const en: RelanceTexts = {
  subject: (number) => `About your request no. ${number}`,
  hello: (name) => (name === undefined ? 'Hello,' : `Hello ${name},`),
  context: (channel, date, subject) => `${contacted[channel](date)} about “${subject}”.`,
  again: (date) => `We wrote to you about it on ${date}; perhaps our message was lost.`,
  why: {
    inform: 'Your request is still being followed. It takes longer than foreseen.',
    collect: 'To go on, we miss one thing that you alone can give us.',
    validate: 'We believe that your request is resolved, and wish to make sure of it with you.',
  },
  asked: {
    inform: (ask) => ask,
    collect: (ask) => `Could you send us: ${ask}`,
    validate: (ask) => ask,
  },
  by: {
    inform: (date) => `You will hear from us by ${date} at the latest.`,
    collect: (date) => `An answer by ${date} will let us go on without waiting.`,
    validate: (date) => `An answer by ${date} is enough, in one word.`,
  },
  holds: 'Does the solution suit you?',
  thanks: 'With our thanks,',
  direct: (phone) => `Direct line: ${phone}`,
};
