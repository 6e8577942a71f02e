import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backtestHtml } from '../../src/cli/backtest-html.ts';
import { aCondition as condition, aRule as rule } from '../builders/rules.ts';
import { deskOf, expectAccessible, openBrowser } from '../console/browser.ts';
import { ruleSet } from '../rules/world.ts';
import { reportOf } from './report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const set = (threshold: number) =>
  ruleSet([rule({ when: [condition('error_rate', '>', threshold, 60_000)] })]);

test('the page of a backtest fits wide and narrow windows, is accessible, and asks nobody for anything', async () => {
  const page_ = backtestHtml(await reportOf(set(0.02), set(0.015)), set(0.015));
  const { page, complaints, close } = await deskOf(browser, 'http://127.0.0.1:1', { language: 'en' });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const [width, height] of [
    [1280, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.setContent(page_);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(await page.locator('svg').count()).toBe(1);
    await expectAccessible(page);
  }
  expect([asked, complaints]).toEqual([[], []]);
  await close();
});
