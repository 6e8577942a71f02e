import { expect, test } from 'vitest';
import { isChange } from '../../src/thread/change.ts';
import { anIncident } from '../builders/incidents.ts';
import { aFiringAlert } from '../builders/messages.ts';

test.each([
  ['nothing but its agent', {}],
  ['lists that are empty', { entries: [], notices: [], alerts: [] }],
])('a change with %s is nothing to write', (_, parts) => {
  expect(isChange({ agent: 'margaux', ...parts })).toBe(false);
});

test.each([
  ['a move', { incident: { before: undefined, after: anIncident() } }],
  ['an alert to store', { alerts: [aFiringAlert()] }],
  ['an alert that a person ended', { released: [aFiringAlert()] }],
  [
    'a register entry among empty lists',
    { entries: [{ kind: 'x', actor: 'engine', data: {} }], notices: [] },
  ],
])('a change with %s is something to write', (_, parts) => {
  expect(isChange({ agent: 'margaux', ...parts })).toBe(true);
});
