import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { onPostgres } from '../../support/database.ts';
import { type House, openHouse } from '../../support/house.ts';
import { type Desk, deskOf, expectAccessible, openBrowser, signIn } from '../browser.ts';

const minute = 60_000;
const adminKey = `fr_${'a'.repeat(43)}`;

// The questions that it puts to the database are asked on both engines in workshop.sql.test.ts.
onPostgres('the workshop in a browser', (open) => {
  let browser: Browser;
  let house: House;
  const desks: Desk[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    house = await openHouse(await open(), { start: '2026-06-05T06:00:00Z' });
    for (const share of [...Array(6).fill(0.004), ...Array(6).fill(0.017), ...Array(6).fill(0.002)]) {
      const at = new Date(house.clock.now()).toISOString();
      const samples = [{ agent: 'margaux', metric: 'error_rate', value: share, weight: 100, at }];
      await house.as('ingest').post('/v1/samples', { samples });
      await house.app.settled();
      await house.pass(minute);
    }
  });
  afterEach(async () => {
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
    await house.stop();
  });

  async function sit(options: Parameters<typeof deskOf>[2] = {}): Promise<Page> {
    const desk = await deskOf(browser, house.url, options);
    desks.push(desk);
    await signIn(desk.page, adminKey);
    return desk.page;
  }

  const said = (page: Page, text: string) => page.locator('.said').getByText(text).waitFor();

  test('keys, a typed value and a drag all move the same threshold, and the answer follows', {
    timeout: 120_000,
  }, async () => {
    const page = await sit();
    await page.goto('/rules/error-rate?range=24h');
    await said(page, 'seuil de 2\u202f% : 0 déclenchement');

    // By keyboard.
    await page.focus('#slider');
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowLeft');
    expect(await page.inputValue('#threshold')).toBe('1,5\u202f%');
    expect(await page.getAttribute('#slider', 'aria-valuetext')).toBe('1,5\u202f%');
    await said(page, 'À 1,5\u202f% : 1 déclenchement');
    expect(await page.evaluate('document.activeElement.id')).toBe('slider');
    expect(page.url()).toContain('threshold=1%2C5');

    // By typing: what cannot be read is told beside the field, the last answer stays.
    await page.fill('#threshold', '1,2');
    await page.locator('#threshold-error').getByText('voulez-vous dire 1,2\u202f% ?').waitFor();
    await page.locator('#threshold[aria-invalid="true"]').waitFor();
    await said(page, 'À 1,5\u202f%');
    await expectAccessible(page);
    await page.fill('#threshold', '1,2 %');
    await said(page, 'À 1,2\u202f%');
    expect(await page.locator('#threshold-error').innerText()).toBe('');
    await page.locator('#threshold:not([aria-invalid])').waitFor();
    expect(await page.inputValue('#slider')).toBe('0.012');

    // By the line on the chart, to the top of what it shows.
    const grip = await page.locator('.grip').boundingBox();
    const plot = await page.locator('.plot svg >> visible=true').boundingBox();
    if (grip === null || plot === null) throw new Error('there is no chart');
    await page.mouse.move(grip.x + grip.width - 4, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(plot.x + 200, plot.y - 50, { steps: 5 });
    await page.mouse.up();
    const top = await page.getAttribute('#slider', 'max');
    expect(await page.inputValue('#slider')).toBe(top);
    await said(page, ': 0 déclenchement');

    // The other language keeps what was tried.
    await page.fill('#threshold', '1,5 %');
    await said(page, 'À 1,5\u202f%');
    await page.click('.languages a[lang="en"]');
    await said(page, 'At 1.5%: 1 firing');
    expect(desks.flatMap(({ complaints }) => complaints)).toEqual([]);
  });

  test('is readable in the dark, with its other fields open, and on a phone', {
    timeout: 60_000,
  }, async () => {
    const page = await sit({ dark: true });
    await page.goto('/rules/error-rate?range=24h&threshold=1,5 %25&hold=1 min');
    await said(page, 'À 1,5\u202f%');
    expect(await page.locator('#hold').isVisible()).toBe(true);
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page);
    expect(await page.locator('.plot svg >> visible=true').getAttribute('viewBox')).toContain('360');
    await page.reload();
    const section = await page.locator('.nav [aria-current]').boundingBox();
    expect((section?.x ?? 0) + (section?.width ?? 0)).toBeLessThanOrEqual(390);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });

  test('without scripts it is a form with a button, and the chart is there', {
    timeout: 60_000,
  }, async () => {
    const page = await sit({ scripts: false });
    await page.goto('/rules/error-rate?range=24h');
    expect(await page.locator('#slider').isVisible()).toBe(false);
    await page.fill('#threshold', '1.5%');
    await page.getByRole('button', { name: 'Calculer' }).click();
    await said(page, 'À 1,5\u202f% : 1 déclenchement');
    expect(await page.locator('.plot svg >> visible=true').count()).toBe(1);
  });
});
