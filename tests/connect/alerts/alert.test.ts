import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPostedAlert, readToldAlert } from '../../../src/connect/alerts/alert.ts';

const now = Date.parse('2026-06-05T08:02:00Z');
const startsAt = '2026-06-05T08:01:30.123456789Z';
const yearOne = '0001-01-01T00:00:00Z';
const labels = { alertname: 'CatalogueStale', agent: 'margaux' };
const told = (change: object) =>
  readToldAlert(
    { status: 'firing', labels, startsAt, endsAt: yearOne, fingerprint: 'b01dface', ...change },
    now,
  );
const posted = (change: object) => readPostedAlert({ labels, annotations: {}, startsAt, ...change }, now);

describe('an alert of a webhook', () => {
  test('fires by its own status, and the year 1 is no end', () => {
    expect(told({})).toMatchObject({
      fingerprint: 'b01dface',
      startsAt: Date.parse('2026-06-05T08:01:30.123Z'),
    });
    expect(told({})).not.toHaveProperty('endsAt');
    // A firing alert of Grafana carries the time at which it would be forgotten.
    expect(told({ endsAt: '2026-06-05T08:06:00Z' })).not.toHaveProperty('endsAt');
  });

  test('has ended when it is resolved: then, or now where no time is told', () => {
    const endsAt = '2026-06-05T08:01:59Z';
    expect(told({ status: 'resolved', endsAt })).toHaveProperty('endsAt', Date.parse(endsAt));
    for (const none of [yearOne, undefined, 7])
      expect(told({ status: 'resolved', endsAt: none })).toHaveProperty('endsAt', now);
  });

  test('is the same by its labels where it has no fingerprint, in whatever order they stand', () => {
    const turned = Object.fromEntries(Object.entries(labels).toReversed());
    const [one, other] = [told({ fingerprint: undefined }), told({ fingerprint: '', labels: turned })];
    expect(one).toEqual({ ...(other as object), labels: expect.anything() });
    expect(told({ fingerprint: undefined, labels: { ...labels, agent: 'leo' } })).not.toMatchObject({
      fingerprint: (one as { fingerprint: string }).fingerprint,
    });
  });
});

describe('an alert posted to an Alertmanager', () => {
  test.each([
    ['has no end', undefined, false],
    ['ends in the year 1', yearOne, false],
    ['ends in more than a second', '2026-06-05T08:02:01.001Z', false],
    ['ends in a second, by a clock that is a little ahead', '2026-06-05T08:02:01Z', true],
  ])('that %s', (_, endsAt, hasEnded) => {
    expect(Object.hasOwn(posted({ endsAt }) as object, 'endsAt')).toBe(hasEnded);
  });
});

test.each([
  ['no object', 3, 'expected an object'],
  ['a list', [], 'expected an object'],
  ['no labels', { labels: undefined }, 'labels: expected an object'],
  ['labels without a name', { labels: { agent: 'margaux' } }, 'labels: expected one called alertname'],
  [
    'a label that is no text',
    { labels: { ...labels, n: 1 } },
    'labels: expected texts of at most 4096 characters',
  ],
  [
    'too long a label',
    { labels: { ...labels, n: 'x'.repeat(4_097) } },
    'labels: expected texts of at most 4096 characters',
  ],
  ['no start', { startsAt: undefined }, 'startsAt: expected an ISO 8601 time'],
  ['a start in the year 1', { startsAt: yearOne }, 'startsAt: expected an ISO 8601 time'],
  ['a status of no alert', { status: 'pending' }, 'status: expected firing or resolved'],
])('an alert with %s is refused with the reason', (_, change, reason) => {
  const found =
    typeof change === 'object' && !Array.isArray(change) ? told(change) : readToldAlert(change, now);
  expect(found).toContain(reason);
});

test('200 labels are taken, 201 are not', () => {
  const many = (count: number) =>
    told({
      labels: Object.fromEntries([
        ['alertname', 'A'],
        ...Array.from({ length: count - 1 }, (_, n) => [`l${n}`, '']),
      ]),
    });
  expect(typeof many(200)).toBe('object');
  expect(many(201)).toBe('labels: found 201, expected at most 200');
});

test('whatever comes, is an alert or a reason', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (item) => {
      for (const read of [readToldAlert, readPostedAlert])
        expect(['string', 'object']).toContain(typeof read(item, now));
    }),
  );
});
