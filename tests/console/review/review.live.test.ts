import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onPglite } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { deskOf, expectAccessible, expectSound, expectWalkable, openBrowser } from '../browser.ts';
import { keysOf } from './keyboard.ts';

const day = 86_400_000;

onPglite('a review by keyboard alone, on a phone', (open) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test('takes few keys, and loses nothing to a refusal, to somebody else, or to the end of a session', {
    timeout: 180_000,
  }, async ({ onTestFinished }) => {
    const house = await openHouse(await open(), { start: '2026-06-01T08:00:00Z' });
    onTestFinished(() => house.stop());
    const number = await planUnderWay(house);
    const lea = await keyOf(house, 'lea');
    const desk = await deskOf(browser, house.url);
    onTestFinished(() => desk.close());
    const { page } = desk;
    await page.setViewportSize({ width: 390, height: 844 });
    const keys = keysOf(page);

    await page.goto('/sign-in');
    await keys.tabTo('#key');
    await keys.type(lea);
    await keys.leave('Enter');
    await page.waitForURL('**/work');

    // From the first page to the noted review: what a head of support has five minutes for.
    keys.count.stops = 0;
    keys.count.letters = 0;
    await keys.skip();
    await keys.tabTo(`a[href="/plans/${number}/review"]`);
    await keys.leave('Enter');
    await page.waitForURL('**/review');
    await look(page);
    await page.goto(`/plans/${number}/review`);

    await keys.skip();
    await keys.tabTo('[name="decision.1-1"]');
    // Nothing is chosen yet: the arrow keys choose.
    await keys.press('ArrowDown');
    await keys.press('ArrowDown');
    await page.locator('[name="decision.1-1"][value="blocked"]:checked').waitFor();
    await keys.press('ArrowUp');
    await keys.press('Tab');
    // The headless browser asks for month, day, year.
    await keys.type('06302026');
    await keys.tabTo('[name="reason.1-1"]');
    await keys.type('Le fournisseur livre le 28');
    await keys.press('Tab');
    await keys.type('20 cas sur 30');
    await keys.tabTo('[name="comment"]');
    await keys.type('Trois actions sur cinq avancent.');
    await keys.tabTo('form.review button[type="submit"]');
    await keys.leave('Enter');

    // Two overdue actions of five: forty keys and some words.
    expect(keys.count.stops).toBeLessThanOrEqual(40);

    // One is still undecided: it says so there, and what was typed is all still here.
    await page.locator('#review-decision-1-2-error').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('decision.1-2');
    await expectTyped(page);
    await expectAccessible(page);
    await keys.press('Space');
    await keys.press('ArrowUp');
    await page.locator('[name="decision.1-2"][value="propose_drop"]:checked').waitFor();
    await keys.tabTo('[name="reason.1-2"]');
    await keys.type('Plus personne ne lit ce tableau');
    await keys.tabTo('#action-1-3 > summary');
    await keys.press('Enter');
    await keys.tabTo('[name="result.1-3"]');
    await keys.type('Guide relu');

    // Camille has moved the third action meanwhile, and held a review of her own.
    await ok(house.as('camille').patch('/v1/actions/1-3', { due: '2026-07-15' }));
    const decisions = ['1-1', '1-2'].map((action) => ({ action, decision: 'blocked', reason: 'à voir' }));
    const hers = { comment: 'Vu avec l’équipe', decisions };
    await ok(house.as('camille').post(`/v1/plans/${number}/reviews`, hers));
    await keys.tabTo('form.review button[type="submit"]');
    await keys.leave('Enter');
    await page.getByText('Camille Roussel a tenu une revue de ce plan').waitFor();
    await page.getByText('Vu avec l’équipe').waitFor();
    expect(await page.locator('#action-1-3').getByText('A changé pendant que vous écriviez').count()).toBe(1);
    await expectTyped(page);
    await expectAccessible(page);

    // The session ends before it is sent again: after the next sign-in all is back.
    await page.context().clearCookies();
    await keys.tabTo('[name="result.1-3"]');
    await keys.press('End');
    await keys.type(' et publié');
    await keys.tabTo('form.review button[type="submit"]');
    await keys.leave('Enter');
    await page.waitForURL('**/sign-in?**');
    await keys.tabTo('#key');
    await page.keyboard.insertText(lea);
    await keys.leave('Enter');
    await page.waitForURL('**/review');
    await page.getByText('Ce que vous aviez écrit avant est revenu.').waitFor();
    await expectTyped(page);
    expect(await page.inputValue('[name="result.1-3"]')).toBe('Guide relu et publié');
    await keys.tabTo('form.review button[type="submit"]');
    await keys.leave('Enter');
    await page.waitForURL('**/review/held');
    await expectAccessible(page);
    await expectSound(page);
    await keys.leave('Enter');
    await page.waitForURL(`**/plans/${number}#plan-log`);
    await page.locator('#log-1-1 summary').waitFor();
    await page.locator('#part-action-1-2').getByText('Abandon proposé par Léa Fontaine').waitFor();
    await expectSound(page);

    const { body: plan } = await house.as('lea').get(`/v1/plans/${number}`);
    expect(plan.log.slice(-3)).toMatchObject([
      {
        ...{ action: '1-1', decision: 'new_date', due: '2026-06-30T21:59:59.999Z', by: 'lea' },
        ...{ result: '20 cas sur 30', comment: 'Le fournisseur livre le 28' },
      },
      { action: '1-2', decision: 'propose_drop', result: 'Plus personne ne lit ce tableau' },
      { action: '1-3', decision: 'keep', result: 'Guide relu et publié' },
    ]);
    expect(plan.reviews.at(-2)).toMatchObject({ by: 'lea', comment: 'Trois actions sur cinq avancent.' });

    // What was taken is not offered again.
    await page.goto(`/plans/${number}/review`);
    expect(await page.inputValue('[name="comment"]')).toBe('');
    expect(await page.locator('#kept').isVisible()).toBe(false);
    expect(desk.complaints).toEqual([]);

    async function look(phone: Page): Promise<void> {
      await expectAccessible(phone);
      await expectSound(phone, 'review');
      await expectWalkable(phone);
      const { page: english, close } = await deskOf(browser, house.url, { language: 'en' });
      await english.context().addCookies(await phone.context().cookies());
      await english.goto(`/plans/${number}/review?lang=en`);
      await expectAccessible(english);
      await expectSound(english, 'review');
      await close();
    }
  });
});

async function expectTyped(page: Page): Promise<void> {
  expect(await page.inputValue('[name="due.1-1"]')).toBe('2026-06-30');
  expect(await page.inputValue('[name="reason.1-1"]')).toBe('Le fournisseur livre le 28');
  expect(await page.inputValue('[name="result.1-1"]')).toBe('20 cas sur 30');
  expect(await page.inputValue('[name="comment"]')).toBe('Trois actions sur cinq avancent.');
  await page.locator('[name="decision.1-1"][value="new_date"]:checked').waitFor();
}

async function keyOf(house: House, person: string): Promise<string> {
  const { secret } = await ok(
    house.as('admin').post('/v1/keys', { role: 'operator', person, name: 'poste' }),
    201,
  );
  return secret;
}

/** A plan with five actions that two people have signed; a week later two of them are overdue. */
async function planUnderWay(house: House): Promise<number> {
  const titles = [
    'Rejouer trente cas de réponses fausses avec le nouveau guide',
    'Publier le tableau de bord de l’accueil',
    'Relire le guide des réponses de premier niveau',
    'Former les trois équipes aux nouveaux motifs',
    'Mesurer la satisfaction une semaine après',
  ];
  const actions = titles.map((title, place) => ({
    ...{ title, owner: place % 2 === 0 ? 'lea' : 'it-ops', due: place < 2 ? '2026-06-05' : '2026-06-26' },
    criteria: [`attested "${title} : c’est fait"`],
  }));
  const { number } = await ok(
    house.as('lea').post('/v1/plans', {
      ...{ kind: 'operational', title: 'Réponses de premier niveau', owner: 'lea', approver: 'camille' },
      ...{ followedBy: 'lea', actions },
      objective: 'Ramener les réponses fausses de 4 % à 1 % d’ici au 30 juin',
    }),
    201,
  );
  for (const [who, as] of [
    ['lea', 'owner'],
    ['camille', 'approver'],
  ] as const)
    await ok(house.as(who).post(`/v1/plans/${number}/sign`, { as, for: 'activation' }));
  await house.pass(2 * day);
  await ok(house.as('ops').patch('/v1/actions/1-4', { status: 'in_progress' }));
  await house.pass(5 * day);
  return number;
}
