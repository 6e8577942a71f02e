import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pngBytes } from '../incidents/dossier/files.ts';
import { onPglite } from '../support/database.ts';
import { ok, openHouse } from '../support/house.ts';
import { deskOf, expectWalkable, openBrowser, signIn } from './browser.ts';
import { visitorOf } from './visitor.ts';

onPglite('evidence in a browser', (open) => {
  test('is chosen or dropped, and what is too large is said before and after it is sent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'filrouge-evidence-'));
    const house = await openHouse(await open(), { evidenceDir: join(folder, 'kept') });
    await ok(
      house.as('lea').post('/v1/incidents', {
        ...{ source: 'manual', agent: 'margaux', title: 'Réponses fausses', description: 'Vu à la main' },
        playbook: 'stale-answers',
      }),
      201,
    );
    const { secret } = await visitorOf(house, { role: 'approver', person: 'camille' });
    const browser = await openBrowser();
    const { page, complaints } = await deskOf(browser, house.url);
    try {
      await signIn(page, secret);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto('/incidents/1#dossier');
      await writeFile(join(folder, 'écran.png'), pngBytes(2_000));
      await page.click('summary:has-text("Joindre un fichier")');
      await page.setInputFiles('#evidence-file', join(folder, 'écran.png'));
      await page.click('button:has-text("Joindre")');
      await page.waitForSelector('a:has-text("écran.png")');

      await page.goto('/dossier/action/1-1');
      await page.click('summary:has-text("Joindre un fichier")');
      await page.evaluate(() => {
        const files = new DataTransfer();
        files.items.add(new File(['a;b\n1;2\n'], 'chiffres.csv'));
        const form = document.querySelector('form[data-drop]');
        form?.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: files }));
      });
      await page.click('button:has-text("Joindre")');
      await page.waitForSelector('a:has-text("chiffres.csv")');

      await writeFile(join(folder, 'grand.txt'), 'a'.repeat(40_000_000));
      await page.click('summary:has-text("Joindre un fichier")');
      await page.setInputFiles('#evidence-file', join(folder, 'grand.txt'));
      const said = await page.$eval(
        '#evidence-file',
        (input) => (input as HTMLInputElement).validationMessage,
      );
      expect(said).toContain('Ce fichier dépasse 25');
      // Whoever has no scripts sends it all the same, and reads the answer.
      await page.$eval('form[data-drop]', (form) => (form as HTMLFormElement).submit());
      await page.waitForSelector('h1:has-text("L’envoi est trop grand")');

      await page.goto('/dossier/plan/1');
      await page.focus('#comment-text');
      await page.fill('#comment-text', 'Vu avec @lea, voir https://example.org/releve.');
      await page.click('button:has-text("Publier")');
      await page.waitForSelector('.mention');
      await page.goto('/dossier/action/1-1?lang=fr');
      await expectWalkable(page);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await house.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
