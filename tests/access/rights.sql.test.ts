import { afterEach, expect, test, vi } from 'vitest';
import { addressOf, furnish, type Known } from '../../bench/reliability/lib/known.ts';
import { type Document, type Operation, operationsOf } from '../../bench/reliability/lib/openapi.ts';
import { permissions, type Role, roles, rolesFor } from '../../src/access/roles.ts';
import { onPglite } from '../support/database.ts';
import { adminKey } from '../support/filrouge.ts';
import { type House, ok, openHouse } from '../support/house.ts';

vi.setConfig({ testTimeout: 300_000 });

/** What a key is answered: `needed` are the roles that the refusal names. */
type Answered = {
  readonly how: 'allowed' | 'no key' | 'role missing' | 'other agent';
  readonly needed?: readonly Role[];
};
const header = `Who may ask what, route by route: + may, o about its own agent only, - may not. Columns: ${roles.join(', ')}.`;
const people = ['viewer', 'operator', 'approver', 'admin'] as const;

onPglite('every route of the API, asked with a key of every role', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('is refused exactly to those whom the golden list names, and says to whom it is not', async () => {
    house = await openHouse(await open());
    const admin = house.as('admin');
    const document: Document = (await admin.get('/openapi.json')).body;
    const known = await furnish(async (path, body) =>
      body === undefined ? (await admin.get(path)).body : (await admin.post(path, body)).body,
    );
    const keys = await keysOf(house);
    const lines: string[] = [];
    for (const operation of operationsOf(document)) {
      const asked = (key: string | undefined, agent = 'margaux') =>
        ask(house.url, operation, { ...known, agent }, key);
      const [keyless, others, ...own] = await Promise.all([
        asked(undefined),
        asked(keys.get('agent'), 'leo'),
        ...roles.map((role) => asked(keys.get(role))),
      ]);
      const answers = new Map(roles.map((role, place) => [role, own[place]] as const));
      const name = `${operation.method} ${operation.path}`;
      expectConsistent(name, answers);
      const sign = (role: Role): string => {
        if (answers.get(role)?.how !== 'allowed') return '-';
        return role === 'agent' && others.how === 'other agent' ? 'o' : '+';
      };
      lines.push(
        `${roles.map(sign).join('')} ${name}${keyless.how === 'no key' ? '' : ', and without any key'}`,
      );
    }
    const byPath = lines.toSorted((a, b) => (a.slice(a.indexOf('/')) < b.slice(b.indexOf('/')) ? -1 : 1));
    await expect(`${header}\n\n${byPath.join('\n')}\n`).toMatchFileSnapshot('golden/rights.txt');
  });
});

/** Whoever stands higher may do no less; what a refusal says of others is so, and is of the one table. */
function expectConsistent(name: string, answers: ReadonlyMap<Role, Answered | undefined>): void {
  const may = (role: Role) => answers.get(role)?.how === 'allowed';
  const ladder = people.map(may);
  expect({ name, ladder }).toEqual({ name, ladder: ladder.toSorted((a, b) => Number(a) - Number(b)) });
  const tables = permissions.map((permission) => rolesFor(permission).join());
  for (const answer of answers.values()) {
    const needed = answer?.needed;
    if (needed === undefined) continue;
    expect({ name, needed }).toEqual({ name, needed: roles.filter(may) });
    expect(tables).toContain(needed.join());
  }
}

async function keysOf({ as }: House): Promise<ReadonlyMap<Role, string>> {
  const keys = new Map<Role, string>([['admin', adminKey]]);
  for (const role of roles.filter((one) => one !== 'admin')) {
    const order = { role, name: role, ...(role === 'agent' ? { agent: 'margaux' } : {}) };
    keys.set(role, (await ok(as('admin').post('/v1/keys', order), 201)).secret);
  }
  return keys;
}

/** With a body in which everything is missing: who may not is told so before it is read. */
async function ask(
  url: string,
  operation: Operation,
  known: Known,
  key: string | undefined,
): Promise<Answered> {
  const { method, body } = operation;
  const answer = await fetch(url + addressOf(operation, known, () => undefined), {
    method,
    redirect: 'manual',
    headers: {
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'Content-Type': body.type }),
    },
    ...(body === undefined ? {} : { body: '{}' }),
  });
  if (answer.ok) {
    // A stream does not end, and a backup is long.
    await answer.body?.cancel();
    return { how: 'allowed' };
  }
  const text = await answer.text();
  if (answer.status === 401) return { how: 'no key' };
  if (answer.status !== 403) return { how: 'allowed' };
  const { type, needed } = JSON.parse(text);
  if (type === 'urn:filrouge:problem:other_agent') return { how: 'other agent' };
  // What needs a person, or asks again who it is, is refused to nobody for the role.
  const isOfRole = type === undefined || type === 'urn:filrouge:problem:role_missing';
  return isOfRole ? { how: 'role missing', needed } : { how: 'allowed' };
}
