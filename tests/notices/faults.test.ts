import { describe, expect, it } from 'vitest';
import { type DeliveryFault, faultOf } from '../../src/notices/faults/fault.ts';
import { wordFault } from '../../src/notices/faults/wording.ts';
import { wordNotice } from '../../src/notices/texts.ts';
import { sampleNotice } from './samples.ts';

const told: readonly (readonly [code: string, DeliveryFault])[] = [
  ['http_400', 'refused'],
  ['http_401', 'forbidden'],
  ['http_403', 'forbidden'],
  ['http_404', 'not_found'],
  ['http_410', 'gone'],
  ['http_429', 'too_many'],
  ['http_499', 'refused'],
  ['http_500', 'broken'],
  ['http_503', 'broken'],
  ['timeout', 'timeout'],
  ['econnrefused', 'unreachable'],
  ['enotfound', 'unknown_host'],
  ['econnreset', 'cut'],
  ['private_target', 'private'],
  ['self_signed_cert_in_chain', 'untrusted'],
  ['cert_has_expired', 'untrusted'],
  ['err_tls_cert_altname_invalid', 'untrusted'],
  ['eauth', 'sign_in'],
  ['smtp_535', 'sign_in'],
  ['smtp_550', 'mail_refused'],
  ['apprise_enoent', 'no_program'],
  ['apprise_exit_1', 'other'],
  ['constructor', 'other'],
];

describe('The reason why a way out does not work', () => {
  it.each(told)('%s is %s', (code, fault) => {
    expect(faultOf(code)).toBe(fault);
  });

  it('is said in words, with its code behind them; a code without words is shown as it is', () => {
    expect(wordFault('http_410', 'fr')).toBe(
      'l’autre côté répond que cette adresse n’existe plus (http_410)',
    );
    expect(wordFault('http_410', 'en')).toBe(
      'the other side says that this address exists no more (http_410)',
    );
    expect(wordFault('apprise_exit_1', 'fr')).toBe('apprise_exit_1');
  });
});

describe('The notice that a channel is down', () => {
  const contextOf = (reason: string) => {
    const notice = sampleNotice('channel_down');
    return wordNotice(
      { ...notice, data: { ...notice.data, reason } },
      { language: 'en', nameOf: () => undefined },
    ).context.join();
  };

  it('promises that what waits is tried again, unless the receiver is gone', () => {
    expect(contextOf('http_503')).toContain('tried again for three days');
    expect(contextOf('http_410')).not.toContain('tried again');
    expect(contextOf('http_410')).toContain('Nothing more is sent there.');
  });
});
