import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test as run } from 'vitest';
import { deskOf, expectAccessible, openBrowser } from '../../console/browser.ts';
import { onPglite } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { missingPeer } from '../../support/peer.ts';

const skipped = missingPeer('chromium-headless-shell');
const test = run.skipIf(skipped);

/** The people of a real provider: it keeps its addresses and groups, and they may change. */
const accounts = new Map([
  ['lea', { email: 'lea.fontaine@lendari.example', groups: ['support'] }],
  ['camille', { email: 'camille.roussel@lendari.example', groups: ['approvers'] }],
  ['eve', { email: 'eve@elsewhere.example', groups: ['approvers'] }],
]);

async function realProvider(callback: string, back: string) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'filrouge',
        client_secret: 'a-long-secret-of-the-client',
        redirect_uris: [callback],
        post_logout_redirect_uris: [back],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
    scopes: ['openid', 'offline_access', 'email', 'groups'],
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => {
        const account = accounts.get(id);
        return { sub: id, email: account?.email, email_verified: true, groups: account?.groups ?? [] };
      },
    }),
    cookies: { keys: ['a-key-of-the-test'] },
  });
  const server: Server = provider.listen(port, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  expect((server.address() as AddressInfo).port).toBe(port);
  return {
    issuer,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

onPglite('a real provider, in a browser', (open) => {
  let house: House;
  let provider: Awaited<ReturnType<typeof realProvider>>;
  let browser: Browser;
  beforeAll(async () => {
    if (skipped !== undefined) return;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    provider = await realProvider(`${url}/sign-in/company/callback`, `${url}/sign-in`);
    house = await openHouse(await open(), {
      start: new Date().toISOString(),
      env: {
        FILROUGE_PORT: String(port),
        FILROUGE_PUBLIC_URL: url,
        FILROUGE_OIDC_LOOPBACK: 'true',
        FILROUGE_OIDC_COMPANY_ISSUER: provider.issuer,
        FILROUGE_OIDC_COMPANY_CLIENT_ID: 'filrouge',
        FILROUGE_OIDC_COMPANY_CLIENT_SECRET: 'a-long-secret-of-the-client',
        FILROUGE_OIDC_COMPANY_LABEL: 'Lendari',
        FILROUGE_OIDC_COMPANY_SCOPES: 'openid email groups offline_access',
        FILROUGE_OIDC_COMPANY_ROLES: 'support=operator,approvers=approver',
        // Nobody signs in there: it is never asked.
        FILROUGE_OIDC_PARTNER_ISSUER: 'http://127.0.0.1:9',
        FILROUGE_OIDC_PARTNER_CLIENT_ID: 'filrouge',
      },
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
    await provider?.stop();
  });

  /** What somebody does at the provider: says who they are, and lets filrouge know. */
  const atProvider = async (page: Page, who: string) => {
    // The clock of the house stands still while the provider's goes on.
    house.clock.set(Math.max(house.clock.now(), Date.now()));
    await page.fill('[name="login"]', who);
    await page.fill('[name="password"]', 'anything');
    await page.click('button[type="submit"]');
    // What somebody has let filrouge know once, they are not asked again.
    const consent = page.getByRole('button', { name: 'Continue' });
    await consent.or(page.locator('.who')).first().waitFor();
    if (await consent.isVisible()) await consent.click();
  };

  test('people come in, are asked again who they are where they sign, and go when their group does', async () => {
    await ok(house.as('ops').post('/v1/agents/margaux/suspend', { reason: 'seen' }));
    const { page, complaints, close } = await deskOf(browser, house.url);
    await page.goto('/agents/margaux');
    await page.getByText('Se connecter avec Lendari').waitFor();
    await expectAccessible(page);
    await page.getByText('Se connecter avec Lendari').click();
    await atProvider(page, 'camille');
    // The page that she was on the way to.
    await page.waitForURL('**/agents/margaux');
    await page.locator('.who').getByText('Camille Roussel').waitFor();

    // A session alone lets no agent run again.
    await page.getByText('Remettre en service', { exact: true }).first().click();
    await page.fill('#resume-reason', 'Vérifié.');
    await page.locator('form[action$="/resume"] button[type=submit]').click();
    await page.getByText('Confirmez d’abord qui vous êtes').waitFor();
    expect((await house.as('viewer').get('/v1/agents/margaux/switch')).body.mayRun).toBe(false);
    await page.getByText('Confirmer auprès de votre fournisseur').click();
    await atProvider(page, 'camille');
    await page.waitForURL('**/agents/margaux');
    await page.getByText('Remettre en service', { exact: true }).first().click();
    await page.fill('#resume-reason', 'Vérifié.');
    await page.locator('form[action$="/resume"] button[type=submit]').click();
    await page.waitForURL('**/agents/margaux');
    await eventually(async () => {
      expect((await house.as('viewer').get('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
    });

    // Once used, the proof is used up; and without the group she is out.
    accounts.set('camille', { email: 'camille.roussel@lendari.example', groups: [] });
    house.clock.advance(45_000);
    // Whoever asks while the provider is being asked is answered by what was known.
    await eventually(async () => {
      await page.goto('/plans');
      expect(page.url()).toContain('why=ended');
    }, 500);
    await page.getByText('Votre session est terminée').waitFor();
    // The pages of the provider ask for fonts that are not there.
    expect(complaints.filter((one) => !one.includes('ERR_NAME_NOT_RESOLVED'))).toEqual([]);
    await close();
  });

  test('somebody whom people.yaml does not know, and a provider that is down, are told so', async () => {
    const { page, close } = await deskOf(browser, house.url);
    await page.goto('/sign-in');
    await page.getByText('Se connecter avec Lendari').click();
    await atProvider(page, 'eve');
    await page.getByText('people.yaml').waitFor();
    await page.getByText('Se connecter avec partner').click();
    await page.getByText('partner ne répond pas').waitFor();
    await close();
  });

  test('signing out signs out at the provider', async () => {
    const { page, close } = await deskOf(browser, house.url);
    await page.goto('/sign-in');
    await page.getByText('Se connecter avec Lendari').click();
    await atProvider(page, 'lea');
    await page.locator('.who').getByText('Léa Fontaine').waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).first().click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.getByRole('button', { name: /yes/i }).click();
    await page.waitForURL('**/sign-in**');
    await page.goto('/plans');
    await page.getByText('Se connecter avec Lendari').waitFor();
    await close();
  });
});
