import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** Chromium as it runs in a container, without anything that calls home. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What htmx says of a stream that was cut, as at the end of a session. The page says so itself. */
export const streamCut = '[object Event]';

/** A browser of somebody's own. Whatever goes wrong in its pages is gathered in `complaints`. */
export type Desk = {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

/** Opens a browser for somebody, in their language. */
export async function deskOf(
  browser: Browser,
  url: string,
  options: { readonly language?: 'fr' | 'en'; readonly scripts?: boolean; readonly dark?: boolean } = {},
): Promise<Desk> {
  const { language = 'fr', scripts = true, dark = false } = options;
  const context = await browser.newContext({
    baseURL: url,
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: 'Europe/Paris',
    javaScriptEnabled: scripts,
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    // A refused form is answered with 4xx, which Chromium calls an error of the network.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  return { page, complaints, close: () => context.close() };
}

/** Signs in by typing the key. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.goto('/sign-in');
  await page.fill('#key', key);
  await page.click('#sign-in button');
  await page.waitForURL((address) => address.pathname !== '/sign-in');
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const pageFaults = readFile(resolve(import.meta.dirname, 'page-faults.js'), 'utf8');

const pageWalk = readFile(resolve(import.meta.dirname, 'page-walk.js'), 'utf8');

/**
 * Goes through a page by keyboard alone, from the link that skips the head to the foot: everything is reached in
 * the order in which it is read, nothing holds on to the focus, and it can be seen where it is.
 */
export async function expectWalkable(page: Page): Promise<void> {
  const steps = Number(await page.evaluate(await pageWalk));
  for (let step = 0; step < steps; step += 1) await page.keyboard.press('Tab');
  expect({ page: page.url(), faults: await page.evaluate('pageWalk.faults()') }).toEqual({
    page: page.url(),
    faults: [],
  });
}

/** Asks axe about the page as it stands; it must find nothing. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(await axe);
  const found = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.target.join(' ')).join(', ')))`,
  );
  expect({ page: page.url(), found }).toEqual({ page: page.url(), found: [] });
}

/** A picture shows how a page looks, not how long it is. */
const tallest = 2_400;
const screens = resolve(import.meta.dirname, '../../docs/screens');

/**
 * Looks at a page in a wide window, in a middling and in a narrow one: nothing that can be seen to be wrong.
 * Keeps pictures of the first and the last under docs/screens when they have a name and the run was asked for
 * them (SCREENS=1).
 */
export async function expectSound(page: Page, name?: string): Promise<void> {
  const before = page.viewportSize();
  for (const [size, width, height] of [
    ['wide', 1280, 900],
    ['middle', 768, 1024],
    ['narrow', 390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    // Charts follow a new width a moment later.
    await expect
      .poll(async () => page.evaluate(await pageFaults), { message: `${page.url()} in a ${size} window` })
      .toEqual([]);
    if (size === 'middle' || name === undefined || process.env['SCREENS'] === undefined) continue;
    await page.evaluate('scrollTo(0, 0)');
    const language = await page.getAttribute('html', 'lang');
    const tall = Number(await page.evaluate('document.documentElement.scrollHeight'));
    await page.screenshot({
      path: `${screens}/${name}-${language}-${size}.png`,
      fullPage: true,
      animations: 'disabled',
      clip: { x: 0, y: 0, width, height: Math.min(tall, tallest) },
    });
  }
  if (before !== null) await page.setViewportSize(before);
}
