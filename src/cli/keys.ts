import type { Command } from 'commander';
import { z } from 'zod';
import { createKeyCommands, type KeyCommands, type KeyManager } from '../access/key-commands.ts';
import { NewKey } from '../access/keys.ts';
import { roles } from '../access/roles.ts';
import { CreatedKey, KeyList, keyBody, RotatedKey, RotateKey } from '../access/routes.ts';
import { createMakeLink } from '../access/sign-in/link-commands.ts';
import { NewLink } from '../access/sign-in/link-store.ts';
import { linkUrl, MadeLink } from '../access/sign-in/routes.ts';
import { listKeys } from '../access/store.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { migrateDatabase } from '../platform/database/migrate.ts';
import { defined } from '../platform/defined.ts';
import { parseDuration } from '../platform/duration.ts';
import { iso } from '../platform/iso.ts';
import { asked, valueOrThrow } from './asked.ts';
import { type CliContext, settingsOf } from './context.ts';
import { registerCheckpointKey } from './register/key.ts';
import { type Ask, atHome, type ServiceOptions, withServiceOptions } from './service.ts';
import { tableText } from './table.ts';

/** People at the machine itself need no key. */
const atTheMachine: KeyManager = { role: 'admin', actor: 'cli' };

type CreateOptions = ServiceOptions & {
  readonly role: string;
  readonly name: string;
  readonly person?: string;
  readonly agent?: readonly string[];
  readonly until?: string;
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
    .option('--agent <id...>', 'the agents it belongs to (role agent), or is to reach alone')
    .option('--until <when>', 'when it ends by itself: 90d, 2027-01-31T00:00:00Z; left out: never')
    .action((options: CreateOptions) => asked(context, () => create(options, context)));
  command('list')
    .description('all keys, without their secrets')
    .action((options: ServiceOptions) => asked(context, () => list(options, context)));
  command('rotate')
    .description('make a key in the place of another, and show its secret, once')
    .argument('<id>', 'as in keys list')
    .option('--overlap <duration>', 'how long the old key lives on: 0, 24h, 30d at most', '24h')
    .action((id: string, options: RotateOptions) => asked(context, () => rotate(id, options, context)));
  registerCheckpointKey(keys, context);
  command('link')
    .description('make a link that signs in to the console once, within an hour')
    .option('--role <role>', 'viewer, operator, approver or admin', 'admin')
    .option('--person <id>', 'the person of people.yaml who comes in by it')
    .action((options: LinkOptions) => asked(context, () => link(options, context)));
  command('revoke')
    .description('make a key worthless, for good')
    .argument('<id>', 'as in keys list')
    .action((id: string, options: ServiceOptions) => asked(context, () => revoke(id, options, context)));
}

type LinkOptions = ServiceOptions & { readonly role: string; readonly person?: string };
type RotateOptions = ServiceOptions & { readonly overlap: string };

async function create(
  { url, key, agent, until, ...rest }: CreateOptions,
  context: CliContext,
): Promise<void> {
  const expiresAt = until === undefined ? undefined : endOf(until);
  const wanted = { ...rest, ...defined({ agents: agent, expiresAt }) };
  const parsed = NewKey.safeParse(wanted);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues)
      context.fail(`--${optionOf[String(path[0])] ?? path.join('.')}: ${message}`);
    return;
  }
  const made = await atHome(context, defined({ url, key }), {
    database: migrated(async (database) =>
      valueOrThrow(await commandsOn(database).create(parsed.data, atTheMachine)),
    ),
    service: (ask) => ask(CreatedKey, 'POST', '/v1/keys', wanted),
  });
  context.print(`id      ${made.id}`);
  context.print(`secret  ${made.secret}`);
  context.print('The secret is stored nowhere: keep it now.');
}

/** The options by the fields that they fill. */
const optionOf: Readonly<Record<string, string>> = { agents: 'agent', expiresAt: 'until' };

/** The end of a key, said as a time or as a span from now; anything else is left for the schema to refuse. */
function endOf(until: string): string {
  const ms = parseDuration(until);
  return ms === undefined ? until : iso(systemClock.now() + ms);
}

async function rotate(
  id: string,
  { overlap, ...options }: RotateOptions,
  context: CliContext,
): Promise<void> {
  const parsed = RotateKey.safeParse({ overlap });
  if (!parsed.success) {
    for (const { message } of parsed.error.issues) context.fail(`--overlap: ${message}`);
    return;
  }
  const rotated = await atHome(context, options, {
    database: migrated(async (database) => {
      const { key, secret, old } = valueOrThrow(
        await commandsOn(database).rotate(id, parsed.data.overlap, atTheMachine),
      );
      return { id: key.id, secret, oldEndsAt: iso(old.expiresAt ?? systemClock.now()) };
    }),
    service: (ask) => ask(RotatedKey, 'POST', `/v1/keys/${encodeURIComponent(id)}/rotate`, { overlap }),
  });
  context.print(`id      ${rotated.id}`);
  context.print(`secret  ${rotated.secret}`);
  context.print('The secret is stored nowhere: keep it now.');
  context.print(`${id} lives on until ${minuteOf(rotated.oldEndsAt)} UTC.`);
}

async function link({ url, key, ...wanted }: LinkOptions, context: CliContext): Promise<void> {
  const parsed = NewLink.safeParse(wanted);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) context.fail(`--${path.join('.')}: ${message}`);
    return;
  }
  const { publicUrl, host, port } = settingsOf(context);
  const made = await atHome(context, defined({ url, key }), {
    database: migrated(async (database) => {
      const make = createMakeLink({ database, now: systemClock.now, isPerson: () => true });
      const { secret, expiresAt } = valueOrThrow(await make(parsed.data, atTheMachine));
      return { url: linkUrl(publicUrl ?? `http://${host}:${port}`, secret), expiresAt: iso(expiresAt) };
    }),
    service: (ask) => ask(MadeLink, 'POST', '/v1/sign-in-links', parsed.data),
  });
  context.print(made.url);
  context.print(`It signs in once, until ${minuteOf(made.expiresAt)} UTC.`);
}

/** Whether the agent or the person is in the rules is not asked: they may be loaded later. */
function commandsOn(database: Database): KeyCommands {
  return createKeyCommands({
    database,
    now: systemClock.now,
    forget: () => {},
    changed: () => {},
    isAgent: () => true,
    isPerson: () => true,
  });
}

type ListedKey = z.infer<typeof KeyList>['items'][number];

async function list(options: ServiceOptions, context: CliContext): Promise<void> {
  const all = await atHome(context, options, {
    database: migrated(async ({ db }) => (await listKeys(db)).map(keyBody)),
    service: everyKey,
  });
  const head = ['id', 'role', 'name', 'person or agent', 'made', 'last used', 'ends'];
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

function rowOf({ id, role, name, person, agents = [], ...times }: ListedKey): string[] {
  const { createdAt, lastUsedAt, revokedAt, expiresAt } = times;
  const over = revokedAt === undefined ? minuteOf(expiresAt) : `revoked ${minuteOf(revokedAt)}`;
  const whose = [...(person === undefined ? [] : [person]), ...agents];
  return [id, role, name, whose.join(', '), minuteOf(createdAt), minuteOf(lastUsedAt), over];
}

function minuteOf(at = ''): string {
  return at.slice(0, 16).replace('T', ' ');
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
