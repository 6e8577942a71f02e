import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { rulesWithDesk } from '../../requests/desk.ts';
import { onPostgres } from '../../support/database.ts';
import { type House, openHouse } from '../../support/house.ts';
import { type Desk, deskOf, expectAccessible, expectSound, openBrowser, signIn } from '../browser.ts';

/** What htmx says of a connection that the test has cut. */
const cut = /ERR_|\[object Event\]|^htmx:(?:afterRequest|sendError)/;

// What only a browser shows: keys, notes that wait for the server, and a telephone's screen.
onPostgres('the desk in a browser', (open) => {
  let browser: Browser;
  let house: House;
  let keys: { readonly lea: string; readonly camille: string };
  const desks: Desk[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    house = await openHouse(await open(), { start: '2026-06-05T08:00:00Z', rulesDir: await rulesWithDesk() });
    const keyOf = async (person: string): Promise<string> =>
      (await house.as('admin').post('/v1/keys', { name: person, role: 'operator', person })).body.secret;
    keys = { lea: await keyOf('lea'), camille: await keyOf('camille') };
  });
  afterEach(async () => {
    for (const desk of desks) expect(desk.complaints.filter((text) => !cut.test(text))).toEqual([]);
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
  });
  afterAll(async () => {
    await house.stop();
    await browser.close();
  });

  async function sit(): Promise<Page> {
    const desk = await deskOf(browser, house.url);
    desks.push(desk);
    await signIn(desk.page, keys.lea);
    await desk.page.goto('/requests');
    return desk.page;
  }

  const requests = async (): Promise<{ subject: string; number: number }[]> =>
    (await house.as('lea').get('/v1/requests')).body.items;
  const kept = (page: Page) => page.evaluate(() => localStorage.getItem('filrouge outbox'));

  test('a note by keyboard alone: typed, understood, corrected, sent by Enter; the next one begins empty', {
    timeout: 120_000,
  }, async () => {
    const page = await sit();
    expect(await page.evaluate('document.activeElement.id')).toBe('entry-line');
    await page.keyboard.type('Mme Durand 06 12 34 56 78 : colis pas arrivé');
    await page.locator('#entry-reading [name="read"][value$="arrivé"]').waitFor({ state: 'attached' });
    expect(await page.inputValue('#entry-kind')).toBe('delivery');
    await page.fill('#entry-name', 'Durant');
    await page.focus('#entry-line');
    await page.keyboard.press('End');
    await page.keyboard.type(' du tout');
    await page.locator('#entry-reading [name="read"][value$="du tout"]').waitFor({ state: 'attached' });
    expect(await page.inputValue('#entry-name')).toBe('Durant');
    await expectAccessible(page);
    await page.focus('#entry-line');
    await page.keyboard.press('Enter');
    await page.locator('#entry-taken a').waitFor();
    expect(await kept(page)).toBeNull();
    expect(await page.inputValue('#entry-line')).toBe('');
    expect(await page.locator('#entry-name').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.id')).toBe('entry-line');
    // The list shows it by itself.
    await page.locator('#requests').getByText('colis pas arrivé du tout').waitFor();
    const [first] = await requests();
    expect((await house.as('lea').get(`/v1/requests/${first?.number}`)).body.customer.name).toBe('Durant');
    await page.goto(`/requests/${first?.number}`);
    await expectAccessible(page);
    await expectSound(page, 'request-fr');
  });

  test('without a connection notes wait in the browser, go once when it is back, and a page of another says nothing of them', {
    timeout: 120_000,
  }, async () => {
    const page = await sit();
    const before = (await requests()).length;
    await page.context().setOffline(true);
    for (const line of ['M. Petit : facture en double', 'Mme Roux : remboursement']) {
      await page.fill('#entry-line', line);
      await page.keyboard.press('Enter');
      await page.locator('#outbox').getByText(line).waitFor();
    }
    expect(await requests()).toHaveLength(before);
    // Whoever signs out is asked first, and may stay.
    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.click('form[action="/sign-out"] button');
    await expect.poll(() => page.locator('#outbox li').count(), { timeout: 15_000 }).toBe(2);
    await page.context().setOffline(false);
    await page.locator('#outbox').waitFor({ state: 'hidden' });
    const now = await requests();
    expect(now).toHaveLength(before + 2);
    expect(now.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['facture en double', 'remboursement']),
    );
    expect(await kept(page)).toBeNull();
  });

  test('what waits is sent by whoever noted it alone, and goes from the browser when they sign out', {
    timeout: 120_000,
  }, async () => {
    const page = await sit();
    const before = (await requests()).length;
    const other = {
      id: 'x'.repeat(32),
      who: 'person:camille',
      action: '/requests',
      form: 'entry',
      label: 'Secret',
      fields: [['line', 'Secret']],
    };
    await page.evaluate((note) => localStorage.setItem('filrouge outbox', JSON.stringify([note])), other);
    await page.reload();
    await page.locator('#outbox').waitFor();
    expect(await page.locator('#outbox').innerText()).not.toContain('Secret');
    expect(await requests()).toHaveLength(before);
    // A note that is refused says why, and is taken back to be corrected.
    await page.fill('#entry-line', 'Mme Noir : colis');
    await page.locator('#entry-kind').waitFor();
    await page.evaluate(() => {
      const kind = document.querySelector<HTMLSelectElement>('#entry-kind');
      kind?.append(new Option('gone', 'gone', true, true));
    });
    await page.click('#entry button[type="submit"]');
    await page.locator('#outbox').getByText('Nature').waitFor();
    await page.locator('#outbox').getByRole('button', { name: 'Reprendre' }).click();
    expect(await page.inputValue('#entry-line')).toBe('Mme Noir : colis');
    await page.fill('#entry-line', '');
    await page.context().setOffline(true);
    await page.fill('#entry-line', 'Mme Blanc : adresse');
    await page.keyboard.press('Enter');
    await page.locator('#outbox').getByText('Mme Blanc').waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.click('form[action="/sign-out"] button');
    // Without a connection the browser leaves for its own page.
    await expect.poll(() => page.url(), { timeout: 15_000 }).toContain('chrome-error');
    await page.context().setOffline(false);
    await page.goto('/sign-in');
    const left = await kept(page);
    expect([left?.includes('Blanc'), left?.includes('person:camille')]).toEqual([false, true]);
  });

  test('at 390 px everything is in reach', { timeout: 120_000 }, async () => {
    const page = await sit();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.fill('#entry-line', 'Mme Durand 06 12 34 56 78 : colis');
    await page.locator('#entry-channel, #entry-kind').first().waitFor();
    await expectSound(page, 'requests-fr');
  });
});
