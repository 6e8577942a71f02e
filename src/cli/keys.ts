import type { Command } from 'commander';
import { z } from 'zod';
import { createKeyCommands, type KeyCommands, type KeyManager } from '../access/key-commands.ts';
import { type Key, NewKey } from '../access/keys.ts';
import { roles } from '../access/roles.ts';
import { CreatedKey, KeyList } from '../access/routes.ts';
import { listKeys } from '../access/store.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { migrateDatabase } from '../platform/database/migrate.ts';
import { defined } from '../platform/defined.ts';
import { isoTimes } from '../platform/iso.ts';
import { asked, valueOrThrow } from './asked.ts';
import type { CliContext } from './context.ts';
import { type Ask, atHome, type ServiceOptions, withServiceOptions } from './service.ts';
import { tableText } from './table.ts';

/** People at the machine itself need no key. */
const atTheMachine: KeyManager = { role: 'admin', actor: 'cli' };

type CreateOptions = ServiceOptions & {
  readonly role: string;
  readonly name: string;
  readonly person?: string;
  readonly agent?: string;
};

/** `filrouge keys create|list|revoke`: API keys; straight on the database where no service holds it. */
export function registerKeys(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('make, list and revoke API keys');
  const command = (name: string) => withServiceOptions(keys.command(name), 'an admin');
  command('create')
    .description('make a key and show its secret, once')
    .requiredOption('--role <role>', roles.join(', '))
    .requiredOption('--name <name>', 'what the key is for')
    .option('--person <id>', 'the person of people.yaml who signs with it')
    .option('--agent <id>', 'the agent it belongs to (role agent)')
    .action((options: CreateOptions) => asked(context, () => create(options, context)));
  command('list')
    .description('all keys, without their secrets')
    .action((options: ServiceOptions) => asked(context, () => list(options, context)));
  command('revoke')
    .description('make a key worthless, for good')
    .argument('<id>', 'as in keys list')
    .action((id: string, options: ServiceOptions) => asked(context, () => revoke(id, options, context)));
}

async function create({ url, key, ...wanted }: CreateOptions, context: CliContext): Promise<void> {
  const parsed = NewKey.safeParse(wanted);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) context.fail(`--${issue.path.join('.')}: ${issue.message}`);
    return;
  }
  const made = await atHome(context, defined({ url, key }), {
    database: migrated(async (database) =>
      valueOrThrow(await commandsOn(database).create(parsed.data, atTheMachine)),
    ),
    service: (ask) => ask(CreatedKey, 'POST', '/v1/keys', parsed.data),
  });
  context.print(`id      ${made.id}`);
  context.print(`secret  ${made.secret}`);
  context.print('The secret is stored nowhere: keep it now.');
}

/** Whether the agent or the person is in the rules is not asked: they may be loaded later. */
function commandsOn(database: Database): KeyCommands {
  return createKeyCommands({
    database,
    now: systemClock.now,
    forget: () => {},
    isAgent: () => true,
    isPerson: () => true,
  });
}

type ListedKey = z.infer<typeof KeyList>['items'][number];

async function list(options: ServiceOptions, context: CliContext): Promise<void> {
  const all = await atHome(context, options, {
    database: migrated(async ({ db }) => (await listKeys(db)).map(listed)),
    service: everyKey,
  });
  const head = ['id', 'role', 'name', 'person or agent', 'made', 'last used', 'revoked'];
  context.print(tableText(head, all.map(rowOf)));
}

async function everyKey(ask: Ask): Promise<ListedKey[]> {
  const all: ListedKey[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await ask(KeyList, 'GET', `/v1/keys?limit=500${from}`);
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

function listed({ hash: _, createdAt, lastUsedAt, revokedAt, ...key }: Key): ListedKey {
  return { ...key, ...isoTimes({ createdAt, lastUsedAt, revokedAt }) };
}

function rowOf({ id, role, name, person, agent, createdAt, lastUsedAt, revokedAt }: ListedKey): string[] {
  const minute = (at = '') => at.slice(0, 16).replace('T', ' ');
  return [id, role, name, person ?? agent ?? '', minute(createdAt), minute(lastUsedAt), minute(revokedAt)];
}

async function revoke(id: string, options: ServiceOptions, context: CliContext): Promise<void> {
  const changed = await atHome(context, options, {
    database: migrated(
      async (database) => valueOrThrow(await commandsOn(database).revoke(id, atTheMachine)).changed,
    ),
    service: async (ask) => {
      const before = (await everyKey(ask)).find((key) => key.id === id);
      await ask(z.unknown(), 'DELETE', `/v1/keys/${encodeURIComponent(id)}`);
      return before?.revokedAt === undefined;
    },
  });
  context.print(changed ? `Revoked ${id}.` : `${id} was revoked before.`);
}

function migrated<T>(work: (database: Database) => Promise<T>): (database: Database) => Promise<T> {
  return async (database) => {
    await migrateDatabase(database);
    return work(database);
  };
}
