import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { eachEngine } from '../support/database.ts';
import { type House, openHouse } from '../support/house.ts';
import { foreignTexts, pageOf, piecesOf, type Visitor, visitorOf, wordsOf } from './visitor.ts';

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "'; DROP TABLE plans; --",
  '</script><script>alert(3)</script>',
  '{{constructor.constructor("alert(4)")()}}',
  'مرحبا \u202Eمقلوب\u202C',
  'é'.repeat(2_000),
].join(' ');
const pages = [
  '/',
  '/?show=needs&q=marg',
  '/?page=2',
  '/work',
  '/agents/margaux',
  '/agents/margaux?range=30d',
  '/incidents',
  '/incidents?state=open&agent=margaux',
  '/incidents/1',
  '/incidents/declare?agent=margaux',
  '/plans',
  '/plans?q=margaux&state=draft',
  '/plans/1',
  '/plans/1?edit=cause',
  '/plans/1?edit=action/1-1',
  '/dossier/plan/1',
  '/dossier/action/1-1',
  '/notices',
  '/notices?state=waiting&agent=margaux',
  '/register',
  '/register?kind=agentTripped&actor=engine&from=2026-06-01',
  '/rules',
  '/rules?q=error&page=2',
  '/rules/error-rate',
  '/rules/error-rate?threshold=1.5%25&range=30d',
  '/rules/csat',
  '/access',
  '/sign-in',
];

/** How the files of each format begin. PDF and Word are printed from what the others say: on one engine. */
function startsOf(engine: Database['engine']): Readonly<Record<string, string>> {
  const said = { md: '# ', csv: '"', json: '{' };
  return engine === 'pglite' ? { pdf: '%PDF-', docx: 'PK', ...said } : said;
}

eachEngine('pages', (open) => {
  let database: Database;
  let house: House;
  let lea: Visitor;
  let camille: Visitor;
  let admin: Visitor;
  const json = (path: string) => house.as('admin').get(path);

  beforeAll(async () => {
    database = await open();
    house = await openHouse(database, { start: '2026-06-05T06:00:00Z' });
    lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    camille = await visitorOf(house, { role: 'approver', person: 'camille' });
    admin = await visitorOf(house, { role: 'admin', name: hostile.slice(0, 110) });
  });
  afterAll(() => house.stop());

  test('a new installation says what to do first, with its own address', async () => {
    const { text } = await admin.get('/');
    expect(text).toContain(`curl ${house.url}/v1/samples`);
    expect(text).toContain('/live/empty');
  });

  describe('after a breach', () => {
    beforeAll(async () => {
      const sent = await house.as('margaux').post('/v1/interactions', {
        interactions: Array.from({ length: 100 }, (_, place) => ({
          id: `c${place}`,
          agent: 'margaux',
          outcome: place < 4 ? 'error' : 'ok',
          ...(place < 4 ? { reason: 'item_unavailable' } : {}),
        })),
      });
      expect(sent.body.accepted).toBe(100);
      const broken = { interactions: [1, 2].map((id) => ({ id, agent: 'margaux', outcome: 'ok' })) };
      expect((await house.as('margaux').post('/v1/interactions', broken)).status).toBe(422);
      await house.app.settled();
      await house.pass(1_000);
    });

    test('every page says everything in one language, and lets nothing run that is not a file of ours', async () => {
      for (const language of ['fr', 'en'] as const) {
        const foreign = foreignTexts(language);
        for (const path of pages) {
          const page = await admin.get(path, { 'Accept-Language': language });
          expect({ path, status: page.status }).toEqual({ path, status: 200 });
          expect(page.text.slice(0, 60)).toMatch(new RegExp(`^<!doctype html><html lang="${language}"`, 'i'));
          const pieces = piecesOf(page.text);
          expect({ path, found: foreign.filter((text) => pieces.has(text)) }).toEqual({
            path,
            found: [],
          });
          // Apostrophes are curly, also in what the rule files say.
          expect({ path, found: [...pieces].filter((text) => /\p{L}'\p{L}/u.test(text)) }).toEqual({
            path,
            found: [],
          });
          expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline');
          expect(page.text).not.toMatch(/<[^>]+ (?:style|on[a-z]+)="/);
          expect(page.text.replace(/<script (?:src|type="application\/json")/g, '')).not.toContain('<script');
        }
      }
    });

    test('an agent’s page says what was sent of it and not taken, why and how often', async () => {
      const { text } = await lea.get('/agents/margaux');
      expect(text).toMatch(
        /<th [^>]*><span lang="en">id: expected a text of 1 to 128 characters<\/span><\/th>/,
      );
      expect(wordsOf(text)).toMatch(/Mesures refusées/);
      const row = /<span lang="en">id: expected[\s\S]*?<\/tr>/.exec(text)?.[0] ?? '';
      expect(wordsOf(row)).toMatch(/ 2 .*échanges/);
      const english = await lea.get('/agents/margaux', { 'Accept-Language': 'en' });
      expect(wordsOf(english.text)).toMatch(/Refused measures/);
    });

    test('the language that was chosen stays chosen', async () => {
      const chosen = await admin.get('/plans?lang=en');
      const cookies = chosen.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
      const { text } = await admin.get('/plans', { Cookie: `${admin.cookie}; ${cookies}` });
      expect(text).toContain('<html lang="en"');
    });

    test('the home page shows who needs a person first', async () => {
      const { text } = await lea.get('/');
      expect(text).toContain('id="agent-margaux"');
      expect(wordsOf(text)).toMatch(/Suspendu/);
      expect((await lea.get('/?q=nobody')).text).not.toContain('id="agent-margaux"');
    });

    test('what waits for somebody is the first page they see, and nobody else’s', async () => {
      const { text } = await lea.get('/work');
      expect(wordsOf(text)).toContain('Incidents à prendre en charge (1)');
      expect(wordsOf(text)).toContain('Compléter le brouillon');
      expect(text).toContain('href="/incidents/1"');
      expect(wordsOf((await camille.get('/work')).text)).toContain('Noter la revue');
      const idle = await visitorOf(house, { role: 'viewer', person: 'it-ops' });
      expect(wordsOf((await idle.get('/work')).text)).toContain('Rien ne vous attend');
      for (const [visitor, first] of [
        [lea, '/work'],
        [idle, '/'],
        [admin, '/'],
      ] as const) {
        const { headers } = await pageOf(house, 'POST', '/sign-in', { key: visitor.secret });
        expect(headers.get('location')).toBe(first);
      }
      expect((await admin.get('/')).text).not.toContain('href="/work"');
    });

    test('an unknown address is a page in the reader’s language, and a problem for programs', async () => {
      const browser = { Accept: 'text/html,*/*;q=0.8', 'Accept-Language': 'fr' };
      for (const path of ['/nowhere', '/plans/nothing/here', '/agents/margaux/nothing']) {
        const page = await lea.get(path, browser);
        expect({ path, status: page.status }).toEqual({ path, status: 404 });
        expect(wordsOf(page.text)).toContain('Page introuvable');
        expect(page.text).toContain('href="/work"');
        const program = await lea.get(path);
        expect(program.headers.get('content-type')).toContain('application/problem+json');
      }
      const stranger = await pageOf(house, 'GET', '/nowhere', undefined, {
        ...browser,
        'Accept-Language': 'en',
      });
      expect(stranger.text).toContain('<html lang="en"');
      expect(stranger.text).not.toContain('class="nav"');
      expect((await lea.post('/nowhere', {}, browser)).text).not.toContain('<html');
    });

    test('files and their names never change: browsers keep them, compressed', async () => {
      const { text } = await lea.get('/');
      const path = /href="(\/assets\/console-[0-9a-f]+\.css)"/.exec(text)?.[1] ?? '';
      const style = await lea.get(path, { 'Accept-Encoding': 'br' });
      expect(style.headers.get('cache-control')).toContain('immutable');
      expect(style.headers.get('content-encoding')).toBe('br');
    });

    test('an incident that is not over says everything that keeps it open', async () => {
      const refused = await lea.post('/incidents/1/resolve');
      expect(refused.status).toBe(409);
      expect(wordsOf(refused.text)).toContain('Margaux est encore suspendu');
      expect(wordsOf(refused.text)).toContain('Taux d’erreur est encore au-delà du seuil de 2');
      expect((await lea.post('/incidents/1/acknowledge')).status).toBe(303);
      expect((await json('/v1/incidents/1')).body.acknowledged.by).toBe('person:lea');
    });

    test('whoever may declares an incident where people look for it, and is led to it', async () => {
      const seen = { source: 'manual', agent: '', title: 'Réponses fausses', description: 'Trois échanges' };
      const agentless = await lea.post('/incidents/declare', seen);
      expect(agentless.status).toBe(422);
      expect(agentless.text.match(/aria-invalid="true"/g)).toHaveLength(1);
      expect(agentless.text).toContain('Trois échanges');
      expect((await lea.post('/incidents/declare', { ...seen, agent: 'nobody' })).status).toBe(409);
      const declared = await lea.post('/incidents/declare', { ...seen, source: 'audit' });
      const address = declared.headers.get('location') ?? '';
      expect(declared.status).toBe(303);
      expect(wordsOf((await lea.get(address)).text)).toContain('Réponses fausses');
      const reader = await visitorOf(house, { role: 'viewer' });
      for (const [path, link] of [
        ['/incidents', '/incidents/declare'],
        ['/agents/margaux', '/incidents/declare?agent=margaux'],
      ] as const) {
        expect((await lea.get(path)).text).toContain(`href="${link}"`);
        expect((await reader.get(path)).text).not.toContain('/incidents/declare');
      }
      expect((await reader.post('/incidents/declare', { ...seen, source: 'audit' })).status).toBe(404);
    });

    test('only an approver lets an agent run, and a measured breach is named', async () => {
      expect([403, 409]).toContain((await lea.post('/agents/margaux/resume', { reason: 'x' })).status);
      const refused = await camille.post('/agents/margaux/resume', {
        reason: 'Corrigé',
        key: camille.secret,
      });
      expect(refused.status).toBe(409);
      expect(wordsOf(refused.text)).toContain('4');
      expect(refused.text).toContain('Corrigé');
      const forced = await camille.post('/agents/margaux/resume', {
        reason: 'Corrigé',
        override: 'true',
        key: camille.secret,
      });
      expect(forced.status).toBe(303);
      expect((await json('/v1/agents/margaux/switch')).body.mayRun).toBe(true);
    });

    test('whatever people type is shown as text, everywhere', async () => {
      const version = async () => (await json('/v1/plans/1')).body.version;
      for (const part of ['context', 'cause', 'objective']) {
        const form = { text: hostile, version: String(await version()), seen: '' };
        const saved = await lea.post(`/plans/1/edit/${part}`, form);
        expect({ part, status: saved.status }).not.toEqual({ part, status: 500 });
      }
      await house
        .as('lea')
        .patch('/v1/plans/1', { rootCause: hostile, objective: hostile, title: hostile.slice(0, 250) });
      await house.as('lea').patch('/v1/actions/1-1', { title: hostile.slice(0, 250), resources: hostile });
      await house.as('lea').post('/v1/plans/1/log', { result: hostile, comment: hostile });
      await lea.post('/agents/margaux/suspend', { reason: hostile });
      for (const path of pages) {
        const { status, text } = await admin.get(path);
        expect({ path, status }).toEqual({ path, status: 200 });
        expect(text).not.toMatch(/<script>alert|<img src=x|<\/script><script>/);
      }
      expect((await admin.get('/plans/1')).text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    });

    test('the notices are read by their filters, each leads to its very message, and only operators send tests', async () => {
      const { text } = await lea.get('/notices?agent=margaux');
      expect(text).toContain('Margaux est suspendu');
      expect((await lea.get('/notices?state=delivered')).text).toContain('Aucun avis');
      const [, id = ''] = /href="\/notices\/(msg_\w+)"/.exec(text) ?? [];
      const page = await lea.get(`/notices/${id}?language=en`);
      expect(page.text).toContain(`src="/notices/${id}/mail?language=en"`);
      expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-src 'self'/);
      const mail = await lea.get(`/notices/${id}/mail?language=en`);
      expect(mail.text).toContain('<html lang="en">');
      expect(mail.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
      expect((await lea.get('/notices/msg_none')).status).toBe(404);
      const order = { channel: 'mail', person: 'lea' };
      const refused = await lea.post('/notices/test', order);
      expect([refused.status, refused.text.includes('n’est pas configurée')]).toEqual([422, true]);
      const viewer = await visitorOf(house, { role: 'viewer' });
      expect((await viewer.post('/notices/test', order)).status).toBe(404);
      expect((await viewer.get('/notices')).text).not.toContain('/notices/test');
    });

    test('the register is read by its filters, and verified with one click', async () => {
      const { text } = await lea.get('/register?actor=person:lea&kind=incidentAcknowledged');
      expect(text.match(/<tr id="entry-/g)).toHaveLength(1);
      const verified = await lea.post('/register/verify');
      expect(wordsOf(verified.text)).toContain('La chaîne est intacte');
      for (const odd of ['?from=yesterday', '?before=99999999999999999999'])
        expect((await lea.get(`/register${odd}`)).status).toBe(200);
      // No text that is kept holds a NUL.
      expect((await lea.get('/register?agent=%00&kind=%00')).status).toBe(400);
    });

    test('a new key is shown once', async () => {
      const made = await admin.post('/access', { name: 'Poste de Léa', role: 'operator', person: 'lea' });
      const secret = /value="(fr_[0-9A-Za-z]{40})"/.exec(made.text)?.[1] ?? '';
      expect(secret).not.toBe('');
      expect(made.headers.get('cache-control')).toContain('no-store');
      expect((await admin.get('/access')).text).not.toContain(secret);
      const nameless = await admin.post('/access', { name: ' ', role: 'agent', agent: '' });
      expect(nameless.status).toBe(422);
      expect(nameless.text.match(/aria-invalid="true"/g)).toHaveLength(2);
    });

    // The first PDF of a process loads its library and typeface.
    test('plans and incidents can be taken along in every format', { timeout: 60_000 }, async () => {
      for (const [format, start] of Object.entries(startsOf(database.engine))) {
        for (const path of ['/plans/1', '/incidents/1']) {
          const file = await lea.get(`${path}.${format}`);
          expect({ path, format, status: file.status }).toEqual({ path, format, status: 200 });
          expect(file.text.replace('\uFEFF', '').startsWith(start)).toBe(true);
          expect(file.headers.get('content-disposition')).toMatch(
            /^attachment; filename="(plan|incident)-1\./,
          );
        }
      }
      expect((await lea.get('/plans/1.exe')).status).toBe(404);
      expect((await lea.get('/incidents/999999999.md')).status).toBe(404);
    });

    test('an audit of the whole organisation has its pages and papers, without an agent', async () => {
      const audit = { source: 'audit', title: 'Papiers', description: 'Rien n’est tracé.' };
      const { body } = await house.as('lea').post('/v1/incidents', audit);
      const addresses = [`/incidents/${body.number}`, `/plans/${body.plan}`];
      for (const path of [...addresses, `${addresses[1]}?edit=action/new`, '/incidents', '/plans']) {
        const { status, text } = await lea.get(path);
        expect({ path, status }).toEqual({ path, status: 200 });
        expect(wordsOf(text)).toContain('Organisation');
        expect(text).not.toContain('undefined');
      }
      for (const format of Object.keys(startsOf(database.engine)))
        for (const path of addresses) expect((await lea.get(`${path}.${format}`)).status).toBe(200);
      const { text } = await lea.get(`${addresses[1]}.md`);
      expect(text).toContain('toute l’organisation');
      expect(text).not.toContain('undefined');
      expect((await lea.get('/')).text).toContain(`href="${addresses[0]}"`);
    });

    test('an address that leads nowhere says so in a page', async () => {
      for (const path of ['/agents/nobody', '/incidents/77', '/plans/77', '/plans/999999999'])
        expect((await lea.get(path)).status).toBe(404);
    });
  });
});
