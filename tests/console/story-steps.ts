import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What people do on the pages in the story, by mouse and keyboard. */

/** Makes a key of a person, and reads it off the page. */
export async function makeKey(page: Page, name: string, role: string, person: string): Promise<string> {
  await page.goto('/access');
  await page.getByText('Créer une clé').click();
  await page.fill('#key-name', name);
  await page.selectOption('#key-role', role);
  await page.selectOption('#key-person', { label: person });
  await page.getByRole('button', { name: 'Créer la clé' }).click();
  return page.inputValue('#secret');
}

/** Lets the agent run again, with a reason. */
export async function resume(page: Page, reason: string, key: string): Promise<void> {
  const form = page.locator('form[action$="/resume"]');
  if (!(await form.isVisible())) await page.getByText('Remettre en service', { exact: true }).first().click();
  await page.fill('#resume-reason', reason);
  await form.locator('[name="key"]').fill(key);
  await form.locator('button[type=submit]').click();
}

/** Opens the form of a part in its place, writes into one field, and saves. */
export async function edit(
  page: Page,
  part: string,
  field: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.locator(`a[hx-get$="/edit/${part}"]`).click();
  const form = page.locator(`form[hx-post$="/edit/${part}"]`);
  for (const [name, value] of Object.entries({ [field]: text, ...others }))
    await form.locator(`[name="${name}"]`).fill(value);
  await form.locator('button[type=submit]').first().click();
  await form.waitFor({ state: 'detached' });
  await page.getByText(text).first().waitFor();
}

/** Sets the status of an action by its button. */
export async function status(page: Page, action: string, to: string): Promise<void> {
  await page.click(`#status-${action}-${to}`);
  await page.locator(`#status-${action}-${to}[aria-pressed="true"]`).waitFor();
}

/** Presses a button, and lets it go when the page has heard of a change to what it stands in. */
export async function pressDuring(page: Page, button: string, change: () => Promise<unknown>): Promise<void> {
  await page.locator(button).hover();
  await page.mouse.down();
  const heard = page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        document.addEventListener('htmx:sseMessage', () => resolve(), { once: true }),
      ),
  );
  await change();
  await heard;
  await page.mouse.up();
}

/** Ticks so many items of an action’s list. */
export async function tick(page: Page, action: string, list: string, items: number): Promise<void> {
  await page.locator(`#ticks-${action}-${list} > summary`).click();
  for (let item = 0; item < items; item += 1) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/tick'));
    await page.check(`#tick-${action}-${list}-${item}`);
    expect((await answered).status()).toBe(200);
  }
}

/** Signs by one's name, however it is typed, and one's key; another name is refused, with the reason in sight. */
export async function sign(page: Page, name: string, key: string): Promise<void> {
  await page.locator('a[hx-get*="/edit/sign/"]').first().click();
  const form = page.locator('form[hx-post*="/edit/sign/"]');
  await form.locator('[name="name"]').fill('Quelqu’un d’autre');
  await form.locator('button[type=submit]').click();
  await form.locator('#plan-signatures-name-error').waitFor();
  expect(await form.locator('[name="name"]').evaluate('document.activeElement.name')).toBe('name');
  await form.locator('[name="name"]').fill(name);
  await form.locator('[name="key"]').fill(key);
  await form.locator('button[type=submit]').click();
  await form.waitFor({ state: 'detached' });
}
