import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createBucketStore } from '../../../src/incidents/dossier/bucket-store.ts';
import { spool } from '../../../src/incidents/dossier/intake/spool.ts';
import { sweepEvidence } from '../../../src/incidents/dossier/jobs.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { onPglite } from '../../support/database.ts';
import { type Client, type House, ok, openHouse } from '../../support/house.ts';
import { openBucket } from './bucket.ts';
import { pngBytes } from './files.ts';

let house: House | undefined;
let bucket: Awaited<ReturnType<typeof openBucket>> | undefined;
let folder: string | undefined;
afterEach(async () => {
  await house?.stop();
  bucket?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function begin(database: Database) {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-evidence-'));
  bucket = await openBucket();
  const { url, bucket: name, keyId, secret } = bucket.settings;
  const env = {
    ...{ FILROUGE_S3_URL: url, FILROUGE_S3_BUCKET: name },
    ...{ FILROUGE_S3_KEY: keyId, FILROUGE_S3_SECRET: secret },
  };
  house = await openHouse(database, { evidenceDir: folder, env });
  const lea = house.as('lea');
  await ok(
    lea.post('/v1/incidents', {
      ...{ source: 'manual', agent: 'margaux', title: 'Wrong answers', description: 'Seen by hand' },
      playbook: 'stale-answers',
    }),
    201,
  );
  return { lea, camille: house.as('camille'), bucket, folder };
}

async function attach(client: Client, body: Uint8Array<ArrayBuffer>) {
  const answer = await client.raw('/v1/incidents/1/evidence?name=a.png', {
    ...{ method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' } },
  });
  return { status: answer.status, body: await answer.json() };
}

/** Nothing of a file on its way is left on this machine. */
const leftIn = async (where: string) => readdir(join(where, 'incoming')).catch(() => []);

onPglite('evidence in a bucket', (open) => {
  test('is put there whole, read from there, checked, and erased there', async () => {
    const { lea, camille, bucket, folder } = await begin(await open());
    const png = pngBytes(3_000_000);
    const { status, body } = await attach(lea, png);
    expect([status, [...bucket.objects.keys()]]).toEqual([201, [`evidence/${body.id}`]]);
    const read = await lea.raw(`/v1/evidence/${body.id}/file`);
    expect(Buffer.from(await read.arrayBuffer()).equals(png)).toBe(true);
    expect((await ok(lea.get('/v1/dossier/verify'))).faults).toEqual([]);

    const kept = bucket.objects.get(`evidence/${body.id}`);
    bucket.objects.set(`evidence/${body.id}`, { bytes: Buffer.from('other'), at: new Date() });
    expect((await lea.get(`/v1/evidence/${body.id}/file`)).status).toBe(409);
    bucket.objects.delete(`evidence/${body.id}`);
    const gone = await lea.get(`/v1/evidence/${body.id}/file`);
    expect([gone.status, gone.body.detail]).toEqual([503, expect.stringContaining('FILROUGE_S3_BUCKET')]);
    if (kept !== undefined) bucket.objects.set(`evidence/${body.id}`, kept);

    await ok(camille.post(`/v1/evidence/${body.id}/erase`, { reason: 'wrong' }));
    expect(bucket.objects.size).toBe(0);
    expect(await leftIn(folder)).toEqual([]);
  });

  test('that answers with an error keeps nothing, and nothing is half done', async () => {
    const { lea, bucket, folder } = await begin(await open());
    bucket.be('broken');
    const { status, body } = await attach(lea, pngBytes(2_000));
    expect([status, body.type]).toEqual([503, 'urn:filrouge:problem:evidence_not_kept']);
    expect((await ok(lea.get('/v1/incidents/1/dossier'))).evidence).toEqual([]);
    expect((await ok(lea.get('/v1/register?kind=evidenceAttached'))).items).toEqual([]);
    bucket.be('well');
    const kept = await attach(lea, pngBytes(2_000));
    expect(kept.status).toBe(201);
    bucket.be('broken');
    expect((await lea.get(`/v1/evidence/${kept.body.id}/file`)).status).toBe(503);
    expect((await lea.get('/v1/dossier/verify')).status).toBe(503);
    expect(await leftIn(folder)).toEqual([]);
  });

  test('that does not answer is given up after a while', async () => {
    const { bucket, folder } = await begin(await open());
    bucket.be('silent');
    const store = createBucketStore(bucket.settings, join(folder, 'incoming'), 200);
    const spooled = await spool(one(pngBytes(50)), { folder: store.incoming, id: 'a', maxBytes: 100 });
    if (!spooled.ok) throw new Error(spooled.refusal.detail);
    await expect(store.keep('a', spooled.value)).rejects.toThrow(/FILROUGE_S3_URL/);
    await expect(store.fetch('a')).rejects.toThrow(/FILROUGE_S3_URL/);
  });

  test('that nobody claims goes after a month', async () => {
    const database = await open();
    const { lea, bucket, folder } = await begin(database);
    const { body } = await attach(lea, pngBytes(2_000));
    const old = new Date(Date.now() - 31 * 86_400_000);
    for (const object of bucket.objects.values()) object.at = old;
    bucket.objects.set(`evidence/${'o'.repeat(22)}`, { bytes: Buffer.from('o'), at: old });
    bucket.objects.set(`evidence/${'n'.repeat(22)}`, { bytes: Buffer.from('n'), at: new Date() });
    const store = createBucketStore(bucket.settings, join(folder, 'incoming'));
    expect(await sweepEvidence(database.db, store, Date.now())).toBe(1);
    expect([...bucket.objects.keys()].sort()).toEqual(
      [`evidence/${body.id}`, `evidence/${'n'.repeat(22)}`].sort(),
    );
  });
});

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
