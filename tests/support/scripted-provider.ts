import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

/** A provider of OpenID Connect that answers what a test says, be it wrong. */
export type ScriptedProvider = {
  readonly issuer: string;
  /** What the next sign-in says, and how it is said. */
  readonly script: Script;
  /** The address that a browser was sent to, answered as somebody who signs in: the query of the way back. */
  readonly answer: (authorizationUrl: string) => Promise<URL>;
  /** Signs with another key from now on, and says so. */
  readonly rotateKeys: () => Promise<void>;
  readonly refreshes: () => number;
  readonly stop: () => Promise<void>;
};

type Script = {
  claims: JWTPayload;
  userinfo: Readonly<Record<string, unknown>>;
  /** Other than what is right, in the ID token. */
  token: Readonly<Record<string, unknown>>;
  alg: 'right' | 'none' | 'stranger';
  state: string | undefined;
  iss: string | undefined;
  error: string | undefined;
  refreshToken: string | undefined;
  /** What the provider answers when it is asked again. */
  refresh: 'granted' | 'withdrawn' | 'down';
  down: 'no' | 'error_page' | 'closed';
};

/** Starts one. Codes are good for as often as they come: that nothing is taken twice is for us to see. */
export async function scriptedProvider(clientId: string): Promise<ScriptedProvider> {
  const makeKey = async (kid: string) => ({
    kid,
    ...(await generateKeyPair('RS256', { extractable: true })),
  });
  let key = await makeKey('one');
  const stranger = await makeKey('one');
  const nonces = new Map<string, string>();
  let [codes, refreshes] = [0, 0];
  const script: Script = {
    claims: { sub: 'lea-at-company' },
    userinfo: { email: 'lea.fontaine@lendari.example', email_verified: true },
    token: {},
    alg: 'right',
    state: undefined,
    iss: undefined,
    error: undefined,
    refreshToken: undefined,
    refresh: 'granted',
    down: 'no',
  };
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (script.down === 'closed') return void request.socket.destroy();
    if (script.down === 'error_page') {
      response.writeHead(200, { 'content-type': 'text/html' });
      return void response.end('<h1>Maintenance</h1>');
    }
    const json = (body: object, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    switch (new URL(request.url ?? '/', issuer).pathname) {
      case '/.well-known/openid-configuration':
        return json({
          ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
          ...{ jwks_uri: `${issuer}/jwks`, userinfo_endpoint: `${issuer}/me` },
          end_session_endpoint: `${issuer}/end`,
          id_token_signing_alg_values_supported: ['RS256'],
          authorization_response_iss_parameter_supported: true,
        });
      case '/jwks':
        return json({
          keys: [{ ...(await exportJWK(key.publicKey)), kid: key.kid, alg: 'RS256', use: 'sig' }],
        });
      case '/me':
        return json({ sub: script.claims.sub, ...script.userinfo });
      case '/token':
        return answerToken(new URLSearchParams(await textOf(request)), json);
      default:
        return json({}, 404);
    }
  }

  async function answerToken(form: URLSearchParams, json: (body: object, status?: number) => void) {
    const asksAgain = form.get('grant_type') === 'refresh_token';
    if (asksAgain) {
      refreshes += 1;
      if (script.refresh === 'withdrawn') return json({ error: 'invalid_grant' }, 400);
      if (script.refresh === 'down') return json({}, 503);
    }
    const nonce = asksAgain ? undefined : nonces.get(form.get('code') ?? '');
    json({
      ...{ access_token: 'at', token_type: 'bearer', expires_in: 3_600 },
      ...(script.refreshToken !== undefined && { refresh_token: `${script.refreshToken}-${refreshes}` }),
      id_token: await idToken(nonce),
    });
  }

  async function idToken(nonce: string | undefined): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const right = { iss: issuer, aud: clientId, iat: now, exp: now + 300, ...(nonce && { nonce }) };
    const payload = { ...right, ...script.claims, ...script.token };
    if (script.alg === 'none') return new UnsecuredJWT(payload).encode();
    const { kid, privateKey } = script.alg === 'stranger' ? stranger : key;
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
  }

  return {
    issuer,
    script,
    answer: async (authorizationUrl) => {
      const asked = new URL(authorizationUrl).searchParams;
      const back = new URL(asked.get('redirect_uri') ?? '');
      codes += 1;
      const code = `code-${codes}`;
      nonces.set(code, asked.get('nonce') ?? '');
      if (script.error === undefined) back.searchParams.set('code', code);
      else back.searchParams.set('error', script.error);
      back.searchParams.set('state', script.state ?? asked.get('state') ?? '');
      back.searchParams.set('iss', script.iss ?? issuer);
      return back;
    },
    rotateKeys: async () => {
      key = await makeKey(`key ${Date.now()}`);
    },
    refreshes: () => refreshes,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
