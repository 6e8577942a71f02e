import type { Page } from 'playwright-core';

/** A page by keyboard alone; `count` says how many keys were pressed to move and choose, and to write. */
export function keysOf(page: Page) {
  const count = { stops: 0, letters: 0 };
  const press = async (key: string) => {
    count.stops += 1;
    await page.keyboard.press(key);
  };
  return {
    count,
    press,
    type: async (text: string) => {
      count.letters += text.length;
      await page.keyboard.type(text);
    },
    /** Passes the head of a page, as the link that does so is the first stop. */
    skip: async () => {
      await press('Tab');
      await press('Enter');
    },
    /** Goes on with Tab until the focus is on what the selector names. */
    tabTo: async (selector: string, most = 120) => {
      for (let step = 0; step < most; step += 1) {
        await press('Tab');
        if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      }
      throw new Error(`Tab does not come to ${selector} at ${page.url()}`);
    },
    /** Presses a key that leads to another page, and waits for that page. */
    leave: async (key: string) => {
      const loaded = page.waitForEvent('load');
      await press(key);
      await loaded;
    },
  };
}
