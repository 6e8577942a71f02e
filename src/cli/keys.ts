import type { Command } from 'commander';
import { createKeyCommands, type KeyCommands, type KeyManager } from '../access/key-commands.ts';
import { type Key, NewKey } from '../access/keys.ts';
import { roles } from '../access/roles.ts';
import { listKeys } from '../access/store.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { migrateDatabase } from '../platform/database/migrate.ts';
import type { CliContext } from './context.ts';
import { withDatabase } from './database.ts';
import { tableText } from './table.ts';

/** People at the machine itself need no key. */
const atTheMachine: KeyManager = { role: 'admin', actor: 'cli' };

type CreateOptions = {
  readonly role: string;
  readonly name: string;
  readonly person?: string;
  readonly agent?: string;
};

/** `filrouge keys create|list|revoke`: API keys, straight on the database, for when there is none yet. */
export function registerKeys(program: Command, context: CliContext): void {
  const keys = program.command('keys').description('make, list and revoke API keys');
  keys
    .command('create')
    .description('make a key and show its secret, once')
    .requiredOption('--role <role>', roles.join(', '))
    .requiredOption('--name <name>', 'what the key is for')
    .option('--person <id>', 'the person of people.yaml who signs with it')
    .option('--agent <id>', 'the agent it belongs to (role agent)')
    .action((options: CreateOptions) => create(options, context));
  keys
    .command('list')
    .description('all keys, without their secrets')
    .action(() => list(context));
  keys
    .command('revoke')
    .description('make a key worthless, for good')
    .argument('<id>', 'as in keys list')
    .action((id: string) => revoke(id, context));
}

async function create(options: CreateOptions, context: CliContext): Promise<void> {
  const parsed = NewKey.safeParse(options);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) context.fail(`--${issue.path.join('.')}: ${issue.message}`);
    return;
  }
  await withMigrated(context, async (database) => {
    const made = await commandsOn(database).create(parsed.data, atTheMachine);
    if (!made.ok) return context.fail(made.refusal.detail);
    context.print(`id      ${made.value.id}`);
    context.print(`secret  ${made.value.secret}`);
    context.print('The secret is stored nowhere: keep it now.');
  });
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

async function list(context: CliContext): Promise<void> {
  await withMigrated(context, async ({ db }) => {
    const head = ['id', 'role', 'name', 'person or agent', 'made', 'last used', 'revoked'];
    context.print(tableText(head, (await listKeys(db)).map(rowOf)));
  });
}

function rowOf(key: Key): string[] {
  const day = (at: number | undefined) =>
    at === undefined ? '' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const { id, role, name, person, agent, createdAt, lastUsedAt, revokedAt } = key;
  return [id, role, name, person ?? agent ?? '', day(createdAt), day(lastUsedAt), day(revokedAt)];
}

async function revoke(id: string, context: CliContext): Promise<void> {
  await withMigrated(context, async (database) => {
    const result = await commandsOn(database).revoke(id, atTheMachine);
    if (result.ok) context.print(result.value.changed ? `Revoked ${id}.` : `${id} was revoked before.`);
    else context.fail(result.refusal.detail);
  });
}

async function withMigrated(context: CliContext, work: (database: Database) => Promise<void>): Promise<void> {
  await withDatabase(context, async (database) => {
    await migrateDatabase(database);
    await work(database);
  });
}
