import * as oidc from 'openid-client';
import { defined } from '../../platform/defined.ts';
import { type Flow, isState, secretsOf } from './flow.ts';
import { type Claims, groupsIn, type Provider, verifiedMailIn } from './provider.ts';
import { faultOf, isWithdrawn, type SignInFault } from './provider-faults.ts';
import { createProviderServer, type ServerPorts } from './server-metadata.ts';

/** The provider's answer about somebody who signed in there, and what it gave out for the session. */
export type Vouched = {
  readonly claims: Claims;
  /** When they last proved to the provider who they are, epoch ms, where it says so. */
  readonly provedAt?: number;
  readonly grant: Grant;
};

/** The tokens that a session keeps of the provider: to ask it again, and to sign out there. */
export type Grant = { readonly idToken: string; readonly refreshToken?: string };

/** The fault of a request to a provider that came to nothing; `error` is for the log. */
export type Failed = { readonly fault: SignInFault; readonly error: unknown };

/** A provider, asked as OpenID Connect goes: authorization code with PKCE. */
export type ProviderClient = {
  readonly provider: Provider;
  /** Where the browser goes to sign in, and to come back to `callback`. */
  readonly authorizationUrl: (flow: Flow, callback: string) => Promise<URL | Failed>;
  /** The answer that the browser came back with; `search` is the query of the address. */
  readonly exchange: (flow: Flow, callback: string, search: string) => Promise<Vouched | Failed>;
  /** Asks again about somebody who is signed in: `over` where the provider says that they are no more. */
  readonly ask: (grant: Grant, subject: string) => Promise<Vouched | 'over' | Failed>;
  /** Where the browser signs out at the provider, where it offers that. */
  readonly signOutUrl: (grant: Grant, back: string) => Promise<string | undefined>;
};

/** Clocks of two machines differ by so much. */
const skewMs = 60_000;

/** The client of a provider; nothing is asked before somebody signs in. */
export function createProviderClient(provider: Provider, ports: ServerPorts): ProviderClient {
  const server = createProviderServer(provider, ports);
  return {
    provider,
    authorizationUrl: (flow, callback) =>
      orFailed(async () => {
        const client = await server.client();
        const { state, nonce, verifier } = secretsOf(flow);
        return oidc.buildAuthorizationUrl(client, {
          redirect_uri: callback,
          state,
          nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          ...askedOf(provider, flow),
        });
      }),
    exchange: async (flow, callback, search) => {
      const address = new URL(callback);
      address.search = search;
      // Asked before anything else, so that a forged answer costs neither code nor request.
      if (!isState(address.searchParams.get('state'), secretsOf(flow)))
        return { fault: 'start_again', error: new Error('another state came back than was sent') };
      return orFailed(async () => {
        const client = await server.client();
        const tokens = await tokensFor(client, flow, address);
        const vouched = await vouchedBy(client, provider, tokens, undefined);
        return whyNotTrusted(vouched, flow, tokens.claims(), ports.now()) ?? vouched;
      });
    },
    ask: async (grant, subject) => {
      if (grant.refreshToken === undefined) throw new Error('a provider is asked again with a refresh token');
      try {
        const client = await server.client();
        const tokens = await oidc.refreshTokenGrant(client, grant.refreshToken);
        return await vouchedBy(client, provider, tokens, { grant, subject });
      } catch (error) {
        return isWithdrawn(error) ? 'over' : failed(error);
      }
    },
    signOutUrl: async ({ idToken }, back) => {
      try {
        const client = await server.client();
        if (client.serverMetadata().end_session_endpoint === undefined) return undefined;
        const said = { id_token_hint: idToken, post_logout_redirect_uri: back };
        return oidc.buildEndSessionUrl(client, said).href;
      } catch {
        // Whoever signs out is signed out here, whatever the provider does.
        return undefined;
      }
    },
  };
}

/** A refresh token comes by consent alone, and nobody needs a second one to prove again who they are. */
function askedOf({ scopes }: Provider, { again }: Flow): Readonly<Record<string, string>> {
  const list = scopes.split(' ').filter(Boolean);
  if (again !== undefined)
    return { scope: list.filter((one) => one !== 'offline_access').join(' '), prompt: 'login', max_age: '0' };
  return { scope: list.join(' '), ...(list.includes('offline_access') && { prompt: 'consent' }) };
}

/** The outcome, or why there is none. */
async function orFailed<T>(asking: () => Promise<T>): Promise<T | Failed> {
  try {
    return await asking();
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Failed {
  return { fault: faultOf(error), error };
}

/** The tokens for the code that came back in this address. */
function tokensFor(client: oidc.Configuration, flow: Flow, address: URL): Promise<Tokens> {
  const { state, nonce, verifier } = secretsOf(flow);
  return oidc.authorizationCodeGrant(client, address, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
}

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;
type IdClaims = ReturnType<Tokens['claims']>;

/**
 * Reads the tokens, and asks the provider about the person where the tokens lack the address or the groups.
 * Throws where they name nobody, or somebody else than `before`.
 */
async function vouchedBy(
  client: oidc.Configuration,
  provider: Provider,
  tokens: Tokens,
  before: { readonly grant: Grant; readonly subject: string } | undefined,
): Promise<Vouched> {
  const said = tokens.claims();
  const subject = said?.sub ?? before?.subject;
  if (subject === undefined) throw new Error('the provider does not say who this is');
  if (before !== undefined && subject !== before.subject)
    throw new Error('the provider speaks of somebody else than before');
  const idClaims: Readonly<Record<string, unknown>> = said ?? {};
  const missesMail = idClaims['email'] === undefined;
  const missesGroups = provider.groups !== undefined && idClaims[provider.groups.claim] === undefined;
  const asks = (missesMail || missesGroups) && client.serverMetadata().userinfo_endpoint !== undefined;
  const info: Readonly<Record<string, unknown>> = asks
    ? await oidc.fetchUserInfo(client, tokens.access_token, subject)
    : {};
  const { groups } = provider;
  const mail = verifiedMailIn(missesMail ? info : idClaims);
  const idToken = tokens.id_token ?? before?.grant.idToken ?? '';
  const refreshToken = tokens.refresh_token ?? before?.grant.refreshToken;
  return {
    claims: {
      issuer: client.serverMetadata().issuer,
      subject,
      groups: groups === undefined ? [] : groupsIn(missesGroups ? info : idClaims, groups.claim),
      ...defined({ verifiedMail: mail }),
    },
    ...defined({ provedAt: said?.auth_time === undefined ? undefined : said.auth_time * 1_000 }),
    grant: { idToken, ...defined({ refreshToken }) },
  };
}

/** The faults that openid-client lets pass: a token of the future, and a provider that did not ask again. */
function whyNotTrusted(vouched: Vouched, flow: Flow, said: IdClaims, now: number): Failed | undefined {
  if (said !== undefined && said.iat * 1_000 > now + skewMs)
    return { fault: 'not_trusted', error: new Error('the ID token is of the future') };
  if (flow.again === undefined) return undefined;
  const { provedAt } = vouched;
  return provedAt === undefined || provedAt < flow.at - skewMs
    ? { fault: 'not_asked_again', error: new Error('the provider did not ask again who this is') }
    : undefined;
}
