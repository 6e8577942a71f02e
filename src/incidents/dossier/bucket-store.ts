import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3mini } from 's3mini';
import { UnavailableError } from '../../platform/http/unavailable.ts';
import { randomId } from '../../platform/ids.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { DossierId } from './commands.ts';
import type { EvidenceFiles } from './evidence-store.ts';
import { whenFull } from './intake/disk-fault.ts';

/** A bucket of an S3-compatible server, and how it is entered. */
export type Bucket = {
  readonly url: string;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
};

/** A server that does not answer for so long is not there. */
const patienceMs = 30_000;
const folderInBucket = 'evidence/';

/** Keeps evidence in a bucket; `incoming` is a folder of this machine for files on their way. */
export function createBucketStore(
  { url, bucket, region, keyId, secret }: Bucket,
  incoming: string,
  timeoutMs: number = patienceMs,
): EvidenceFiles {
  const client = new S3mini({
    accessKeyId: keyId,
    secretAccessKey: secret,
    endpoint: `${url.replace(/\/+$/, '')}/${bucket}`,
    region,
    requestAbortTimeout: timeoutMs,
    // A file goes there as it is read, and nowhere else than where it was sent.
    fetch: (address, init) => fetch(address, { ...init, duplex: 'half', redirect: 'error' } as RequestInit),
  });
  const keyOf = (id: string) => folderInBucket + id;
  return {
    kind: 's3',
    incoming,
    keep: (id, { path, bytes, sha256, discard }) =>
      whenAnswered(async () => {
        const file = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
        // The server compares what it gets with the hash that is signed, if it knows how to.
        const signed = { 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') } as const;
        await client.putObject(keyOf(id), file, 'application/octet-stream', undefined, signed, bytes);
        await discard();
      }),
    fetch: async (id) => {
      const answer = await whenAnswered(() => client.getObjectResponse(keyOf(id)));
      if (answer?.body == null) return undefined;
      const path = join(incoming, `${id}.${randomId()}.part`);
      const { body } = answer;
      const done = () => rm(path, { force: true });
      try {
        await whenFull(() => makeFolder(incoming));
        await whenAnswered(() => whenFull(() => download(body, path)));
      } catch (error) {
        await done();
        throw error;
      }
      return { path, done };
    },
    remove: (id) =>
      whenAnswered(async () => {
        await client.deleteObject(keyOf(id));
      }),
    list: () => objectsIn(client),
  };
}

async function download(body: ReadableStream<Uint8Array>, path: string): Promise<void> {
  const pieces = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  await pipeline(pieces, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}

async function* objectsIn(client: S3mini): AsyncGenerator<{ id: string; at: number }> {
  let token: string | undefined;
  do {
    const page = await whenAnswered(() => client.listObjectsPaged('/', folderInBucket, 1_000, token));
    token = page?.nextContinuationToken;
    for (const { Key, LastModified } of page?.objects ?? []) {
      const id = Key.slice(folderInBucket.length);
      if (DossierId.safeParse(id).success) yield { id, at: new Date(LastModified).getTime() };
    }
  } while (token !== undefined);
}

async function whenAnswered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    const said = error instanceof Error ? error.message.slice(0, 200) : String(error);
    throw new UnavailableError(
      'evidence_not_kept',
      `The store of evidence (FILROUGE_S3_URL) does not do what it is asked: ${said}. Nothing was changed; try again.`,
      { cause: error },
    );
  }
}
