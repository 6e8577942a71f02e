import type { Command } from 'commander';
import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { addressIn } from '../platform/lease/folder-address.ts';
import { StartupError } from '../platform/startup-error.ts';
import { WorkshopError } from './asked.ts';
import { type CliContext, settingsOf } from './context.ts';
import { withDatabase } from './database.ts';

/** Options of every command that may ask the running service. */
export type ServiceOptions = { readonly url?: string; readonly key?: string };

/** Asks the service with a key: its answer, held against a schema. Throws `WorkshopError` with why not. */
export type Ask = <T>(schema: z.ZodType<T>, method: string, path: string, body?: object) => Promise<T>;

/** Adds `--url` and `--key` to a command. `role`: whose key it takes. */
export function withServiceOptions(command: Command, role: string): Command {
  return command
    .option('--url <address>', 'the running filrouge to ask; left out: FILROUGE_URL')
    .option('--key <key>', `an API key of ${role}; left out: FILROUGE_KEY, else FILROUGE_ADMIN_KEY`);
}

type Ways<T> = {
  readonly database: (database: Database) => Promise<T>;
  readonly service: (ask: Ask) => Promise<T>;
};

/**
 * Does something at the database; or, where a running service holds it, by asking that service: the one that
 * is named, else the one that the locked data folder names.
 */
export async function atHome<T>(context: CliContext, options: ServiceOptions, ways: Ways<T>): Promise<T> {
  const named = options.url ?? settingsOf(context).serviceUrl;
  if (named !== undefined) return ways.service(askerOf(context, named, options));
  try {
    return await withDatabase(context, ways.database);
  } catch (error) {
    if (!(error instanceof StartupError) || error.code !== 'data_folder_in_use') throw error;
    const service = await serviceBeside(context, options);
    if (service === undefined) throw error;
    return ways.service(service);
  }
}

/** A client of the service that is named, else of the one that runs on the data folder, if one does. */
export async function serviceBeside(context: CliContext, options: ServiceOptions): Promise<Ask | undefined> {
  const address = await addressBeside(context, options);
  return address === undefined ? undefined : askerOf(context, address, options);
}

/** A client of the service that is named, else of the one that the settings of this machine would start. */
export function runningService(options: ServiceOptions, context: CliContext): Ask {
  return askerOf(context, addressOf(options, context), options);
}

/** The address of that service. */
export function addressOf({ url }: ServiceOptions, context: CliContext): string {
  const { serviceUrl, publicUrl, host, port } = settingsOf(context);
  return url ?? serviceUrl ?? publicUrl ?? `http://${host}:${port}`;
}

/** The address that is named, else that of the service that runs on the data folder, if one does. */
export async function addressBeside(
  context: CliContext,
  { url }: ServiceOptions,
): Promise<string | undefined> {
  const { serviceUrl, dataDir } = settingsOf(context);
  const named = url ?? serviceUrl;
  if (named !== undefined) return named;
  const holder = await addressIn(dataDir);
  // What holds the folder may be no service but another command.
  return holder !== undefined && (await isThere(holder)) ? holder : undefined;
}

/** Sends a request with a key; an answer that is a refusal is thrown as `WorkshopError`. */
export type Send = (
  method: string,
  path: string,
  body?: { readonly type: string; readonly content: BodyInit },
) => Promise<Response>;

/** A client of the service at an address. */
export function askerOf(context: CliContext, address: string, options: ServiceOptions): Ask {
  const send = senderTo(context, address, options);
  return async (schema, method, path, body) => {
    const json = body === undefined ? undefined : { type: 'application/json', content: JSON.stringify(body) };
    const answer: unknown = await (await send(method, path, json)).json().catch(() => undefined);
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new WorkshopError(`${address} answered something else than was asked for: is it a filrouge?`);
  };
}

/** The same for bodies and answers of every type. */
export function senderTo(context: CliContext, address: string, options: ServiceOptions): Send {
  const base = address.replace(/\/+$/, '');
  const { serviceKey, adminKey } = settingsOf(context);
  const key = options.key ?? serviceKey ?? adminKey;
  if (key === undefined)
    throw new WorkshopError(
      `The filrouge that runs at ${base} is asked, and it wants a key: give --key, or set FILROUGE_KEY.`,
    );
  return async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': body?.type ?? 'application/json' },
      ...defined({ body: body?.content }),
    }).catch((error: unknown) => {
      throw new WorkshopError(`There is no filrouge at ${base} (${causeOf(error)}).`);
    });
    if (response.ok) return response;
    const answer: unknown = await response.json().catch(() => undefined);
    throw new WorkshopError(detailOf(answer) ?? `${base} answered with status ${response.status}.`);
  };
}

const Detail = z.object({
  detail: z.string(),
  errors: z.array(z.object({ detail: z.string() })).default([]),
});

function detailOf(answer: unknown): string | undefined {
  const { data } = Detail.safeParse(answer);
  return data && [data.detail, ...data.errors.map(({ detail }) => detail)].join('\n');
}

async function isThere(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return answer?.ok === true;
}

/** The reason why a request failed: fetch's own message says only that it did. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
