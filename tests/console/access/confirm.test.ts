import { expect, test } from 'vitest';
import { mayCommand } from '../../../src/access/commands.ts';
import { hashSecret } from '../../../src/access/keys.ts';
import type { Caller } from '../../../src/access/roles.ts';
import { provedCaller } from '../../../src/console/access/confirm.ts';

const secretOf = (name: string) => `fr_${name.padEnd(40, '0')}`;
const callers: Readonly<Record<string, Caller>> = {
  lea: { actor: { kind: 'person', person: 'lea', key: 'k1' }, role: 'operator', person: 'lea' },
  camille: { actor: { kind: 'person', person: 'camille', key: 'k2' }, role: 'approver', person: 'camille' },
  nobody: { actor: { kind: 'key', key: 'k3' }, role: 'admin' },
};
const resolve = async (hash: string) =>
  Object.entries(callers).find(([name]) => hashSecret(secretOf(name)) === hash)?.[1];
const sessionOf = (name: 'lea' | 'nobody', proof: Caller['proof']): Caller => ({
  ...(callers[name] as Caller),
  ...(proof && { proof }),
});
const signs = { kind: 'signPlan', as: 'owner' } as const;

test('a session alone signs nothing, and what is proved for it does', async () => {
  const session = sessionOf('lea', 'ask_key');
  expect(mayCommand(session, signs)).toMatchObject({ code: 'confirm_first' });
  expect(
    mayCommand({ role: 'approver', proof: 'ask_provider' }, { kind: 'resumeAgent', agent: 'margaux' }),
  ).toMatchObject({ code: 'confirm_first' });
  const drop = { kind: 'holdReview', decisions: [{ decision: 'drop' }] } as const;
  expect(mayCommand({ role: 'approver', proof: 'ask_key' }, drop)).toMatchObject({ code: 'confirm_first' });
  expect(mayCommand(session, { kind: 'editPlan' })).toBeUndefined();
  const proved = await provedCaller(session, ` ${secretOf('lea')} `, resolve);
  expect(proved).toMatchObject({ proof: 'key', person: 'lea' });
  expect(typeof proved === 'string' || mayCommand(proved, signs)).toBeUndefined();
  expect(mayCommand({ role: 'operator', proof: 'provider' }, signs)).toBeUndefined();
});

test('who may not is told so before being asked who they are', () => {
  expect(mayCommand({ role: 'viewer', proof: 'ask_key' }, signs)).toMatchObject({ code: 'role_missing' });
});

test('the key of somebody else, of nobody, and none at all prove nothing', async () => {
  const session = sessionOf('lea', 'ask_key');
  expect(await provedCaller(session, secretOf('camille'), resolve)).toBe('key_wrong');
  expect(await provedCaller(session, secretOf('nobody'), resolve)).toBe('key_wrong');
  expect(await provedCaller(session, 'once_x', resolve)).toBe('key_wrong');
  expect(await provedCaller(session, ' ', resolve)).toBe('key_missing');
});

test('a key of nobody proves itself alone; whom a provider knows is asked there', async () => {
  expect(await provedCaller(sessionOf('nobody', 'ask_key'), secretOf('nobody'), resolve)).toMatchObject({
    proof: 'key',
  });
  expect(await provedCaller(sessionOf('lea', 'ask_provider'), secretOf('lea'), resolve)).toBe('ask_provider');
});
