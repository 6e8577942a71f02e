import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eachEngine } from '../support/database.ts';
import { type House, openHouse } from '../support/house.ts';
import { cookieOf, pageOf, visitorOf } from './visitor.ts';

eachEngine('sessions', (open) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(await open());
  });
  afterAll(() => house.stop());

  test('a page without a session sends to the sign-in, which knows the way back', async () => {
    const { status, headers } = await pageOf(house, 'GET', '/plans?state=active');
    expect(status).toBe(303);
    expect(headers.get('location')).toBe('/sign-in?to=%2Fplans%3Fstate%3Dactive');
  });

  test('a piece of a page without a session makes the browser load the sign-in', async () => {
    const { status, headers } = await pageOf(house, 'GET', '/', undefined, { 'HX-Request': 'true' });
    expect([status, headers.get('hx-redirect')]).toEqual([401, '/sign-in']);
  });

  test('a link from elsewhere is asked for again, because the cookie did not come with it', async () => {
    const { status, text } = await pageOf(house, 'GET', '/plans', undefined, {
      'Sec-Fetch-Site': 'cross-site',
    });
    expect(status).toBe(200);
    expect(text).toContain('http-equiv="refresh"');
  });

  test('no script and no other site can use the cookie', async () => {
    const made = await house.as('admin').post('/v1/keys', { name: 'x', role: 'viewer' });
    const page = await pageOf(house, 'POST', '/sign-in', { key: made.body.secret, to: '/plans' });
    expect([page.status, page.headers.get('location')]).toEqual([303, '/plans']);
    const [cookie = ''] = page.headers.getSetCookie().filter((line) => line.startsWith('filrouge_session'));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain(made.body.secret);
  });

  test('behind TLS the cookie goes over TLS only', async () => {
    const made = await house.as('admin').post('/v1/keys', { name: 'x', role: 'viewer' });
    const page = await pageOf(
      house,
      'POST',
      '/sign-in',
      { key: made.body.secret },
      { 'X-Forwarded-Proto': 'https' },
    );
    expect(page.headers.getSetCookie().join()).toMatch(/Secure/);
  });

  test('the way back stays in the house', async () => {
    const made = await house.as('admin').post('/v1/keys', { name: 'x', role: 'viewer' });
    for (const to of ['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example'])
      expect(
        (await pageOf(house, 'POST', '/sign-in', { key: made.body.secret, to })).headers.get('location'),
      ).toBe('/');
  });

  test('a page is offered in the languages of the house alone', async () => {
    const seen = async () => {
      const { text } = await pageOf(house, 'GET', '/sign-in?lang=en');
      return [/<html lang="(..)"/.exec(text)?.[1], text.includes('class="languages"')];
    };
    expect(await seen()).toEqual(['en', true]);
    const people = join(house.rulesDir, 'people.yaml');
    const written = await readFile(people, 'utf8');
    await writeFile(people, `languages: [fr]\n${written}`);
    await expect.poll(seen, { timeout: 10_000 }).toEqual(['fr', false]);
    await writeFile(people, written);
    await expect.poll(seen, { timeout: 10_000 }).toEqual(['en', true]);
  });

  test('an unknown key, and the key of a program, open no session', async () => {
    const agent = await house.as('admin').post('/v1/keys', { name: 'm', role: 'agent', agent: 'margaux' });
    for (const key of [`fr_${'b'.repeat(40)}`, 'nonsense', '', agent.body.secret]) {
      const page = await pageOf(house, 'POST', '/sign-in', { key });
      expect(page.status).toBe(401);
      expect(cookieOf(page)).toBe('');
    }
  });

  test('signing out ends the session, not only the cookie', async () => {
    const lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    expect((await lea.get('/plans')).status).toBe(200);
    expect((await lea.post('/sign-out')).status).toBe(303);
    expect((await lea.get('/plans')).status).toBe(303);
  });

  test('a revoked key ends its sessions at once', async () => {
    const lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    const admin = await visitorOf(house, { role: 'admin' });
    expect((await lea.get('/plans')).status).toBe(200);
    expect((await admin.post(`/access/${lea.keyId}/revoke`)).status).toBe(303);
    expect((await lea.get('/plans')).status).toBe(303);
  });

  test('a session opens no door of the API', async () => {
    const admin = await visitorOf(house, { role: 'admin' });
    expect((await admin.get('/v1/agents')).status).toBe(401);
    expect((await admin.post('/v1/agents/margaux/suspend', { reason: 'x' })).status).toBe(401);
  });

  test('a form that another site sends changes nothing', async () => {
    const lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    const evil = { Origin: 'https://elsewhere.example', 'Sec-Fetch-Site': 'cross-site' };
    expect((await lea.post('/agents/margaux/suspend', { reason: 'x' }, evil)).status).toBe(403);
    expect((await house.as('viewer').get('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
  });

  test('who may look may not act', async () => {
    const viewer = await visitorOf(house, { role: 'viewer' });
    const lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    expect([403, 409]).toContain((await viewer.post('/agents/margaux/suspend', { reason: 'x' })).status);
    expect((await house.as('viewer').get('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
    for (const visitor of [viewer, lea]) {
      expect((await visitor.get('/access')).status).toBe(404);
      expect((await visitor.post('/access', { name: 'mine', role: 'admin' })).status).toBe(404);
    }
  });
});
