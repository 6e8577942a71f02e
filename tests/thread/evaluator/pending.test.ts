import { expect, test } from 'vitest';
import { createPendingAlerts } from '../../../src/thread/evaluator/pending.ts';
import { aFiringAlert } from '../../builders/messages.ts';

const alert = aFiringAlert();

test('an alert is pending while the work on it lasts, and no other alert is', async () => {
  const pending = createPendingAlerts();
  const seen = await pending.during([alert], async () => [
    pending.has(alert),
    pending.has({ ...alert, rule: 'csat' }),
    pending.has({ ...alert, agent: 'leo' }),
  ]);
  expect(seen).toEqual([true, false, false]);
  expect(pending.has(alert)).toBe(false);
});

test('an alert is no longer pending when the work on it failed', async () => {
  const pending = createPendingAlerts();
  const failing = pending.during([alert], () => Promise.reject(new Error('the database is away')));
  await expect(failing).rejects.toThrow('the database is away');
  expect(pending.has(alert)).toBe(false);
});

test('an alert that two works are about is pending until both have ended', async () => {
  const pending = createPendingAlerts();
  let end = () => {};
  const long = pending.during([alert], () => new Promise<void>((resolve) => (end = resolve)));
  await pending.during([alert], async () => {});
  expect(pending.has(alert)).toBe(true);
  end();
  await long;
  expect(pending.has(alert)).toBe(false);
});
