import * as oidc from 'openid-client';

/**
 * Why a sign-in came to nothing, as people are told: they said no; they begin again; the provider does not
 * answer; it refuses what filrouge asks; its answer cannot be trusted; it did not ask anew who they are.
 */
export type SignInFault =
  | 'said_no'
  | 'start_again'
  | 'provider_down'
  | 'provider_refuses'
  | 'not_trusted'
  | 'not_asked_again';

/** Codes of openid-client behind which the provider gave no answer that can be read. */
const unreadable = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_PARSE_ERROR',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
]);

/** The fault behind an error of a request to a provider, or of its answer. */
export function faultOf(error: unknown): SignInFault {
  if (error instanceof oidc.AuthorizationResponseError) return faultSaid(error.error);
  if (error instanceof oidc.ResponseBodyError) {
    if (error.status >= 500) return 'provider_down';
    // A code that was used, or is of another sign-in.
    return error.error === 'invalid_grant' ? 'start_again' : 'provider_refuses';
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError) return 'provider_refuses';
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  // A provider that cannot be reached is told by nothing but the kind of error.
  if (code === undefined)
    return error instanceof TypeError || isTimeout(error) ? 'provider_down' : 'not_trusted';
  return unreadable.has(code) ? 'provider_down' : 'not_trusted';
}

/** The fault behind the error that the provider itself names when it sends somebody back without a code. */
function faultSaid(error: string): SignInFault {
  if (error === 'access_denied') return 'said_no';
  return error === 'server_error' || error === 'temporarily_unavailable'
    ? 'provider_down'
    : 'provider_refuses';
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

/** Whether the provider has said that what it gave out for a session counts no more. */
export function isWithdrawn(error: unknown): boolean {
  if (error instanceof oidc.ResponseBodyError)
    return error.status < 500 && /^(?:invalid_grant|interaction_required|login_required)$/.test(error.error);
  return error instanceof oidc.WWWAuthenticateChallengeError && error.status === 401;
}
