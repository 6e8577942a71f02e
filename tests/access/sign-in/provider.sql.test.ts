import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pageOf } from '../../console/visitor.ts';
import { onPglite } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { type ScriptedProvider, scriptedProvider } from '../../support/scripted-provider.ts';

const client = 'filrouge';

onPglite('signing in at a provider', (open) => {
  let house: House;
  let company: ScriptedProvider;
  let partner: ScriptedProvider;
  let usual: ScriptedProvider['script'];
  beforeAll(async () => {
    [company, partner] = [await scriptedProvider(client), await scriptedProvider(client)];
    usual = { ...company.script };
    const port = String(await freePort());
    house = await openHouse(await open(), {
      start: new Date().toISOString(),
      env: {
        FILROUGE_PORT: port,
        FILROUGE_PUBLIC_URL: `http://127.0.0.1:${port}`,
        FILROUGE_OIDC_LOOPBACK: 'true',
        FILROUGE_OIDC_COMPANY_ISSUER: company.issuer,
        FILROUGE_OIDC_COMPANY_CLIENT_ID: client,
        FILROUGE_OIDC_COMPANY_CLIENT_SECRET: 's3cret',
        FILROUGE_OIDC_COMPANY_LABEL: 'Company',
        FILROUGE_OIDC_PARTNER_ISSUER: partner.issuer,
        FILROUGE_OIDC_PARTNER_CLIENT_ID: client,
        FILROUGE_OIDC_PARTNER_ROLES: 'friends=viewer, stoppers=operator',
      },
    });
  });
  afterAll(async () => {
    await house.stop();
    await company.stop();
    await partner.stop();
  });
  beforeEach(() => {
    house.clock.set(Date.now());
    Object.assign(company.script, usual);
    Object.assign(partner.script, usual);
  });

  /** A browser that has begun to sign in: where it was sent, and the cookie that it keeps. */
  const begin = async (name: string, headers: Record<string, string> = {}, query = '') => {
    const page = await pageOf(house, 'GET', `/sign-in/${name}${query}`, undefined, headers);
    expect(page.status).toBe(303);
    return { url: page.headers.get('location') ?? '', cookie: cookieIn(page.headers, 'filrouge_flow') };
  };
  const cookieIn = (headers: Headers, name: string) =>
    headers
      .getSetCookie()
      .find((line) => line.startsWith(`${name}=`))
      ?.split(';')[0] ?? '';
  const back = (to: URL, cookie: string) =>
    pageOf(house, 'GET', to.pathname + to.search, undefined, { Cookie: cookie });
  /** The whole way, as somebody goes it; what they come back to. */
  const signIn = async (provider = company, name = 'company') => {
    const { url, cookie } = await begin(name);
    return back(await provider.answer(url), cookie);
  };
  const sessionIn = (page: { headers: Headers }) => cookieIn(page.headers, 'filrouge_session');
  const see = (path: string, cookie: string) => pageOf(house, 'GET', path, undefined, { Cookie: cookie });
  const expectRefused = async (page: Awaited<ReturnType<typeof signIn>>, words: string, status = 403) => {
    expect([page.status, sessionIn(page)]).toEqual([status, '']);
    expect(page.text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ')).toContain(words);
  };

  test('whose verified address is in people.yaml comes in, with the role that stands there', async () => {
    const page = await signIn();
    expect(page.status).toBe(303);
    const session = await see('/session', sessionIn(page));
    expect(session.text).toContain('Léa Fontaine');
    expect(session.text).toContain('opération');
    expect(session.text).toContain('Company');
  });

  test('the way begins with PKCE, a state and a nonce, and comes back to a path of its own provider', async () => {
    const [one, other] = [await begin('company'), await begin('company')];
    const asked = new URL(one.url).searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('redirect_uri')).toBe(`${house.url}/sign-in/company/callback`);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
      expect(asked.get(name)).not.toBe(new URL(other.url).searchParams.get(name));
    }
    expect(one.cookie).not.toContain(asked.get('state') ?? '');
  });

  test('the page that somebody was on the way to is theirs afterwards, and none of another house', async () => {
    for (const [to, where] of [
      ['/plans?state=active', '/plans?state=active'],
      ['//elsewhere.example/plans', '/'],
      ['https://elsewhere.example', '/'],
    ] as const) {
      const { url, cookie } = await begin('company', {}, `?to=${encodeURIComponent(to)}`);
      const page = await back(await company.answer(url), cookie);
      expect([page.status, page.headers.get('location')]).toEqual([303, where]);
    }
  });

  describe('nobody is let in', () => {
    test('by another state, by none, or in another browser', async () => {
      const { url, cookie } = await begin('company');
      const answer = await company.answer(url);
      const without = new URL(answer);
      without.searchParams.delete('state');
      await expectRefused(await back(without, cookie), 'recommencez');
      await expectRefused(await back(answer, ''), 'recommencez');
      await expectRefused(await back(answer, (await begin('company')).cookie), 'recommencez');
      company.script.state = 'x'.repeat(43);
      await expectRefused(await signIn(), 'recommencez');
    });

    test('twice by the same answer, even of a provider that takes a code twice', async () => {
      const { url, cookie } = await begin('company');
      const answer = await company.answer(url);
      expect((await back(answer, cookie)).status).toBe(303);
      await expectRefused(await back(answer, cookie), 'recommencez');
    });

    test('after ten minutes', async () => {
      const { url, cookie } = await begin('company');
      const answer = await company.answer(url);
      house.clock.advance(10 * 60_000);
      await expectRefused(await back(answer, cookie), 'recommencez');
    });

    test('by the answer of one provider on the way back to another', async () => {
      const { url, cookie } = await begin('company');
      const answer = await company.answer(url);
      const mixed = new URL(answer);
      mixed.pathname = '/sign-in/partner/callback';
      await expectRefused(await back(mixed, cookie), 'recommencez');
      const other = new URL(answer);
      other.searchParams.set('iss', partner.issuer);
      await expectRefused(await back(other, cookie), 'digne de confiance');
      other.searchParams.delete('iss');
      await expectRefused(await back(other, cookie), 'digne de confiance');
    });

    test.each([
      ['of another nonce', { nonce: 'x'.repeat(43) }],
      ['without a nonce', { nonce: undefined }],
      ['for another audience', { aud: 'somebody-else' }],
      ['for two audiences, given to the other', { aud: [client, 'else'], azp: 'else' }],
      ['of another issuer', { iss: 'https://login.elsewhere.example' }],
      ['that has expired', { exp: Math.floor(Date.now() / 1_000) - 31 }],
      ['of the future', { iat: Math.floor(Date.now() / 1_000) + 3_600 }],
      ['whose subject is a number', { sub: 7 }],
    ])('by a token %s', async (_, token) => {
      company.script.token = token;
      await expectRefused(await signIn(), 'digne de confiance');
    });

    test.each(['none', 'stranger'] as const)('by a token signed by %s', async (alg) => {
      company.script.alg = alg;
      await expectRefused(await signIn(), 'digne de confiance');
    });

    test.each([
      ['unverified', { email: 'lea.fontaine@lendari.example', email_verified: false }],
      ['verified in words', { email: 'lea.fontaine@lendari.example', email_verified: 'true' }],
      ['of which nothing is said', { email: 'lea.fontaine@lendari.example' }],
      ['that is not there', {}],
    ])('by an address %s', async (_, userinfo) => {
      company.script.claims = { sub: 'unverified' };
      company.script.userinfo = userinfo;
      await expectRefused(await signIn(), 'adresse de courriel vérifiée');
    });

    test('whom people.yaml does not know', async () => {
      company.script.claims = { sub: 'stranger' };
      company.script.userinfo = { email: 'eve@elsewhere.example', email_verified: true };
      await expectRefused(await signIn(), 'people.yaml');
    });

    test('who said no, and they are told so; a provider that is down is told apart', async () => {
      company.script.error = 'access_denied';
      await expectRefused(await signIn(), 'Vous avez refusé');
      company.script.error = 'temporarily_unavailable';
      await expectRefused(await signIn(), 'ne répond pas', 503);
      company.script.error = 'invalid_scope';
      await expectRefused(await signIn(), 'réglages');
    });

    test.each(['closed', 'error_page'] as const)('while the provider is %s', async (down) => {
      const { url, cookie } = await begin('company');
      const answer = await company.answer(url);
      company.script.down = down;
      await expectRefused(await back(answer, cookie), 'ne répond pas', 503);
    });

    test('who is in no group that gives a role; the highest of several counts', async () => {
      partner.script.userinfo = { ...usual.userinfo, groups: ['strangers'] };
      await expectRefused(await signIn(partner, 'partner'), 'groupes');
      partner.script.userinfo = { ...usual.userinfo, groups: ['friends', 'stoppers'] };
      const page = await signIn(partner, 'partner');
      expect((await see('/session', sessionIn(page))).text).toContain('opération');
    });
  });

  test('a provider that has changed its keys is believed by the new ones at once', async () => {
    expect((await signIn()).status).toBe(303);
    await company.rotateKeys();
    expect((await signIn()).status).toBe(303);
  });

  describe('who is signed in is out', () => {
    test('as soon as people.yaml knows them no more', async () => {
      const people = join(house.rulesDir, 'people.yaml');
      const before = await readFile(people, 'utf8');
      const eve = '  eve:\n    name: Ève Martin\n    email: eve@lendari.example\n    role: viewer\n';
      await writeFile(people, before.replace('people:\n', `people:\n${eve}`));
      company.script.claims = { sub: 'eve-at-company' };
      company.script.userinfo = { email: 'Eve@lendari.example', email_verified: true };
      const cookie = await eventually(async () => {
        const page = await signIn();
        expect(page.status).toBe(303);
        return sessionIn(page);
      });
      expect((await see('/session', cookie)).text).toContain('lecture');
      await writeFile(people, before);
      await eventually(async () => expect((await see('/plans', cookie)).status).toBe(303));
      await expectRefused(await signIn(), 'people.yaml');
    });

    test('within a minute when a group is gone, their open pages included', async () => {
      partner.script.refreshToken = 'rt';
      partner.script.userinfo = { ...usual.userinfo, groups: ['stoppers'] };
      const cookie = sessionIn(await signIn(partner, 'partner'));
      const stream = await fetch(`${house.url}/live/watch`, { headers: { Cookie: cookie } });
      expect(stream.headers.get('content-type')).toContain('text/event-stream');
      partner.script.userinfo = { ...usual.userinfo, groups: [] };
      house.clock.advance(39_000);
      expect((await see('/plans', cookie)).status).toBe(200);
      house.clock.advance(2_000);
      // The stream is looked at by itself, every five seconds.
      expect(await stream.text()).toBeTypeOf('string');
      const page = await see('/plans', cookie);
      expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in?to=%2Fplans&why=ended']);
    });

    test('when the provider withdraws what it gave out, and not while it is down', async () => {
      company.script.refreshToken = 'rt';
      const cookie = sessionIn(await signIn());
      company.script.refresh = 'down';
      house.clock.advance(60_000);
      expect((await see('/plans', cookie)).status).toBe(200);
      company.script.refresh = 'withdrawn';
      house.clock.advance(60_000);
      expect((await see('/plans', cookie)).status).toBe(303);
    });

    test('an hour after the provider last answered', async () => {
      company.script.refreshToken = 'rt';
      const cookie = sessionIn(await signIn());
      company.script.refresh = 'down';
      for (let minutes = 0; minutes < 59; minutes += 1) house.clock.advance(60_000);
      expect((await see('/plans', cookie)).status).toBe(200);
      house.clock.advance(61_000);
      expect((await see('/plans', cookie)).status).toBe(303);
    });

    test('after an hour, where groups count and the provider cannot be asked again', async () => {
      partner.script.userinfo = { ...usual.userinfo, groups: ['stoppers'] };
      const cookie = sessionIn(await signIn(partner, 'partner'));
      house.clock.advance(3_599_000);
      expect((await see('/plans', cookie)).status).toBe(200);
      house.clock.advance(1_000);
      expect((await see('/plans', cookie)).status).toBe(303);
    });

    test('everywhere at once when they say so', async () => {
      const [here, there] = [sessionIn(await signIn()), sessionIn(await signIn())];
      await pageOf(house, 'POST', '/session/end-all', {}, { Cookie: here });
      for (const cookie of [here, there]) expect((await see('/plans', cookie)).status).toBe(303);
    });
  });

  test('several requests at once ask the provider once', async () => {
    company.script.refreshToken = 'rt';
    const cookie = sessionIn(await signIn());
    const before = company.refreshes();
    house.clock.advance(45_000);
    await Promise.all(Array.from({ length: 6 }, () => see('/session', cookie)));
    expect(company.refreshes() - before).toBe(1);
  });

  test('signing out leads to the provider, with the way back', async () => {
    const cookie = sessionIn(await signIn());
    const page = await pageOf(house, 'POST', '/sign-out', {}, { Cookie: cookie });
    const [, url = ''] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(page.text) ?? [];
    const { origin, pathname, searchParams } = new URL(url.replaceAll('&amp;', '&'));
    expect(origin + pathname).toBe(`${company.issuer}/end`);
    expect(searchParams.get('post_logout_redirect_uri')).toBe(`${house.url}/sign-in`);
    expect((await see('/plans', cookie)).status).toBe(303);
  });

  test('what the database keeps of a session opens nothing: neither session nor refresh token', async () => {
    company.script.refreshToken = 'very-secret';
    const cookie = sessionIn(await signIn());
    expect(cookie).toMatch(/^filrouge_session=[\w-]{43}$/);
    await ok(house.as('admin').get('/v1/keys'));
  });

  describe('proving again who one is', () => {
    const confirm = async (cookie: string, claims: object) => {
      const { url, cookie: flow } = await begin('again', { Cookie: cookie }, '?to=%2Fplans');
      expect(new URL(url).searchParams.get('prompt')).toBe('login');
      expect(new URL(url).searchParams.get('max_age')).toBe('0');
      company.script.claims = { sub: 'lea-at-company', ...claims };
      return back(await company.answer(url), flow);
    };
    const nowSeconds = () => Math.floor(Date.now() / 1_000);

    test('is believed when the provider has asked just now', async () => {
      const cookie = sessionIn(await signIn());
      const page = await confirm(cookie, { auth_time: nowSeconds() });
      expect([page.status, page.headers.get('location')]).toEqual([303, '/plans']);
    });

    test('is not when it asked long ago, or does not say when', async () => {
      const cookie = sessionIn(await signIn());
      await expectRefused(await confirm(cookie, { auth_time: nowSeconds() - 120 }), 'redemandé');
      await expectRefused(await confirm(cookie, {}), 'redemandé');
    });

    test('is not when somebody else proves who they are', async () => {
      const cookie = sessionIn(await signIn());
      const page = await confirm(cookie, { auth_time: nowSeconds(), sub: 'camille-at-company' });
      await expectRefused(page, 'pas la personne');
    });
  });
});
