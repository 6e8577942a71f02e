import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookieOf, pageOf } from '../../console/visitor.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';

eachEngine('a one-time link', (open) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(await open());
  });
  afterAll(() => house.stop());

  const make = async (link: object) => {
    const { url } = await ok(house.as('admin').post('/v1/sign-in-links', link), 201);
    return url.split('#')[1] as string;
  };
  const use = (secret: string) => pageOf(house, 'POST', '/sign-in', { key: secret });
  const see = (path: string, cookie: string) => pageOf(house, 'GET', path, undefined, { Cookie: cookie });

  test('signs in once, as whom it says, and only once however many try at once', async () => {
    const secret = await make({ role: 'approver', person: 'camille' });
    const pages = await Promise.all(Array.from({ length: 4 }, () => use(secret)));
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 401, 401, 401]);
    const cookie = pages.map(cookieOf).find((one) => one !== '') ?? '';
    expect((await see('/session', cookie)).text).toContain('Camille Roussel');
    expect((await use(secret)).status).toBe(401);
  });

  test('lets an admin in who is nobody yet, and who makes the first key', async () => {
    const cookie = cookieOf(await use(await make({})));
    const made = await pageOf(
      house,
      'POST',
      '/access',
      { name: 'first', role: 'viewer' },
      { Cookie: cookie },
    );
    expect(made.status).toBe(200);
    const { items } = await ok(house.as('admin').get('/v1/register?limit=500'));
    const kinds = items.map(({ kind, actor }: { kind: string; actor: string }) => [
      kind,
      actor.split(':')[0],
    ]);
    expect(kinds).toContainEqual(['linkUsed', 'link']);
    expect(kinds).toContainEqual(['keyCreated', 'session']);
  });

  test('is worthless after an hour, and its session after eight', async () => {
    const [early, late] = [await make({}), await make({})];
    house.clock.advance(3_599_999);
    const cookie = cookieOf(await use(early));
    house.clock.advance(1);
    expect((await use(late)).status).toBe(401);
    house.clock.advance(8 * 3_600_000 - 2);
    expect((await see('/plans', cookie)).status).toBe(200);
    house.clock.advance(1);
    expect((await see('/plans', cookie)).status).toBe(303);
  });

  test('is made by admins alone, and for people that there are', async () => {
    expect((await house.as('camille').post('/v1/sign-in-links', {})).status).toBe(403);
    expect((await house.as('admin').post('/v1/sign-in-links', { person: 'eve' })).status).toBe(422);
  });
});
