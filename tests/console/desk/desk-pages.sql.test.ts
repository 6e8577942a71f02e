import { afterAll, beforeAll, expect, test } from 'vitest';
import { rulesWithDesk } from '../../requests/desk.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, openHouse } from '../../support/house.ts';
import { foreignTexts, pageOf, piecesOf, type Visitor, visitorOf, wordsOf } from '../visitor.ts';

/** The words of a page, with one plain space between them. */
const plainOf = (html: string) => wordsOf(html).replace(/\s+/g, ' ');

const hostile =
  '<script>alert(1)</script> "><img src=x onerror=alert(2)> \'; DROP TABLE requests; -- {{1+1}} \u202Eمقلوب\u202C';
const json = { Accept: 'application/json' };

eachEngine('pages of the desk', (open) => {
  let house: House;
  let lea: Visitor;
  let sam: Visitor;
  let reader: Visitor;

  beforeAll(async () => {
    house = await openHouse(await open(), { start: '2026-06-05T08:00:00Z', rulesDir: await rulesWithDesk() });
    lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    sam = await visitorOf(house, { role: 'operator', name: 'desk two' });
    reader = await visitorOf(house, { role: 'viewer' });
  });
  afterAll(() => house.stop());

  const note = async (line: string, more: Record<string, string> = {}) => {
    const taken = await lea.post('/requests', { line, ...more }, json);
    return { status: taken.status, body: JSON.parse(taken.text) };
  };
  const numberIn = (href: string) => Number(/\d+$/.exec(href)?.[0]);
  const got = async (number: number) => (await house.as('lea').get(`/v1/requests/${number}`)).body;

  test('a line becomes a request: who, what and of which kind, and counts once however often it is sent', async () => {
    const line = 'Mme Durand 06 12 34 56 78 : colis pas arrivé';
    const key = { 'Idempotency-Key': 'k'.repeat(22), ...json };
    const first = await lea.post('/requests', { line, at: '2026-06-05T07:58:00Z' }, key);
    const again = await lea.post('/requests', { line, at: '2026-06-05T07:58:00Z' }, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    const number = numberIn(JSON.parse(first.text).href);
    expect(await got(number)).toMatchObject({
      ...{ subject: 'colis pas arrivé', kind: 'delivery', channel: 'phone' },
      customer: { name: 'Durand', phones: ['06 12 34 56 78'] },
      received: { at: '2026-06-05T07:58:00.000Z', by: 'person:lea' },
    });
    // Whoever has no script is led to the list, which says the number.
    const plain = await lea.post('/requests', { line: 'Un autre colis' });
    expect(plain.status).toBe(303);
    const list = await lea.get(plain.headers.get('location') ?? '');
    expect(plainOf(list.text)).toContain(`Demande n° ${number + 1} enregistrée`);
  });

  test('a customer is offered while one types: by number, by address, by the beginning of a name, in small letters too', async () => {
    await note('M. Benali karim@example.org : facture');
    const offered = async (line: string) => plainOf((await lea.post('/requests/reading', { line })).text);
    expect(await offered('0612345678')).toMatch(/Durand même numéro/);
    expect(await offered('mail de KARIM@example.org')).toMatch(/Benali même adresse/);
    expect(await offered('Mme Dur')).toMatch(/Durand même nom/);
    expect(await offered('benali encore sa facture')).toMatch(/Benali même nom/);
    expect(await offered('Mme Durandal')).not.toMatch(/même/);
  });

  test('a number typed beside a customer who was chosen is his from then on', async () => {
    const customer = (await got(numberIn((await note('M. Petit petit@example.org : facture')).body.href)))
      .customer.id;
    const { body } = await note('M. Petit 06 98 76 54 32 : colis', { customer });
    expect((await got(numberIn(body.href))).customer).toMatchObject({
      id: customer,
      phones: ['06 98 76 54 32'],
      emails: ['petit@example.org'],
    });
  });

  test('the whole life of a request on its page; what is refused says why, and keeps what was typed', async () => {
    const { body } = await note('Mme Roux : remboursement');
    const path: string = body.href;
    const number = numberIn(path);
    const said = await lea.post(`${path}/contacts`, {
      ...{
        direction: 'out',
        text: 'Demande le contrat',
        awaits: 'customer',
        step: 'Relancer',
        due: '2026-06-08T10:00',
      },
      clientId: 'c'.repeat(22),
    });
    expect(said.status).toBe(303);
    const unresolved = await lea.post(`${path}/resolve`, { note: 'Viré ce matin' });
    expect(unresolved.status).toBe(409);
    expect(unresolved.text).toContain('Viré ce matin');
    expect(plainOf(unresolved.text)).toMatch(/Il manque : Numéro de contrat/);
    const wrong = await lea.post(`${path}/edit`, { 'was.field.contract': '', 'field.contract': 'X1' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="X1"');
    for (const [act, form] of [
      ['edit', { 'was.field.contract': '', 'field.contract': 'C-123456' }],
      ['handOver', { to: 'camille', note: 'Tu connais le dossier' }],
      ['escalate', { why: 'Troisième appel' }],
      ['takeUp', {}],
      ['resolve', { note: 'Viré ce matin' }],
      ['reopen', { why: 'Rien reçu' }],
      ['resolve', { note: 'Viré cette fois' }],
      ['close', { confirmed: 'true' }],
    ] as const)
      expect({ act, status: (await lea.post(`${path}/${act}`, { ...form })).status }).toEqual({
        act,
        status: 303,
      });
    const page = await lea.get(path);
    const words = plainOf(page.text);
    expect(words).toMatch(/close .* confirmée par le client/s);
    for (const text of [
      'Demande le contrat',
      'Troisième appel',
      'Tu connais le dossier',
      'Rien reçu',
      'Viré cette fois',
    ])
      expect(words).toContain(text);
    expect((await got(number)).state).toBe('closed');
    expect((await lea.get(`${path}/resolve`)).headers.get('location')).toBe(path);
  });

  test('what is late stands on top, by its number and without anybody’s words', async () => {
    const calm = await lea.get('/requests?q=nothing-like-it');
    expect(calm.text).toMatch(/id="requests-late"[^>]* hidden/);
    const { body } = await note('M. Tard : colis');
    await house.pass(4 * 3_600_000 + 90 * 60_000);
    const late = await lea.get('/requests?q=nothing-like-it');
    expect(plainOf(late.text)).toMatch(/En retard : \d+ demandes/);
    expect(late.text).toContain(`href="${body.href}"`);
    expect(late.text).not.toContain('Tard');
  });

  test('whoever was faster is not overwritten', async () => {
    const { body } = await note('Mme Klein : colis');
    await lea.post(`${body.href}/handOver`, { to: 'camille' });
    const late = await lea.post(`${body.href}/edit`, {
      'was.subject': 'colis',
      subject: 'Colis perdu',
      version: '1',
    });
    expect(late.status).toBe(409);
    expect(plainOf(late.text)).toContain('Quelqu’un a modifié cette demande');
    expect(late.text).toContain('value="Colis perdu"');
  });

  test('two that are one go on in one place', async () => {
    const one = (await note('Mme Noir noir@example.org : colis')).body.href;
    const two = (await note('Mme Noir noir@example.org : toujours pas de colis')).body.href;
    const merged = await lea.post(`${two}/merge`, { into: String(numberIn(one)) });
    expect(merged.headers.get('location')).toBe(one);
    expect((await lea.get(two)).headers.get('location')).toBe(one);
    expect((await lea.get(`${two}?asIs=true`)).status).toBe(200);
    expect(plainOf((await lea.get(one)).text)).toContain(`Demande n° ${numberIn(two)}`);
    // Only a referent or a lead merges.
    expect((await sam.post(`${one}/merge`, { into: '1' })).status).toBe(403);
  });

  test('every page says everything in one language, and whatever people type is shown as text', async () => {
    const { body } = await note(`${hostile} M. Vert vert@example.org`, { text: hostile });
    await lea.post(`${body.href}/contacts`, {
      direction: 'in',
      text: hostile,
      channel: 'chat',
      step: hostile.slice(0, 300),
    });
    await lea.post(`${body.href}/escalate`, { why: hostile });
    await lea.post(`${body.href}/edit`, { 'was.name': 'Vert', name: hostile.slice(0, 150) });
    const paths = [
      '/requests',
      '/requests?state=all&q=vert%40example.org',
      `/requests?owner=lea&kind=claim&cursor=3`,
      body.href,
    ];
    for (const language of ['fr', 'en'] as const) {
      const foreign = foreignTexts(language);
      for (const path of paths) {
        const page = await lea.get(path, { 'Accept-Language': language });
        expect({ path, status: page.status }).toEqual({ path, status: 200 });
        const pieces = piecesOf(page.text);
        expect({ path, found: foreign.filter((text) => pieces.has(text)) }).toEqual({ path, found: [] });
        expect({ path, found: [...pieces].filter((text) => /\p{L}'\p{L}/u.test(text)) }).toEqual({
          path,
          found: [],
        });
        expect(page.text).not.toMatch(/<[^>]+ (?:style|on[a-z]+)="|<script>alert|<img src=x/);
        expect(page.text).not.toContain('undefined');
      }
    }
    const reading = await lea.post('/requests/reading', { line: hostile, read: hostile, name: hostile });
    expect(reading.text).not.toMatch(/<script>alert|<img src=x/);
  });

  test('odd addresses and forms are answered, and nothing is lost by them', async () => {
    for (const path of ['/requests?state=none&cursor=x&kind=%22', '/requests?q=%25%27%3B--'])
      expect((await lea.get(path)).status).toBe(200);
    expect((await lea.get('/requests/999999')).status).toBe(404);
    expect((await lea.post('/requests/1/explode')).status).toBe(404);
    const empty = await lea.post('/requests', { line: '   ', text: 'gardé' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('gardé');
    const strange = await note('colis', { kind: 'no-such-kind' });
    expect(strange).toMatchObject({ status: 422, body: { why: expect.stringContaining('Nature') } });
    const ahead = await note('colis', { at: '2027-01-01T00:00:00Z' });
    expect(ahead.status).toBe(422);
  });

  test('whoever may not read requests sees none of it; a page that nobody touches leaves no more trail of readings', async () => {
    expect((await reader.get('/')).text).not.toContain('href="/requests"');
    for (const path of ['/requests', '/requests/1']) expect((await reader.get(path)).status).toBe(404);
    expect((await reader.post('/requests', { line: 'colis' })).status).toBe(404);
    expect((await lea.get('/')).text).toContain('href="/requests"');
    const stranger = await pageOf(house, 'GET', '/requests');
    expect(stranger.headers.get('location')).toContain('/sign-in');
  });
});
