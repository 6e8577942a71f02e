import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { BlockList, isIPv6 } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { errorCode } from '../database/sql-error.ts';

const ipv4Compatible = new BlockList();
ipv4Compatible.addSubnet('::', 96, 'ipv6');

/** Opens requests to one address; or nothing, where it is none of the public's business. */
export type Door = ((options: RequestOptions) => ClientRequest) | 'private_target';

/**
 * A way to an address that people wrote, guarded against those of this machine and of private networks (SSRF)
 * unless these are allowed. Redirects are not followed. Throws `TypeError` for an address that is none of
 * http or https.
 */
export function guardedDoor(url: string, allowPrivate: boolean): Door {
  const address = new URL(url);
  if (!/^https?:$/.test(address.protocol)) throw new TypeError(`not an address of http or https: ${url}`);
  // An IPv4 address in an IPv6 one, as nobody writes them any more: the agent below takes it for public.
  const host = address.hostname.replace(/^\[(.*)\]$/, '$1');
  if (!allowPrivate && isIPv6(host) && ipv4Compatible.check(host, 'ipv6')) return 'private_target';
  const secure = address.protocol === 'https:';
  const agent = secure
    ? allowPrivate
      ? new HttpsAgent()
      : new RequestFilteringHttpsAgent()
    : allowPrivate
      ? new HttpAgent()
      : new RequestFilteringHttpAgent();
  const open = secure ? httpsRequest : httpRequest;
  return (options) => open(address, { ...options, agent });
}

/** Why a request had no answer, as a code. */
export function requestFault(error: Error): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout';
  // The filtering agent names its refusals in words only.
  if (/is not allowed\. Because/.test(error.message)) return 'private_target';
  return errorCode(error)?.toLowerCase() ?? 'connection_failed';
}
