import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type KeptStop, readKeptStop, writeKeptStop } from '../../src/switches/kept-stop.ts';

const stop = (reason: string): KeptStop => ({
  agent: 'é'.repeat(100),
  reason,
  by: { kind: 'person', person: 'camille', key: '3f2a' },
  askedAt: 1_780_000_000_000,
});

describe('a kept stop as a message', () => {
  property.prop([
    fc.string({ unit: 'binary', maxLength: 2_000, size: 'max' }).map((text) => text.slice(0, 2_000)),
  ])('fits into a notification of PostgreSQL and is read again, whatever its reason is made of', (reason) => {
    const text = writeKeptStop(stop(reason));
    expect(Buffer.byteLength(text)).toBeLessThan(8_000);
    expect(readKeptStop(text)).toMatchObject({ agent: stop('').agent, askedAt: stop('').askedAt });
  });

  test.each(['\u0001', '\ud800', '"', '\n', '漢', '\u007f'])(
    'fits with the longest reason of %j alone',
    (unit) => {
      expect(Buffer.byteLength(writeKeptStop(stop(unit.repeat(2_000))))).toBeLessThan(8_000);
    },
  );

  test('keeps what a person writes, line by line', () => {
    const reason = 'Réponses fausses :\n\t« indisponible » — 漢字 🙂 "oui" \\ non';
    expect(readKeptStop(writeKeptStop(stop(reason)))?.reason).toBe(reason);
  });
});
