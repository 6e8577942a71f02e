import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { createDiskStore } from '../../../src/incidents/dossier/disk-store.ts';
import { sweepEvidence } from '../../../src/incidents/dossier/jobs.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { eachEngine } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { type Client, type House, ok, openHouse } from '../../support/house.ts';
import { pngBytes } from './files.ts';

let house: House | undefined;
let folder: string | undefined;
afterEach(async () => {
  await house?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const octets = { 'Content-Type': 'application/octet-stream' };

/** Sends a file as it is. */
async function attach(client: Client, on: string, name: string, body: Uint8Array | string) {
  const path = `/v1/${on}/evidence?name=${encodeURIComponent(name)}`;
  const answer = await client.raw(path, { method: 'POST', headers: octets, body: body as BodyInit });
  return { status: answer.status, body: await answer.json() };
}

async function begin(database: Database, env: Record<string, string> = {}) {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-evidence-'));
  house = await openHouse(database, { evidenceDir: join(folder, 'evidence'), env });
  const lea = house.as('lea');
  await ok(
    lea.post('/v1/incidents', {
      ...{ source: 'manual', agent: 'margaux', title: 'Wrong answers', description: 'Seen by hand' },
      playbook: 'stale-answers',
    }),
    201,
  );
  const register = async (kind: string) =>
    (await ok(house?.as('viewer').get(`/v1/register?kind=${kind}`) ?? lea.get(''))).items;
  return { house, lea, camille: house.as('camille'), files: join(folder, 'evidence'), register, database };
}

eachEngine('a dossier', (open) => {
  test('takes a file, says so in the register without its name, and hands it out as it came', async () => {
    const { house, lea, files, register } = await begin(await open());
    const png = pngBytes(5_000);
    const { status, body } = await attach(lea, 'actions/1-1', 'Écran de Mme Martin.png', png);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      on: { kind: 'action', id: '1-1' },
      ...{ incident: 1, plan: 1, form: 'file', type: 'image/png', bytes: 5_000, sha256: hashOf(png) },
      ...{ name: 'Écran de Mme Martin.png', added: { by: 'person:lea' } },
    });
    expect(await readdir(files)).toEqual(expect.arrayContaining([body.id]));
    const [entry, ...others] = await register('evidenceAttached');
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ actor: 'person:lea', agent: 'margaux', incident: 1, plan: 1 });
    expect(entry.data).toEqual({
      ...{ evidence: body.id, on: 'action 1-1', form: 'file', type: 'image/png', bytes: 5_000 },
      sha256: hashOf(png),
    });
    expect(JSON.stringify(entry)).not.toContain('Martin');

    const read = await house.as('viewer').raw(`/v1/evidence/${body.id}/file`);
    expect(read.status).toBe(200);
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(png);
    const headers = Object.fromEntries(read.headers);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': '5000',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-cache, no-transform',
      etag: `"${hashOf(png)}"`,
    });
    expect(headers['content-disposition']).toBe(
      `attachment; filename="Ecran de Mme Martin.png"; filename*=UTF-8''%C3%89cran%20de%20Mme%20Martin.png`,
    );
    const again = { headers: { 'If-None-Match': headers['etag'] ?? '' } };
    expect((await house.as('viewer').raw(`/v1/evidence/${body.id}/file`, again)).status).toBe(304);
    expect((await house.as('ingest').raw(`/v1/evidence/${body.id}/file`)).status).toBe(403);
    expect((await attach(house.as('viewer'), 'actions/1-1', 'b.png', pngBytes(9))).status).toBe(403);
  });

  test('takes a form with a file, once, on whatever there is, and nothing on what there is not', async () => {
    const { lea } = await begin(await open());
    const form = () => {
      const data = new FormData();
      data.append('file', new File(['a;b\n1;2\n'], '../../etc/chiffres.csv'));
      return { method: 'POST', body: data };
    };
    for (const on of ['incidents/1', 'plans/1', 'actions/1-1', 'criteria/1-1-1']) {
      const first = await lea.raw(`/v1/${on}/evidence`, form());
      expect([on, first.status]).toEqual([on, 201]);
      expect(await first.json()).toMatchObject({ name: 'chiffres.csv', type: 'text/csv' });
      const second = await lea.raw(`/v1/${on}/evidence`, form());
      expect([second.status, (await second.json()).type]).toEqual([
        409,
        'urn:filrouge:problem:evidence_known',
      ]);
    }
    for (const on of ['incidents/2', 'plans/9', 'actions/1-99', 'criteria/1-1-9', 'plans/1-1'])
      expect([on, (await lea.raw(`/v1/${on}/evidence`, form())).status]).toEqual([on, 404]);
    expect((await lea.raw('/v1/incidents/1/evidence', { method: 'POST' })).status).toBe(422);
  });

  test('is whole to who verifies it, and names what was changed, lost or slipped in', async () => {
    const { house, lea, files, database } = await begin(await open());
    const texts = await Promise.all(
      ['a', 'b', 'c', 'd'].map((text) => attach(lea, 'incidents/1', `${text}.txt`, text)),
    );
    expect(texts.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const ids: string[] = texts.map(({ body }) => body.id);
    const [changed = '', lost = '', other = '', whole = ''] = ids;
    const link = await ok(
      lea.post('/v1/plans/1/links', { url: 'https://example.org/a', title: 'A page' }),
      201,
    );
    const said = await ok(lea.post('/v1/plans/1/comments', { text: 'As agreed.' }), 201);
    const verify = () => ok(house.as('viewer').get('/v1/dossier/verify'));
    expect(await verify()).toEqual({ evidence: 5, comments: 1, faults: [] });

    await writeFile(join(files, changed), 'A');
    await rm(join(files, lost));
    await database.db.execute(sql`update exhibits set sha256 = ${'0'.repeat(64)} where id = ${other}`);
    await database.db.execute(sql`update exhibits set url = 'https://example.org/b' where id = ${link.id}`);
    await database.db.execute(sql`update comments set text = 'Never agreed.' where id = ${said.id}`);
    const { faults } = await verify();
    const fault = (id: string, why: string, what = 'evidence') => ({ id, what, why });
    const wanted = [
      ...[fault(changed, 'changed'), fault(lost, 'file_missing'), fault(other, 'changed')],
      ...[fault(link.id, 'changed'), fault(said.id, 'changed', 'comment')],
    ];
    expect(new Set(faults)).toEqual(new Set(wanted));

    const refused = await lea.get(`/v1/evidence/${changed}/file`);
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:filrouge:problem:evidence_changed' } });
    const away = await lea.get(`/v1/evidence/${lost}/file`);
    expect(away).toMatchObject({ status: 503, body: { type: 'urn:filrouge:problem:evidence_not_here' } });
    expect(away.body.detail).toContain('FILROUGE_S3_URL');
    expect((await lea.get(`/v1/evidence/${whole}/file`)).status).toBe(200);
    await database.db.execute(sql`delete from exhibits where id = ${whole}`);
    expect((await verify()).faults).toContainEqual(fault(whole, 'gone'));
  });

  test('keeps the hash of what is withdrawn or erased, with who and why', async () => {
    const { lea, camille, files, register } = await begin(await open());
    const { body: kept } = await attach(lea, 'plans/1', 'a.txt', 'a');
    const reason = { reason: 'The wrong file: it names Mme Martin' };
    const withdrawn = await ok(lea.post(`/v1/evidence/${kept.id}/withdraw`, reason));
    expect(withdrawn).toMatchObject({ name: 'a.txt', withdrawn: { by: 'person:lea', isErased: false } });
    expect((await lea.get(`/v1/evidence/${kept.id}/file`)).status).toBe(200);
    expect((await lea.post(`/v1/evidence/${kept.id}/withdraw`, reason)).status).toBe(409);
    expect((await lea.post(`/v1/evidence/${kept.id}/erase`, reason)).status).toBe(403);

    const erased = await ok(camille.post(`/v1/evidence/${kept.id}/erase`, reason));
    expect(erased).toMatchObject({
      sha256: kept.sha256,
      withdrawn: { by: 'person:camille', isErased: true },
    });
    expect(erased).not.toHaveProperty('name');
    expect(await readdir(files)).not.toContain(kept.id);
    expect((await lea.get(`/v1/evidence/${kept.id}/file`)).status).toBe(404);
    const [entry] = await register('evidenceErased');
    expect(entry).toMatchObject({
      actor: 'person:camille',
      data: { evidence: kept.id, sha256: kept.sha256 },
    });
    expect(JSON.stringify(entry)).not.toContain('Martin');
    expect((await ok(lea.get('/v1/dossier/verify'))).faults).toEqual([]);
    // What was withdrawn may be attached again.
    expect((await attach(lea, 'plans/1', 'a.txt', 'a')).status).toBe(201);
  });

  test('of comments tells whoever is mentioned, and keeps what was said when', async () => {
    const { lea, camille, register } = await begin(await open());
    const text = 'Vu avec @Camille Roussel : https://example.org/v. @it-ops, merci.';
    const said = await ok(lea.post('/v1/actions/1-1/comments', { text }), 201);
    expect(said).toMatchObject({ text, mentions: ['camille', 'it-ops'], said: { by: 'person:lea' } });
    // Sent twice, it stands once.
    expect((await ok(lea.post('/v1/actions/1-1/comments', { text }), 201)).id).toBe(said.id);
    const notices = (await ok(lea.get('/v1/notices?plan=1'))).items;
    const told = notices.filter(({ kind }: { kind: string }) => kind === 'mention');
    expect(told).toHaveLength(1);
    const [entry] = await register('commentAdded');
    expect(entry.data).toEqual({
      ...{ comment: said.id, on: 'action 1-1', mentions: ['camille', 'it-ops'] },
      digests: { text: said.sha256 },
    });
    const unknown = await lea.post('/v1/plans/1/comments', { text: 'Demander à @camile' });
    expect(unknown).toMatchObject({
      status: 422,
      body: { type: 'urn:filrouge:problem:unknown_mention', nearest: 'camille' },
    });
    expect((await ok(lea.get('/v1/plans/1/dossier'))).comments).toEqual([]);

    const reason = { reason: 'It names a customer' };
    expect((await lea.post(`/v1/comments/${said.id}/erase`, reason)).status).toBe(403);
    const erased = await ok(camille.post(`/v1/comments/${said.id}/erase`, reason));
    expect(erased).toMatchObject({ sha256: said.sha256, erased: { by: 'person:camille' } });
    expect(erased).not.toHaveProperty('text');
    expect((await ok(lea.get('/v1/dossier/verify'))).faults).toEqual([]);
  });
});

eachEngine('evidence that is not taken', (open) => {
  const isEmpty = async (files: string) => {
    const names = await readdir(files, { recursive: true }).catch(() => []);
    return names.filter((name) => name !== 'incoming');
  };

  test('for what it is leaves no file, no row and no entry behind', async () => {
    const { lea, files, register } = await begin(await open());
    const cases: readonly (readonly [name: string, body: Uint8Array | string, type: string])[] = [
      ['photo.png', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', 'evidence_type_unknown'],
      ['photo.png', 'only text', 'evidence_type_differs'],
      ['page.txt', '\n<!DOCTYPE html><script>alert(1)</script>', 'evidence_type_unknown'],
      ['facture.pdf', pngBytes(100), 'evidence_type_differs'],
      ['tool.exe', new Uint8Array([0x4d, 0x5a, 0x90, 0, 3, 0]), 'evidence_type_unknown'],
      ['empty.txt', '', 'evidence_empty'],
    ];
    for (const [name, body, type] of cases) {
      const answer = await attach(lea, 'incidents/1', name, body);
      expect([name, answer.status, answer.body.type]).toEqual([name, 422, `urn:filrouge:problem:${type}`]);
    }
    expect(await isEmpty(files)).toEqual([]);
    expect(await register('evidenceAttached')).toEqual([]);
    for (const url of ['ftp://example.org/a', 'javascript:alert(1)', 'https://a:b@example.org/', 'x'])
      expect((await lea.post('/v1/incidents/1/links', { url, title: 'A' })).status).toBe(422);
  });

  test('for its size or its number is answered, however it is sent', async () => {
    const env = { FILROUGE_EVIDENCE_MAX: '200kB', FILROUGE_EVIDENCE_COUNT: '2' };
    const { lea, files } = await begin(await open(), env);
    const send = (init: RequestInit & { duplex?: 'half' }) =>
      lea.raw('/v1/incidents/1/evidence?name=a.txt', { method: 'POST', headers: octets, ...init });
    expect((await send({ body: 'a'.repeat(200_000) })).status).toBe(201);
    expect((await send({ body: 'b'.repeat(200_001) })).status).toBe(413);
    expect((await send({ body: 'c'.repeat(20_000_000) })).status).toBe(413);
    const pieces = (count: number) =>
      new ReadableStream({
        start: (controller) => {
          for (let n = 0; n < count; n += 1) controller.enqueue(new TextEncoder().encode('d'.repeat(10_000)));
          controller.close();
        },
      });
    expect((await send({ body: pieces(400), duplex: 'half' })).status).toBe(413);
    const form = new FormData();
    form.append('file', new File(['e'.repeat(220_000)], 'e.txt'));
    expect((await lea.raw('/v1/incidents/1/evidence', { method: 'POST', body: form })).status).toBe(413);
    expect((await send({ body: pieces(20), duplex: 'half' })).status).toBe(201);
    const third = await send({ body: 'f' });
    expect([third.status, (await third.json()).type]).toEqual([
      409,
      'urn:filrouge:problem:evidence_too_many',
    ]);
    expect(await isEmpty(files)).toHaveLength(2);
  });

  test('because it did not arrive whole leaves nothing behind, and is no fault of ours', async () => {
    const { house, lea, files, register } = await begin(await open());
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf of';
    const form = { 'Content-Type': 'multipart/form-data; boundary=b' };
    const cut = await lea.raw('/v1/incidents/1/evidence', { method: 'POST', headers: form, body: part });
    expect([cut.status, (await cut.json()).type]).toEqual([422, 'urn:filrouge:problem:upload_cut_off']);
    const leaving = new AbortController();
    const pieces = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('half of')),
    });
    const sent = lea.raw('/v1/incidents/1/evidence?name=a.txt', {
      ...{ method: 'POST', headers: octets, body: pieces, duplex: 'half' as const },
      signal: leaving.signal,
    });
    await eventually(async () => expect(await readdir(join(files, 'incoming'))).toHaveLength(1));
    leaving.abort();
    await expect(sent).rejects.toThrow();
    await eventually(async () => expect(await readdir(join(files, 'incoming'))).toEqual([]));
    expect(await isEmpty(files)).toEqual([]);
    expect(await register('evidenceAttached')).toEqual([]);
    expect((await house.as('viewer').get('/v1/incidents/1/dossier')).body.evidence).toEqual([]);
  });

  test('because there is no place for it is answered 503, and taken once there is', async () => {
    const { lea, files, register } = await begin(await open());
    // A file stands where the folder should be: nobody can write there, not even root.
    await writeFile(files, '');
    const refused = await attach(lea, 'incidents/1', 'a.txt', 'a');
    expect([refused.status, refused.body.type]).toEqual([503, 'urn:filrouge:problem:evidence_not_kept']);
    expect(await register('evidenceAttached')).toEqual([]);
    await rm(files);
    expect((await attach(lea, 'incidents/1', 'a.txt', 'a')).status).toBe(201);
  });
});

eachEngine('files that nobody claims', (open) => {
  const day = 86_400_000;

  test('go after a month, and those of evidence never', async () => {
    const { house, lea, files, database } = await begin(await open());
    const { body } = await attach(lea, 'incidents/1', 'a.txt', 'a');
    const orphan = 'o'.repeat(22);
    await writeFile(join(files, orphan), 'o');
    await writeFile(join(files, 'README'), 'not ours');
    await writeFile(join(files, 'incoming', 'x.part'), 'x');
    const store = createDiskStore(files);
    const now = Date.now();
    const aged = (name: string, ms: number) =>
      utimes(join(files, name), (now - ms) / 1_000, (now - ms) / 1_000);
    await Promise.all([aged(body.id, 400 * day), aged(orphan, 30 * day - 60_000), aged('README', 400 * day)]);
    expect(await sweepEvidence(database.db, store, now)).toBe(0);
    await aged(orphan, 30 * day + 60_000);
    await aged('incoming/x.part', day + 60_000);
    expect(await sweepEvidence(database.db, store, now)).toBe(2);
    expect((await readdir(files)).sort()).toEqual(['README', body.id, 'incoming'].sort());
    expect(await readFile(join(files, body.id), 'utf8')).toBe('a');
    expect((await ok(house.as('lea').get('/v1/dossier/verify'))).faults).toEqual([]);
  });
});
