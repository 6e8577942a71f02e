import type { Texts } from './texts.fr.ts';

/** Texts of signing in. */
export const en: Texts = {
  title: 'Sign in',
  lead: 'Paste your personal filrouge key. Your administrator gave it to you.',
  withProvider: (provider: string) => `Sign in with ${provider}`,
  withKey: 'Sign in with a key',
  key: 'Key',
  hint: 'It starts with fr_',
  enter: 'Enter',
  why: {
    unknown: 'This key is not known, or it was revoked.',
    program: 'This key belongs to a program: a personal key is needed.',
    blocked: 'Too many attempts: wait a minute.',
    link: 'This link was used before, or is more than an hour old: ask for another one.',
    ended: 'Your session has ended: sign in again.',
  },
  whyNot: {
    said_no: (provider: string) => `You refused the sign-in at ${provider}, or ${provider} refused you.`,
    start_again: () =>
      'This sign-in has expired, was used before, or was begun in another browser: begin again.',
    provider_down: (provider: string) =>
      `${provider} does not answer. Try again in a moment; a key lets you in meanwhile.`,
    provider_refuses: (provider: string) =>
      `${provider} refuses what filrouge asks: its settings need mending. filrouge’s log says what.`,
    not_trusted: (provider: string) =>
      `The answer of ${provider} cannot be trusted: nobody is signed in. filrouge’s log says why.`,
    not_asked_again: (provider: string) => `${provider} did not ask again who you are: nothing is confirmed.`,
    no_mail: (provider: string) =>
      `${provider} gives no verified e-mail address of yours, and people.yaml does not know you otherwise.`,
    unknown_person: () => 'Your e-mail address is nobody’s in people.yaml: ask to be added there.',
    several_people: () =>
      'Several people in people.yaml have your e-mail address: nobody can tell who you are.',
    no_group: () => 'None of your groups gives access to filrouge.',
    no_link: () => 'This link is good no more.',
    somebody_else: () => 'It is not the person who is signed in that has just proved who they are.',
  },
  signedOut: 'You are signed out',
  signOutThere: 'Sign out of the identity provider, too',
  session: {
    title: 'Your session',
    lead: 'Who is signed in in this browser, and until when.',
    who: 'Person',
    nobody: 'Nobody in particular',
    role: 'Role',
    by: 'Came in by',
    link: 'one-time link',
    since: 'Since',
    until: 'Until',
    endAll: 'Sign out everywhere',
    endAllHint: 'Everywhere: all sessions in your name, in all browsers.',
  },
  confirm: {
    key: 'Your key, again',
    keyHint: 'An open session is not enough to sign.',
    again: 'Confirm at your identity provider',
    againHint: 'Before you sign, prove again who you are; you come back here.',
    how: { key: '(with their key)', provider: '(identity confirmed)' },
    why: {
      key_missing: 'Paste your key to sign.',
      key_wrong: 'This key is none of yours.',
      ask_provider: 'First confirm who you are: nothing is signed.',
    },
  },
};
