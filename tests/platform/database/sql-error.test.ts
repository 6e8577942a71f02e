import { describe, expect, test } from 'vitest';
import {
  errorCode,
  isConnectionLoss,
  isIntegrityViolation,
  rootMessage,
} from '../../../src/platform/database/sql-error.ts';

const coded = (code: string) => Object.assign(new Error('x'), { code });
const wrapped = (cause: Error) => new Error('Failed query', { cause: new Error('again', { cause }) });

test('the code of an error is found however often it was wrapped', () => {
  expect(errorCode(wrapped(coded('23505')))).toBe('23505');
  expect(errorCode(new AggregateError([coded('ECONNREFUSED')]))).toBe('ECONNREFUSED');
  expect(errorCode(new Error('x'))).toBeUndefined();
  expect(errorCode('x')).toBeUndefined();
});

test('a row that contradicts others is told from every other failure', () => {
  expect(isIntegrityViolation(wrapped(coded('23505')))).toBe(true);
  expect(isIntegrityViolation(wrapped(coded('42P01')))).toBe(false);
});

test('what people are told is what began it, and not which statement failed', () => {
  expect(rootMessage(wrapped(new Error('no room')))).toBe('no room');
  expect(rootMessage(new Error('no room'))).toBe('no room');
  expect(rootMessage('no room')).toBe('no room');
});

describe('a lost connection', () => {
  test.each(['08006', '57P01', '25P03', '53300', 'ECONNRESET', 'ENOTFOUND'])('is %s', (code) => {
    expect(isConnectionLoss(wrapped(coded(code)))).toBe(true);
  });

  test.each(['23505', '40001', '42P01'])('is not %s: the statement itself was wrong', (code) => {
    expect(isConnectionLoss(wrapped(coded(code)))).toBe(false);
  });

  test('is also what the driver says without a code', () => {
    expect(isConnectionLoss(wrapped(new Error('Connection terminated unexpectedly')))).toBe(true);
    expect(isConnectionLoss(wrapped(new Error('Query read timeout')))).toBe(true);
    const after = 'Client has encountered a connection error and is not queryable';
    expect(isConnectionLoss(wrapped(new Error(after)))).toBe(true);
    expect(isConnectionLoss(new Error('Connection of ideas'))).toBe(false);
  });
});
