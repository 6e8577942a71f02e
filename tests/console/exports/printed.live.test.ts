import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { onPglite } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { pageTexts } from '../../support/pdf.ts';
import { missingPeer } from '../../support/peer.ts';
import { type Desk, deskOf, expectAccessible, openBrowser, signIn } from '../browser.ts';

const adminKey = `fr_${'a'.repeat(43)}`;
const missing = missingPeer('pdftotext');

// What becomes of a page on paper does not depend on the database.
onPglite('a plan that is printed', (open) => {
  let browser: Browser;
  let house: House;
  const desks: Desk[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    house = await openHouse(await open(), { start: '2026-06-05T05:00:00Z' });
    const interactions = Array.from({ length: 100 }, (_, place) => ({
      id: `c${place}`,
      agent: 'margaux',
      outcome: place < 4 ? 'error' : 'ok',
    }));
    await ok(house.as('margaux').post('/v1/interactions', { interactions }));
    await house.app.settled();
    await house.pass(1_000);
  });
  afterEach(async () => {
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
    await house.stop();
  });

  async function sit(language: 'fr' | 'en'): Promise<Page> {
    const desk = await deskOf(browser, house.url, { language });
    desks.push(desk);
    await signIn(desk.page, adminKey);
    return desk.page;
  }
  const printed = async (page: Page) =>
    missing === undefined ? pageTexts(await page.pdf({ preferCSSPageSize: true })) : [];

  test(`is the form of three pages as it stands now, priorities chosen by keyboard included${missing ?? ''}`, async () => {
    const page = await sit('fr');
    await page.goto('/plans/1');
    if (missing === undefined) expect((await printed(page))[1]).toContain('elles restent à choisir');

    await page.locator('a[hx-get$="/edit/priorities"]').focus();
    await page.keyboard.press('Enter');
    const first = page.locator('select[name="first"]');
    await first.waitFor();
    await expectAccessible(page);
    expect(await first.inputValue()).toBe('1-1');
    await first.focus();
    await page.keyboard.type('1-m-3');
    // Past the second and the third to the button.
    for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.locator('#part-priorities').getByText('Choisies par').waitFor();
    expect(await page.locator('#part-priorities li a').first().textContent()).toContain('Garde de fraîcheur');

    if (missing !== undefined) return;
    const pages = await printed(page);
    expect(pages).toHaveLength(3);
    expect(pages[0]).toContain('Déclencheur');
    expect(pages[1]).toMatch(/1\s+1-m-3 Garde de fraîcheur/);
    expect(pages[2]).toContain('date et signature');
    expect(pages.map((text) => /(\d) ?\/ ?(\d)\s*$/.exec(text)?.slice(1))).toEqual([
      ['1', '3'],
      ['2', '3'],
      ['3', '3'],
    ]);
  });

  test(`in English, and an incident, are printed in the same look, and taken along as PDF and Word${missing ?? ''}`, async () => {
    const page = await sit('en');
    await page.goto('/plans/1');
    if (missing === undefined) {
      const pages = await printed(page);
      expect(pages).toHaveLength(3);
      expect(pages[0]).toContain('Period covered');
    }
    await page.goto('/incidents/1');
    if (missing === undefined) expect((await printed(page))[0]).toContain('How it went');
    for (const [name, start] of [
      ['PDF', '%PDF'],
      ['Word (DOCX)', 'PK'],
    ] as const) {
      const address = await page
        .getByRole('link', { name, exact: true, includeHidden: true })
        .getAttribute('href');
      const file = await page.request.get(address ?? '');
      expect((await file.body()).toString('latin1').startsWith(start)).toBe(true);
    }
  });
});
