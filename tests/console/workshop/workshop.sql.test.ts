import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { i18nIn } from '../../../src/console/words/texts.ts';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse, shippedRules } from '../../support/house.ts';
import { foreignTexts, type Page, piecesOf, type Visitor, visitorOf, wordsOf } from '../visitor.ts';

const minute = 60_000;
const fr = i18nIn('fr', 'Europe/Paris');
const words = fr.t.workshop;

/** What the page says under these headings, row by row. */
function cells({ text }: Page, ...headings: readonly string[]): string[][] {
  return headings.map((heading) =>
    [...text.matchAll(/<t[dh][^>]* data-label="([^"]*)"[^>]*>([\s\S]*?)<\/t[dh]>/g)]
      .filter(([, label = '']) => wordsOf(label) === heading)
      .map(([, , cell = '']) => wordsOf(cell).replace(/\s+/g, ' ').trim()),
  );
}

/** The section under the heading of this id. */
function section({ text }: Page, heading: string): string {
  const start = text.indexOf(`id="${heading}"`);
  return start === -1 ? '' : text.slice(start, text.indexOf('</section>', start));
}

/** The shipped rules, and beside the real one a second rule that only observes. */
async function withTrial(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'filrouge-trial-'));
  await cp(shippedRules, dir, { recursive: true });
  const trial = [
    '  - id: error-rate-strict',
    'when: error_rate > 1.5% over 5m',
    'min_samples: 50',
    'then: observe',
  ];
  await appendFile(join(dir, 'agents/margaux.yaml'), `\n${trial.join('\n    ')}\n`);
  return dir;
}

eachEngine('the workshop page', (open) => {
  let house: House;
  let lea: Visitor;
  const page = (query: string, headers = {}) => lea.get(`/rules/error-rate?${query}`, headers);

  beforeAll(async () => {
    const rules = await withTrial();
    house = await openHouse(await open(), { start: '2026-06-05T06:00:00Z', rules });
    await rm(rules, { recursive: true });
    lea = await visitorOf(house, { role: 'viewer' });
    // A rise to 1.7 % that the rule in force does not see, then a breach that it does, and one after the resume.
    const shares = [
      ...Array(10).fill(0.004),
      ...Array(6).fill(0.017),
      ...Array(20).fill(0.002),
      ...Array(6).fill(0.04),
    ];
    for (const share of shares) await send(share);
    await house.pass(20 * minute);
    await ok(house.as('camille').post('/v1/agents/margaux/resume', { reason: 'réparé' }));
    for (const share of [...Array(10).fill(0.003), 0.016, 0.017, 0.017, 0.003]) await send(share);
  });
  afterAll(() => house.stop());

  async function send(share: number): Promise<void> {
    const at = new Date(house.clock.now()).toISOString();
    const samples = [{ agent: 'margaux', metric: 'error_rate', value: share, weight: 100, at }];
    expect((await house.as('ingest').post('/v1/samples', { samples })).status).toBe(200);
    await house.app.settled();
    await house.pass(minute);
  }

  test('says the very numbers of the backtest over HTTP', async () => {
    const shown = await page('threshold=1,5 %25&range=24h');
    expect(shown.status).toBe(200);
    const { before, after, incidents, nearMisses } = await ok(
      house.as('viewer').post('/v1/rules/backtest', {
        from: new Date(house.clock.now() - 86_400_000).toISOString(),
        rules: ['error-rate'],
        agents: ['margaux'],
        set: {
          'error-rate.clear': 'error_rate < 1.12% over 5m',
          'error-rate.when': 'error_rate > 1.5% over 5m',
        },
      }),
    );
    expect(after.firings.length).toBeGreaterThan(before.firings.length);
    expect(before.firings.length).toBeGreaterThan(0);
    const stop = (minutes: number) => fr.f.duration(minutes * minute).replace(/\s+/g, ' ');
    const [now, proposed] = cells(shown, words.columns.now, words.columns.proposed);
    for (const [side, said] of [
      [before, now],
      [after, proposed],
    ])
      expect(said?.slice(0, 4)).toEqual([
        String(side.firings.length),
        stop(side.suspendedMinutes),
        String(side.incidentsOpened),
        String(side.plansOpened),
      ]);
    const when = (iso: string) => fr.f.dayTime(Date.parse(iso));
    const [starts, peaks, at] = cells(shown, fr.t.common.start, words.peak, words.at);
    const all = [...before.firings, ...after.firings];
    expect(starts?.map((start) => start.replace(/ (nouveau|disparaît)$/, ''))).toEqual(
      all.map(({ start }: { start: string }) => when(start)),
    );
    expect(peaks).toEqual(
      all.map(({ peak }: { peak: number }) => fr.f.quantity(peak, { unit: 'ratio' }).replace(/\s/g, ' ')),
    );
    expect(starts?.filter((start) => start.endsWith(words.isNew))).toHaveLength(
      after.firings.length - before.firings.length,
    );
    expect(at).toEqual(nearMisses.map((miss: { at: string }) => when(miss.at)));
    const [outcomes] = cells({ ...shown, text: section(shown, 'known') }, fr.t.common.effect);
    expect(outcomes).toEqual(
      incidents.map(({ outcome }: { outcome: keyof typeof words.outcomes }) => words.outcomes[outcome]),
    );
    expect(outcomes?.length).toBeGreaterThan(0);
  });

  test('draws the series with both thresholds, without any script', async () => {
    const { text } = await page('threshold=1,5 %25');
    expect(text.match(/<svg aria-hidden="true"/g)?.length).toBe(2);
    expect(text).toContain(words.lineNow('2\u202f%'));
    expect(text).toContain(words.lineNew('1,5\u202f%'));
    const same = await page('');
    expect(same.text).not.toContain(words.lineNew('2\u202f%'));
    expect(wordsOf(same.text)).toContain(words.applyNothing);
  });

  test('takes 1,5 % and 1.5% for the same, in both languages', async () => {
    // The drawing library counts its drawings.
    const result = ({ text }: Page) =>
      text.slice(text.indexOf('id="workshop-result"')).replace(/zr\d+-/g, 'zr-');
    const comma = await page('threshold=1,5 %25');
    const point = await page('threshold=1.5%25');
    expect(result(point)).toBe(result(comma));
    const english = await page('threshold=1,5 %25', { 'Accept-Language': 'en' });
    expect(english.text).toContain('proposed 1.5%');
  });

  test('says what to do to put it in force, and changes nothing itself', async () => {
    const file = join(house.rulesDir, 'agents/margaux.yaml');
    const [text, rules, entries] = [await readFile(file, 'utf8'), await rulesNow(), await lastEntry()];
    const shown = await page('threshold=1,5 %25&hold=2 min');
    const said = shown.text.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&#39;', "'");
    expect(said).toContain(
      "filrouge rules set error-rate.clear 'error_rate < 1.12% over 5m'\nfilrouge rules set error-rate 1.5%\nfilrouge rules set error-rate.for 2m",
    );
    const line = text.split('\n').findIndex((one) => one.includes('id: error-rate')) + 1;
    expect(said).toContain(`agents/margaux.yaml:${line}`);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await rulesNow()).toBe(rules);
    expect(await lastEntry()).toEqual(entries);
  });

  const rulesNow = async () => (await house.as('viewer').get('/v1/rules')).body.hash;
  const lastEntry = async () => (await house.as('viewer').get('/v1/register?after=0')).body.items.length;

  test('a field that cannot be read says so beside itself, keeps what was typed, and loses no answer', async () => {
    const bare = await page('threshold=1,5');
    expect(bare.status).toBe(422);
    expect(wordsOf(bare.text)).toContain(words.unitMissing('1,5 %'));
    expect(bare.text).toContain('value="1,5"');
    expect(bare.text.match(/aria-invalid="true"/g)).toHaveLength(1);
    expect(bare.headers.get('hx-reswap')).toBeNull();
    const typing = await page('threshold=1,', { 'HX-Request': 'true' });
    expect(typing.headers.get('hx-reswap')).toBe('none');
  });

  test('whatever is typed is shown as text', async () => {
    const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>';
    for (const field of ['threshold', 'clear', 'window', 'hold', 'range', 'agent']) {
      const { status, text } = await page(`${field}=${encodeURIComponent(hostile)}`);
      expect({ field, status: [200, 422].includes(status) }).toEqual({ field, status: true });
      expect(text).not.toMatch(/<script>alert|<img src=x/);
    }
    expect((await page(`threshold=${encodeURIComponent(hostile)}`)).text).toContain('&lt;script&gt;alert(1)');
  });

  test('says everything in one language, with no style or script in the page', async () => {
    for (const language of ['fr', 'en'] as const)
      for (const query of ['', 'threshold=1.5%25&range=30d', 'threshold=1.5', 'range=24h&agent=leo']) {
        const { text } = await page(query, { 'Accept-Language': language });
        const pieces = piecesOf(text);
        expect({ query, found: foreignTexts(language).filter((one) => pieces.has(one)) }).toEqual({
          query,
          found: [],
        });
        expect(text).not.toMatch(/<[^>]+ (?:style|on[a-z]+)="/);
      }
  });

  test('a time in which nothing was measured is named, with the last measurement', async () => {
    const csat = await lea.get('/rules/csat?range=24h');
    expect(csat.status).toBe(200);
    expect(wordsOf(csat.text)).toContain(words.noCellEver);
    const last = house.clock.now();
    house.clock.advance(3 * 86_400_000);
    const { status, text } = await page('range=24h');
    house.clock.set(last);
    expect(status).toBe(200);
    expect(wordsOf(text)).toContain('La dernière mesure est du 05/06 à');
  });

  test('a rule on trial is compared with the real one, as over HTTP', async () => {
    const shown = await lea.get('/rules/error-rate-strict?range=24h');
    const { items } = await ok(house.as('viewer').get('/v1/rules/error-rate-strict/trial?since=24h'));
    const [{ both, onlyTrial, onlyReal, beside }] = items;
    expect(beside).toBe('error-rate');
    expect(both.length * onlyTrial.length).toBeGreaterThan(0);
    const [kinds = []] = cells({ ...shown, text: section(shown, 'trial') }, fr.t.common.effect);
    const of = (kind: string) => kinds.filter((one) => one.startsWith(kind)).length;
    expect([of(words.trialBoth), of(words.trialOnly), of(words.realOnly)]).toEqual([
      both.length,
      onlyTrial.length,
      onlyReal.length,
    ]);
    expect(wordsOf(shown.text)).toContain(words.trialLead('error-rate-strict', 'error-rate'));
    expect((await page('')).text).toContain('/rules/error-rate-strict?agent=margaux');
  });

  test('what was tried is proposed with what the trial showed, listed, and taken back; nothing in force changes', async () => {
    const { hash } = await ok(house.as('viewer').get('/v1/rules'));
    const tried = { threshold: '1,5 %', range: '24h', agent: 'margaux', why: '<b>1,7 %</b> le 5 juin' };
    const propose = { ...tried, hold: '', window: '5 min' };
    expect((await lea.post('/rules/error-rate/propose', propose)).status).toBe(403);
    const patch = await lea.post('/rules/error-rate/propose', { ...propose, as: 'patch' });
    expect(patch.text).toMatch(/^# error-rate, proposed by .*\n# <b>1,7 %<\/b> le 5 juin\n--- a\//);
    expect(patch.text).toContain('+    when: error_rate > 1.5% over 5m\n');

    const camille = await visitorOf(house, { role: 'operator', person: 'camille' });
    expect((await camille.post('/rules/error-rate/propose', { ...propose, why: '' })).status).toBe(422);
    expect((await camille.post('/rules/error-rate/propose', propose)).status).toBe(303);
    const { items } = await ok(house.as('viewer').get('/v1/rules/proposals'));
    expect(items).toEqual([
      expect.objectContaining({
        proposedBy: 'camille',
        rule: 'error-rate',
        why: '<b>1,7 %</b> le 5 juin',
        changes: [
          { key: 'clear', from: 'error_rate < 1.5% over 5m', to: 'error_rate < 1.12% over 5m' },
          { key: 'when', from: 'error_rate > 2% over 5m', to: 'error_rate > 1.5% over 5m' },
        ],
      }),
    ]);
    const { firings } = items[0].trial;
    expect(firings.proposed).toBeGreaterThan(firings.inForce);
    const listed = section(await camille.get('/rules'), 'proposals');
    expect(listed).toContain('&lt;b&gt;1,7 %&lt;/b&gt; le 5 juin');
    expect(listed).toContain(`filrouge rules apply ${items[0].id}`);
    expect(section(await lea.get('/rules'), 'proposals')).not.toContain('/withdraw');

    expect((await lea.post(`/rules/proposals/${items[0].id}/withdraw`)).status).toBe(403);
    expect((await camille.post('/rules/proposals/..%2Fpeople/withdraw')).status).toBe(404);
    expect((await camille.post(`/rules/proposals/${items[0].id}/withdraw`)).status).toBe(303);
    expect((await ok(house.as('viewer').get('/v1/rules/proposals'))).items).toEqual([]);
    expect((await ok(house.as('viewer').get('/v1/rules'))).hash).toBe(hash);
  });

  test('is a click away from the rules and from the agent', async () => {
    for (const path of ['/rules', '/agents/margaux'])
      expect((await lea.get(path)).text).toContain('href="/rules/error-rate?agent=margaux"');
    expect((await lea.get('/rules/nothing')).status).toBe(404);
    expect((await page('agent=nobody')).status).toBe(200);
  });

  test('files that take no edit say so, in their own words', async () => {
    const file = join(house.rulesDir, 'agents/margaux.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('id: csat', 'id: [csat'));
    const { status, text: said } = await page('threshold=1,5 %25');
    await writeFile(file, text);
    expect(status).toBe(422);
    expect(wordsOf(said)).toContain(words.unusable);
  });
});
