import type { FaultTexts } from './texts.fr.ts';

/** The reasons why a way out does not work, in English. */
export const en: FaultTexts = {
  gone: 'the other side says that this address exists no more',
  forbidden: 'the other side refuses the key or the secret',
  not_found: 'nothing answers at this address',
  too_many: 'the other side says that it gets too many',
  refused: 'the other side refuses the message',
  broken: 'the other side answers with an error',
  timeout: 'the other side does not answer in time',
  unreachable: 'the connection is refused or impossible',
  unknown_host: 'the name of the machine is unknown',
  untrusted: 'the certificate is not trusted',
  private: 'the address is one of a private network, which is not allowed here',
  cut: 'the connection was cut',
  sign_in: 'the mail server refuses the name or the password',
  mail_refused: 'the mail server refuses the message',
  no_program: 'the program Apprise is not installed',
};
