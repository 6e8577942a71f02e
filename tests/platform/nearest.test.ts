import { expect, test } from 'vitest';
import { nearestName } from '../../src/platform/nearest.ts';

const names = ['error_rate', 'csat', 'catalogue_freshness', 'lea', 'camille'];

test.each([
  ['eror_rate', 'error_rate'],
  ['error_rtae', 'error_rate'],
  ['Error-Rate', 'error_rate'],
  ['catalog_freshness', 'catalogue_freshness'],
  ['csta', 'csat'],
  ['cat', 'csat'],
  ['lee', 'lea'],
  ['camile', 'camille'],
])('%s most likely means %s', (typed, meant) => {
  expect(nearestName(typed, names)).toBe(meant);
});

test.each(['', 'x', 'latency', 'rate_of_errors'])('%s is near to none', (typed) => {
  expect(nearestName(typed, names)).toBeUndefined();
});
