import { expect, test } from 'vitest';
import { type Call, CallBody, endOfCall, readCall, toldAgain } from '../../src/requests/calls.ts';
import { at } from './requests.ts';

const call = (more: Partial<Call> = {}): Call => ({
  ...{ id: 'a', direction: 'in', startedAt: at(0), endedAt: at(0.1), customer: 'c-1' },
  ...more,
});
const taken = call({ answeredAt: at(0.01) });
const rules = { missed: 'request', answered: 'note' } as const;

test('a call that lasts has come to nothing yet', () => {
  const { endedAt: _, ...lasting } = taken;
  expect(endOfCall(lasting, [3], rules, 3)).toEqual({ kind: 'lasting' });
});

test('a call is about the request that is named, or the only open one; of several nobody can tell', () => {
  expect(endOfCall(taken, [3], rules)).toEqual({ kind: 'contact', request: 3 });
  expect(endOfCall(taken, [4, 3], rules)).toEqual({ kind: 'loose' });
  expect(endOfCall(call(), [4, 3], rules)).toEqual({ kind: 'loose' });
  expect(endOfCall(taken, [4, 3], rules, 2)).toEqual({ kind: 'contact', request: 2 });
});

test('a call without an open request becomes what desk.yaml says, and one that the desk made waits to be noted', () => {
  expect(endOfCall(call(), [], rules)).toEqual({ kind: 'request' });
  expect(endOfCall(taken, [], rules)).toEqual({ kind: 'loose' });
  expect(endOfCall(call(), [], { missed: 'note', answered: 'request' })).toEqual({ kind: 'loose' });
  expect(endOfCall(taken, [], { missed: 'note', answered: 'request' })).toEqual({ kind: 'request' });
  expect(endOfCall({ ...taken, direction: 'out' }, [], { missed: 'request', answered: 'request' })).toEqual({
    kind: 'loose',
  });
});

test('a call that is told again is completed, and forgets nothing', () => {
  const { endedAt: _, ...ringing } = taken;
  expect(toldAgain(ringing, call({ startedAt: at(1) }))).toEqual(taken);
  expect(toldAgain({ ...taken, request: 3 }, ringing)).toEqual({ ...taken, request: 3 });
});

test('a call that 3CX tells of says by its type which way it went and whether it was taken, and its end by its duration', () => {
  const read = (body: object) => {
    const parsed = CallBody.safeParse({ number: '1', start: '2026-06-05T08:00:00Z', ...body });
    return parsed.success ? readCall(parsed.data) : undefined;
  };
  expect(read({ type: 'Missed', duration: '00:00:20' })).toMatchObject({
    ...{ direction: 'in', answered: false, end: at(0) + 20_000 },
  });
  expect(read({ type: 'Outbound', duration: 75 })).toMatchObject({
    direction: 'out',
    answered: true,
    end: at(0) + 75_000,
  });
  for (const bad of [
    {},
    { type: 'Missed', direction: 'in' },
    { type: 'Lost' },
    { direction: 'in', duration: '1:99:00' },
  ])
    expect(read(bad)).toBeUndefined();
});
