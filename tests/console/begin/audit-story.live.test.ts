import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleAudit } from '../../plans/audit/audits.ts';
import { onPglite } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { pageTexts } from '../../support/pdf.ts';
import { missingPeer } from '../../support/peer.ts';
import { deskOf, expectAccessible, expectSound, openBrowser, signIn } from '../browser.ts';
import { edit, sign, status } from '../story-steps.ts';

const missing = missingPeer('pdftotext');
const day = 86_400_000;

onPglite('an audit in the browser', (open) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test.skipIf(missing !== undefined)(
    'is imported, driven and closed by two people',
    {
      timeout: 300_000,
    },
    async ({ onTestFinished }) => {
      const house = await openHouse(await open(), { start: '2026-06-01T08:00:00Z' });
      onTestFinished(() => house.stop());
      const desk = await deskOf(browser, house.url);
      onTestFinished(() => desk.close());
      const { page } = desk;
      const [lea, camille] = [
        await keyOf(house, 'lea', 'operator'),
        await keyOf(house, 'camille', 'approver'),
      ];

      // Léa brings the file, looks at what it becomes, and agrees, with a press too many.
      await signIn(page, lea);
      await page.goto('/plans');
      await page.getByRole('link', { name: 'Importer un audit' }).click();
      await page.setInputFiles('#import-file', {
        name: 'audit.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from(exampleAudit('guichet-papier')),
      });
      await page.getByRole('button', { name: 'Voir ce qu’il deviendra' }).click();
      await page.getByRole('cell', { name: 'Supprimer les papillons du comptoir' }).waitFor();
      await expectAccessible(page);
      await expectSound(page);
      await page.getByRole('button', { name: 'Établir le plan' }).dblclick();
      await page.waitForURL('**/plans/1');
      await expectAccessible(page);
      await expectSound(page);
      await page.goto('/plans');
      expect(await page.locator('a[href^="/plans/"][href$="1"], a[href^="/plans/"][href$="2"]').count()).toBe(
        1,
      );

      // Owners and dates, then two signatures.
      await page.goto('/plans/1');
      const actions = await idsOf(page);
      expect(actions).toHaveLength(7);
      for (const action of actions) await complete(page, action, action === '1-1' ? 'it-ops' : 'lea');
      await sign(page, 'Léa Fontaine', lea);
      await signInAs(page, camille);
      await page.goto('/plans/1');
      await sign(page, 'Camille Roussel', camille);
      await page.locator('#part-head').getByText('En cours').waitFor();

      // A week later it is done, ticked and attested: nothing of it is measured.
      await house.pass(7 * day);
      await signInAs(page, lea);
      await page.goto('/plans/1');
      for (const action of actions) await drive(page, action);
      await house.pass(day);
      await page.goto('/plans/1');
      await edit(page, 'closing', 'closingSummary', 'Zéro papier au comptoir 🎉 depuis le 8 juin.');
      await sign(page, 'Léa Fontaine', lea);
      await signInAs(page, camille);
      await page.goto('/plans/1');
      await sign(page, 'Camille Roussel', camille);
      await page.locator('form[action="/plans/1/close"] button').click();
      await page.locator('#part-head').getByText('Clos').waitFor();
      await expectAccessible(page);

      const file = await page.request.get('/plans/1.pdf?lang=fr');
      expect(file.headers()['content-type']).toBe('application/pdf');
      const paper = pageTexts(await file.body())
        .join('\n')
        .replaceAll(/\s+/g, ' ');
      for (const said of [
        'Audit du guichet client : tout tient sur des notes papier',
        'Supprimer les papillons du comptoir',
        'Zéro papier au comptoir depuis le 8 juin.',
        'attesté',
        'Trois jours d’observation',
        'Camille Roussel',
      ])
        expect(paper.replaceAll("'", '’')).toContain(said);
      expect(paper).not.toContain('□');
      expect(desk.complaints).toEqual([]);
    },
  );
});

async function keyOf(house: House, person: string, role: string): Promise<string> {
  return (await ok(house.as('admin').post('/v1/keys', { role, person, name: person }), 201)).secret;
}

async function signInAs(page: Page, key: string): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, key);
}

function idsOf(page: Page): Promise<string[]> {
  return page.locator('#actions-body .action-id').allInnerTexts();
}

/** Gives an action its owner and its day, in its form. */
async function complete(page: Page, action: string, owner: string): Promise<void> {
  await page.locator(`a[hx-get$="/edit/action/${action}"]`).click();
  const form = page.locator(`form[hx-post$="/edit/action/${action}"]`);
  await form.locator('[name="owner"]').selectOption(owner);
  await form.locator('[name="due"]').fill('2026-06-30');
  await form.locator('button[type=submit]').first().click();
  await form.waitFor({ state: 'detached' });
}

/** Ticks all of an action's lists, says that it is done, and vouches for what nobody can tick. */
async function drive(page: Page, action: string): Promise<void> {
  const row = page.locator(`#part-action-${action}`);
  const open = row.locator('input[type=checkbox]:not(:checked)');
  if ((await open.count()) > 0 && !(await open.first().isVisible()))
    await row.locator('details.ticks > summary').first().click();
  while ((await open.count()) > 0) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/tick'));
    await open.first().check();
    expect((await answered).status()).toBe(200);
  }
  if ((await row.locator(`#status-${action}-done[aria-pressed="true"]`).count()) === 0)
    await status(page, action, 'done');
  const vouch = row.locator('form[action$="/attest"]');
  for (let left = await vouch.count(); left > 0; left -= 1) {
    await row.locator('details:has(form[action$="/attest"]) > summary').first().click();
    const answered = page.waitForResponse((response) => response.url().endsWith('/attest'));
    await vouch.first().locator('button').click();
    expect((await answered).status()).toBe(200);
    await expect.poll(() => vouch.count()).toBe(left - 1);
  }
}
