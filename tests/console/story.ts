import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { minute, paris, worldOf } from '../scenario/margaux.ts';
import type { OpenOn } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import {
  type Desk,
  deskOf,
  expectAccessible,
  expectSound,
  expectWalkable,
  openBrowser,
  signIn,
  streamCut,
} from './browser.ts';
import { edit, makeKey, pressDuring, resume, sign, status, tick } from './story-steps.ts';

const adminKey = `fr_${'a'.repeat(43)}`;

/** The worked example as people live it: everything that a person does is done in a browser. For each engine in a file of its own. */
export const consoleStory: OpenOn = (open, engine) => {
  let browser: Browser;
  let house: House;
  const desks: Desk[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
    await house.stop();
  });

  const sit = async (options: Parameters<typeof deskOf>[2] = {}): Promise<Desk> => {
    const desk = await deskOf(browser, house.url, options);
    desks.push(desk);
    return desk;
  };

  test('a head of support and an approver go from the first sign-in to the closed plan', {
    timeout: 600_000,
  }, async () => {
    house = await openHouse(await open(), { start: '2026-06-04T21:00:00+02:00' });
    const { clock, as } = house;
    const { sync, contacts, until, ordinary } = worldOf(house);

    const { page: guest } = await sit();
    await guest.goto('/sign-in');
    await look(guest, 'sign-in');

    // The address printed at the first start signs the admin in, and leaves no key behind.
    const { page: admin } = await sit();
    await admin.goto(`/sign-in#${adminKey}`);
    await admin.waitForURL('**/');
    expect(await admin.content()).not.toContain(adminKey);
    await admin.getByText(`curl ${house.url}/v1/samples`).waitFor();
    await look(admin, 'empty');

    // The page comes alive with the first sample.
    await sync([clock.now()]);
    await house.app.settled();
    await admin.locator('#agent-margaux').waitFor();

    // Keys for two people, each shown once.
    const leaKey = await makeKey(admin, 'Léa, poste fixe', 'operator', 'Léa Fontaine');
    const camilleKey = await makeKey(admin, 'Camille, portable', 'approver', 'Camille Roussel');
    await admin.goto('/access');
    await look(admin, 'access');

    await ordinary(paris('05 07:30'));

    // Léa looks at the overview while the catalogue's feed stops and Margaux is stopped.
    const { page: lea } = await sit();
    await signIn(lea, leaKey);
    await lea.locator('#agent-margaux').getByText('En service').waitFor();
    await breach();
    await lea.locator('#agent-margaux').getByText('Suspendu').waitFor();
    await look(lea, 'watch');

    await lea.click('#agent-link-margaux');
    await lea.getByText('Seul un approbateur peut le remettre en service.').waitFor();
    await until(paris('05 08:06'));
    await lea.click('a[href="/incidents/1"] >> nth=0');
    await lea.locator('#incident-facts').getByText('478, dont 11 réponses fausses').waitFor();
    await lea.getByRole('button', { name: 'Prendre en charge' }).click();
    await lea.locator('#incident-facts').getByText('par Léa Fontaine').waitFor();
    await lea.getByRole('button', { name: 'Déclarer résolu' }).click();
    await lea.getByText('Margaux est encore suspendu').waitFor();
    await look(lea, 'incident');

    // Camille lets Margaux run: not yet, while a breach is measured; then with her reason.
    const { page: camille } = await sit();
    await signIn(camille, camilleKey);
    await camille.goto('/agents/margaux');
    await resume(camille, 'Vérifié avec l’équipe', camilleKey);
    await camille.getByText('Un écart est encore mesuré').waitFor();
    expect(await camille.inputValue('#resume-reason')).toBe('Vérifié avec l’équipe');
    await until(paris('05 08:30'));
    await sync([clock.now()]);
    await until(paris('05 08:42'));
    await camille.goto('/agents/margaux');
    await resume(camille, 'Flux resynchronisé, réponses vérifiées.', camilleKey);
    await camille.getByText('Margaux est en service').waitFor();
    await ordinary(paris('05 15:00'), 2);
    await camille.reload();
    await look(camille, 'agent');

    // The plan: the cause is written where it stands.
    await lea.goto('/plans/1');
    await edit(
      lea,
      'cause',
      'text',
      'Le flux du catalogue a cessé de se synchroniser ; aucune garde ne le contrôlait.',
    );
    await lea.goto('/incidents/1');
    await lea.getByRole('button', { name: 'Déclarer résolu' }).click();
    await lea.locator('#incident-facts').getByText('résolu', { exact: true }).waitFor();
    await lea.goto('/plans/1');
    await ordinary(paris('05 17:30'), 2);
    // Somebody else changes the row under the pressed button: the click counts all the same.
    await pressDuring(lea, '#status-1-1-done', () =>
      ok(as('lea').patch('/v1/actions/1-1', { status: 'in_progress' })),
    );
    await lea.locator('#status-1-1-done[aria-pressed="true"]').waitFor();
    await ordinary(paris('06 09:00'), 2);
    // Another status answers the question what blocks it: the row shows how it stands.
    await lea.click('#status-1-3-blocked');
    await lea.locator('form[action*="/edit/blocked/"]').waitFor();
    await status(lea, '1-3', 'in_progress');
    await tick(lea, '1-2', 'contact', 4);
    await status(lea, '1-2', 'done');
    await sign(lea, 'léa  fontaine', leaKey);
    await camille.goto('/plans/1');
    await sign(camille, 'Camille Roussel', camilleKey);
    await camille.locator('#part-head').getByText('En cours').waitFor();
    await look(camille, 'plan');
    await camille.goto('/plans');
    await look(camille, 'plans');

    // Measurements prove it; the threshold is lowered in its file; the cases are replayed.
    await ordinary(paris('06 18:00'), 2);
    await lea.goto('/plans/1');
    await status(lea, '1-3', 'done');
    await ordinary(paris('08 10:00'));
    // What the lower threshold would have done is known before it is in force.
    await camille.goto('/rules');
    await camille.getByRole('link', { name: /Essayer un autre seuil.*error-rate/ }).click();
    await camille.fill('#threshold', '1,5 %');
    await camille.locator('.said').getByText('À 1,5').waitFor();
    await camille.getByText('filrouge rules set error-rate 1.5%').waitFor();
    await look(camille, 'workshop');
    await lowerThreshold();
    await camille.goto('/rules');
    await camille.getByText('error_rate > 1.5% over 5m').first().waitFor();
    await look(camille, 'rules');
    await camille.goto('/plans/1');
    await status(camille, '1-4', 'done');
    await edit(camille, 'risk/1-4', 'why', 'L’essai de l’alerte est prévu au prochain trimestre.', {
      name: 'Camille Roussel',
      key: camilleKey,
    });
    await ordinary(paris('09 16:00'));
    await lea.goto('/plans/1');
    await tick(lea, '1-5', 'replay', 30);
    await status(lea, '1-5', 'done');

    // 12 June: reviewed, signed by two, closed.
    await ordinary(paris('12 10:00'));
    // A week has gone by: both sign in again.
    await signIn(lea, leaKey);
    await lea.goto('/plans/1');
    await lea.getByRole('link', { name: 'Noter une revue' }).click();
    await lea.fill('[name="comment"]', 'Tout tient depuis une semaine.');
    await lea.getByRole('button', { name: 'Noter la revue' }).click();
    await lea.getByRole('link', { name: 'Voir le plan' }).click();
    await lea.locator('#plan-reviews').getByText('Tout tient depuis une semaine.').waitFor();
    await sign(lea, 'léa  fontaine', leaKey);
    await signIn(camille, camilleKey);
    await camille.goto('/plans/1');
    await sign(camille, 'Camille Roussel', camilleKey);
    await camille.locator('form[action="/plans/1/close"] button').click();
    await camille.locator('#part-head').getByText('Clos').waitFor();
    await lea.goto('/incidents/1');
    await lea.getByRole('button', { name: 'Clore l’incident' }).click();
    await lea.getByText('Clos le').waitFor();

    await lea.goto('/register');
    await lea.getByRole('button', { name: 'Vérifier la chaîne' }).click();
    await lea.getByText('La chaîne est intacte').waitFor();
    await look(lea, 'register');
    await lea.goto('/incidents');
    await look(lea, 'incidents');
    if (engine === 'pglite') await lookAtLongTexts(lea);
    // The pages that stood open over the week have lost their streams with their sessions.
    for (const { complaints } of desks) expect(complaints.filter((each) => each !== streamCut)).toEqual([]);

    /** The morning of the 5th, until 11 of 478 answers were wrong. */
    async function breach(): Promise<void> {
      const unavailable = (count: number) => Array.from({ length: count }, () => 'item_unavailable');
      for (let at = paris('05 07:31'); at < paris('05 07:58'); at += minute) {
        clock.set(at);
        if (at === paris('05 07:33')) await sync([at]);
        await contacts([{ at: at - minute / 2, of: 90 }]);
        await house.pass(0);
      }
      for (const [time, errors] of [
        ['05 07:58', ['timeout']],
        ['05 07:59', unavailable(2)],
        ['05 08:00', unavailable(2)],
        ['05 08:01', unavailable(2)],
      ] as const) {
        await until(paris(time));
        await contacts([{ at: clock.now(), of: 100, errors }]);
      }
      await until(paris('05 08:02'));
      await contacts([{ at: clock.now(), of: 78, errors: unavailable(4) }]);
      await ok(as('margaux').post('/v1/agents/margaux/switch/ack', { epoch: 1 }));
    }

    async function lowerThreshold(): Promise<void> {
      const file = join(house.rulesDir, 'agents/margaux.yaml');
      const rules = await readFile(file, 'utf8');
      await writeFile(
        file,
        rules.replace('error_rate > 2% over 5m', 'error_rate > 1.5% over 5m').replace('< 1.5%', '< 1.2%'),
      );
      await expect
        .poll(async () => JSON.stringify((await as('viewer').get('/v1/rules')).body.rules), {
          timeout: 10_000,
        })
        .toContain('error_rate > 1.5% over 5m');
    }

    /** A name of 60 letters, a cause of 4 000, titles of 200 without a space, 60 actions: the pages hold. */
    async function lookAtLongTexts(page: Page): Promise<void> {
      const agent = 'a'.repeat(60);
      const mandate = await readFile(join(house.rulesDir, 'agents/margaux.yaml'), 'utf8');
      await writeFile(
        join(house.rulesDir, 'agents/long.yaml'),
        mandate
          .replace('agent: margaux', `agent: ${agent}`)
          .replace('name: Margaux', `name: ${'Bernadette'.repeat(6)}`),
      );
      await expect.poll(async () => (await as('lea').get(`/v1/agents/${agent}`)).status).toBe(200);
      const { plan } = await ok(
        as('lea').post('/v1/incidents', {
          source: 'audit',
          agent,
          title: `Audit ${'x'.repeat(190)}`,
          description: 'Constat. '.repeat(100),
        }),
        201,
      );
      await ok(as('lea').patch(`/v1/plans/${plan}`, { rootCause: `Cause ${'mot'.repeat(1_331)}` }));
      for (let place = 0; place < 60; place += 1)
        await ok(
          as('lea').post(`/v1/plans/${plan}/actions`, {
            title: place % 2 === 0 ? 'T'.repeat(200) : 'Vérifier la disponibilité en direct',
            owner: 'it-ops',
            due: '2026-06-30',
          }),
          201,
        );
      for (const path of [
        '/',
        '/work',
        '/incidents',
        '/plans',
        `/plans/${plan}`,
        `/agents/${agent}`,
        '/notices',
        '/register',
      ]) {
        await page.goto(path);
        await expectSound(page);
      }
    }

    /** Axe finds nothing and nothing looks wrong at three widths, in both languages, and pictures are kept. The engine changes nothing about a page. */
    async function look(page: Page, name: string): Promise<void> {
      if (engine !== 'pglite') return;
      await expectAccessible(page);
      await expectSound(page, name);
      await expectWalkable(page);
      const address = page.url();
      const { page: english } = await sit({ language: 'en' });
      await english
        .context()
        .addCookies((await page.context().cookies()).filter((cookie) => cookie.name === 'filrouge_session'));
      await english.goto(address);
      await expectAccessible(english);
      await expectSound(english, name);
      await english.close();
    }
  });

  // As what axe sees: what a page needs no scripts for does not depend on the database.
  if (engine === 'pglite') return;
  test('everything can be read without scripts, and the forms work', { timeout: 300_000 }, async () => {
    house = await openHouse(await open(), { start: '2026-06-05T05:00:00Z' });
    const { as, app } = house;
    const interactions = Array.from({ length: 100 }, (_, place) => ({
      id: `c${place}`,
      agent: 'margaux',
      outcome: place < 4 ? 'error' : 'ok',
    }));
    await ok(as('margaux').post('/v1/interactions', { interactions }));
    await app.settled();
    await house.pass(1_000);
    const { page } = await sit({ scripts: false });
    await signIn(page, adminKey);
    await page.getByText('Suspendu').first().waitFor();
    await page.goto('/agents/margaux');
    expect(await page.locator('figure.chart svg').first().isVisible()).toBe(true);
    for (const path of ['/incidents/1', '/plans/1', '/register', '/rules', '/rules/error-rate', '/access']) {
      await page.goto(path);
      await page.locator('h1').waitFor();
    }
    await page.goto('/plans/1?edit=cause');
    await page.fill('#part-cause textarea', 'Écrit sans script.');
    await page.click('#part-cause button[type=submit]');
    await page.locator('#part-cause').getByText('Écrit sans script.').waitFor();
    await page.goto('/incidents/1');
    await page.getByRole('button', { name: 'Prendre en charge' }).click();
    await page.locator('#incident-facts').getByText('pris en charge', { exact: true }).waitFor();
  });
};
