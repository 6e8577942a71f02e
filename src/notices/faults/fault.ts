import type { FaultTexts } from './texts.fr.ts';

/**
 * The kinds of trouble that a way out can have, as people tell them apart by what they would do about it.
 * `other`: a code that has no words here.
 */
export type DeliveryFault = keyof FaultTexts | 'other';

/** Codes of Node (nodejs.org/api/errors.html), OpenSSL, nodemailer and of this room, by what they mean. */
const known: ReadonlyMap<string, DeliveryFault> = new Map<string, DeliveryFault>(
  Object.entries({
    timeout: 'timeout',
    etimedout: 'timeout',
    econnrefused: 'unreachable',
    ehostunreach: 'unreachable',
    enetunreach: 'unreachable',
    econnection: 'unreachable',
    connection_failed: 'unreachable',
    enotfound: 'unknown_host',
    edns: 'unknown_host',
    eai_again: 'unknown_host',
    econnreset: 'cut',
    epipe: 'cut',
    esocket: 'cut',
    private_target: 'private',
    eauth: 'sign_in',
    apprise_enoent: 'no_program',
    etls: 'untrusted',
  } as const),
);

/**
 * The trouble behind the reason of a delivery, which is a stable code (`http_503`, `econnrefused`,
 * `smtp_550`). A code that nobody knows is `other`: it is shown as it is.
 */
export function faultOf(reason: string): DeliveryFault {
  const [, protocol, digits] = /^(http|smtp)_(\d{3})$/.exec(reason) ?? [];
  const status = Number(digits);
  if (protocol === 'http') return httpFault(status);
  // RFC 4954, section 6.
  if (protocol === 'smtp') return [530, 534, 535].includes(status) ? 'sign_in' : 'mail_refused';
  if (/^(?:cert_|err_tls|depth_zero|self_signed|unable_to_(?:verify|get_issuer))/.test(reason))
    return 'untrusted';
  return known.get(reason) ?? 'other';
}

function httpFault(status: number): DeliveryFault {
  switch (status) {
    case 401:
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 410:
      return 'gone';
    case 429:
      return 'too_many';
    default:
      return status >= 500 ? 'broken' : 'refused';
  }
}
