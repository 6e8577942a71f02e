import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pngBytes } from '../incidents/dossier/files.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { type Visitor, visitorOf } from './visitor.ts';

eachEngine('evidence and comments on pages', (open) => {
  let house: House;
  let folder: string;
  let lea: Visitor;
  let camille: Visitor;
  let viewer: Visitor;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'filrouge-evidence-'));
    const env = { FILROUGE_EVIDENCE_MAX: '300kB' };
    house = await openHouse(await open(), { start: '2026-06-05T06:00:00Z', evidenceDir: folder, env });
    lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    camille = await visitorOf(house, { role: 'approver', person: 'camille' });
    viewer = await visitorOf(house, { role: 'viewer' });
    await ok(
      house.as('lea').post('/v1/incidents', {
        ...{ source: 'manual', agent: 'margaux', title: 'Réponses fausses', description: 'Vu à la main' },
        playbook: 'stale-answers',
      }),
      201,
    );
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const upload = async (visitor: Visitor, on: string, file?: File) => {
    const body = new FormData();
    if (file !== undefined) body.append('file', file);
    const answer = await fetch(`${house.url}/dossier/${on}/evidence`, {
      ...{ method: 'POST', body, redirect: 'manual' },
      headers: {
        ...{ Cookie: visitor.cookie, Origin: house.url, Accept: 'text/html', 'Accept-Language': 'fr' },
        Referer: `${house.url}/incidents/1`,
      },
    });
    return { status: answer.status, to: answer.headers.get('location'), text: await answer.text() };
  };

  test('are added where they are shown, and lead back there', async () => {
    const screen = new File([pngBytes(2_000)], 'écran.png');
    expect(await upload(lea, 'incident/1', screen)).toMatchObject({
      status: 303,
      to: '/incidents/1#dossier',
    });
    expect(await upload(lea, 'action/1-1', screen)).toMatchObject({ status: 303, to: '/dossier/action/1-1' });
    const said = await lea.post('/dossier/plan/1/comments', {
      text: 'Vu avec @camille :\r\nhttps://example.org/a.',
    });
    expect([said.status, said.headers.get('location')]).toEqual([303, '/plans/1#dossier']);
    const link = await lea.post('/dossier/criterion/1-1-1/links', {
      url: 'https://example.org/a',
      title: 'Relevé',
    });
    expect(link.headers.get('location')).toBe('/dossier/criterion/1-1-1');

    const incident = await viewer.get('/incidents/1');
    expect(incident.text).toMatch(
      /<a href="\/dossier\/evidence\/[\w-]{22}\/file" download="">écran\.png<\/a>/,
    );
    expect(incident.text).toContain('Preuve jointe');
    const plan = await viewer.get('/plans/1');
    expect(plan.text).toContain('<span class="mention">@Camille Roussel</span>');
    expect(plan.text).toContain('href="https://example.org/a" rel="noreferrer noopener nofollow"');
    expect(plan.text).toContain('href="/dossier/action/1-1"');
    expect(plan.text).toContain('1 preuve, 0 commentaire');
    expect((await viewer.get('/dossier/criterion/1-1-1')).text).toContain('Relevé');

    const [, path = ''] = /href="(\/dossier\/evidence\/[\w-]{22}\/file)"/.exec(incident.text) ?? [];
    const file = await viewer.get(path);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(file.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(file.headers.get('cache-control')).toBe('private, no-cache, no-transform');
  });

  test('offer nothing to who may only read, and take nothing from them', async () => {
    const { text } = await viewer.get('/dossier/action/1-1');
    expect(text).not.toContain('<form method="post" action="/dossier/');
    expect((await upload(viewer, 'action/1-1', new File(['a'], 'a.txt'))).status).toBe(403);
    expect((await viewer.post('/dossier/action/1-1/comments', { text: 'Non' })).status).toBe(403);
  });

  test('say why something was not taken, and keep what was typed', async () => {
    const svg = new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.png');
    const refused = await upload(lea, 'incident/1', svg);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('son contenu compte, non son nom');
    expect((await upload(lea, 'incident/1')).status).toBe(422);
    const mention = await lea.post('/dossier/plan/1/comments', { text: 'Demander à @camile <b>vite</b>' });
    expect(mention.status).toBe(422);
    expect(mention.text).toContain('Vouliez-vous dire @camille');
    expect(mention.text).toContain('Demander à @camile &lt;b&gt;vite&lt;/b&gt;</textarea>');
    const link = await lea.post('/dossier/plan/1/links', { url: 'javascript:alert(1)', title: 'A' });
    expect(link.status).toBe(422);
    for (const path of ['/dossier/plan/9', '/dossier/action/1-77', '/dossier/evidence/x/file'])
      expect([path, (await lea.get(path)).status]).toEqual([path, 404]);
  });

  test('answer what is too large with a page, be it a little or much too large', async () => {
    for (const bytes of [300_001, 20_000_000]) {
      const { status, text } = await upload(lea, 'incident/1', new File(['a'.repeat(bytes)], 'a.txt'));
      expect([bytes, status]).toEqual([bytes, 413]);
      expect(text).toMatch(/trop grand/);
    }
    const { text } = await upload(lea, 'incident/1', new File(['a'.repeat(400_000)], 'a.txt'));
    expect(text).toContain('href="/incidents/1"');
    const body = new FormData();
    body.append('file', new File(['# Audit\n'.repeat(2_000_000)], 'audit.md'));
    const audit = await fetch(`${house.url}/plans/import`, {
      ...{ method: 'POST', body },
      headers: { Cookie: lea.cookie, Origin: house.url, Accept: 'text/html', 'Accept-Language': 'en' },
    });
    expect(audit.status).toBe(413);
    expect(await audit.text()).toContain('What was sent is too large');
  });

  test('are withdrawn by who may write, and erased by who may erase', async () => {
    await upload(lea, 'action/1-2', new File(['a;b\n'], 'liste.csv'));
    const id = /id="evidence-([\w-]{22})"/.exec((await lea.get('/dossier/action/1-2')).text)?.[1] ?? '';
    expect((await lea.post(`/dossier/evidence/${id}/withdraw`, { reason: ' ' })).status).toBe(422);
    expect((await lea.post(`/dossier/evidence/${id}/withdraw`, { reason: 'Périmé' })).status).toBe(303);
    expect((await lea.get('/dossier/action/1-2')).text).toContain('Retirée par Léa Fontaine');
    expect((await lea.post(`/dossier/evidence/${id}/erase`, { reason: 'Client' })).status).toBe(403);
    expect((await camille.post(`/dossier/evidence/${id}/erase`, { reason: 'Client' })).status).toBe(303);
    const { text } = await camille.get('/dossier/action/1-2');
    expect(text).toContain('Fichier effacé');
    expect(text).not.toContain('liste.csv');
  });

  test('stand in what is taken along of incident and plan, with their hashes', async () => {
    const incident = await lea.get('/incidents/1.md?lang=fr');
    expect(incident.text).toContain('Preuves et commentaires');
    expect(incident.text).toMatch(/Fichier\s: écran\.png · SHA-256 [0-9a-f]{64}/);
    // Those of its plan and of the parts of that are its own too.
    expect(incident.text).toContain('critère 1-1-1');
    expect(incident.text).toContain('Vu avec @Camille Roussel');
    expect(incident.text).toContain('Fichier effacé');
    const plan = await lea.get('/plans/1.md?lang=en');
    expect(plan.text).toContain('Evidence and comments');
    expect(plan.text).toContain('Link: Relevé (https://example.org/a)');
    expect(plan.text).toContain('Camille Roussel');
    const { dossier } = JSON.parse((await lea.get('/incidents/1.json')).text);
    expect(dossier.comments).toMatchObject([{ on: { kind: 'plan', id: '1' }, mentions: ['camille'] }]);
  });
});
