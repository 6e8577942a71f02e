import type { Actor } from '../../src/platform/actor.ts';
import type { Person } from '../../src/rules/ruleset.ts';

/** The owner of Margaux's plans. */
export const lea: Actor = { kind: 'person', person: 'lea', key: '3f2a' };
/** The approver: lets Margaux run again. */
export const camille: Actor = { kind: 'person', person: 'camille', key: '9b01' };
/** The key that Margaux herself answers with. */
export const margauxKey: Actor = { kind: 'key', key: '77aa' };

/** Everybody of people.yaml. */
export const people: ReadonlyMap<string, Person> = new Map([
  ['lea', { id: 'lea', name: 'Léa Martin', language: 'fr', approver: false }],
  ['camille', { id: 'camille', name: 'Camille Roux', language: 'fr', approver: true }],
]);
