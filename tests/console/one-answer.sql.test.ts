import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onPglite } from '../support/database.ts';
import { type House, ok, openHouse, shippedRules } from '../support/house.ts';
import { type Visitor, visitorOf, wordsOf } from './visitor.ts';

const second = 1_000;
const day = 86_400_000;

onPglite('pages, metrics and API asked about the same thing', (open) => {
  let house: House;
  let visitor: Visitor;
  let rulesDir = '';

  afterEach(async () => {
    await house.stop();
    await rm(rulesDir, { recursive: true, force: true });
  });

  // Poor satisfaction stops Margaux too; wrong answers have just done so.
  beforeEach(async () => {
    rulesDir = await mkdtemp(join(tmpdir(), 'filrouge-one-answer-'));
    await cp(shippedRules, rulesDir, { recursive: true });
    const file = join(rulesDir, 'agents/margaux.yaml');
    const rules = await readFile(file, 'utf8');
    await writeFile(
      file,
      rules.replace('min_samples: 20\n    then: alert', 'min_samples: 20\n    then: suspend'),
    );
    house = await openHouse(await open(), { start: '2026-06-05T06:00:00Z', rulesDir });
    visitor = await visitorOf(house, { role: 'operator', person: 'lea' });
    await contacts(100, (place) => (place < 4 ? { outcome: 'error' } : { outcome: 'ok' }));
  });

  async function contacts(count: number, one: (place: number) => object): Promise<void> {
    const interactions = Array.from({ length: count }, (_, place) => ({
      id: `c${place}-${house.clock.now()}`,
      agent: 'margaux',
      ...one(place),
    }));
    await ok(house.as('margaux').post('/v1/interactions', { interactions }));
    await house.app.settled();
  }

  const api = (path: string) => ok(house.as('viewer').get(path));
  const page = async (path: string) => (await visitor.get(path)).text;
  /** Margaux's row of the home page. */
  const homeRow = async () =>
    wordsOf(/<li class="agent" id="agent-margaux">[\s\S]*?<\/li>/.exec(await page('/'))?.[0] ?? '');
  const agentPage = async () => wordsOf(await page('/agents/margaux'));
  const planPage = async () => wordsOf(await page('/plans/1'));
  const planListRow = async () => /<tbody><tr>[\s\S]*?<\/tr>/.exec(await page('/plans'))?.[0] ?? '';
  const escalations = async () => (await api('/v1/register?kind=acknowledgementMissing')).items.length;

  async function metric(line: string): Promise<number> {
    const text: string = await api('/metrics');
    const found = text.split('\n').find((one) => one.startsWith(`${line} `));
    // A count of 0 has no series; the family is there all the same.
    if (found === undefined) expect(text).toContain(`# TYPE ${line.split('{')[0]} gauge`);
    return Number(found?.slice(line.length) ?? 0);
  }

  test('a stop whose second trip is a second old has been waited for one second, everywhere, and is late everywhere at once', async () => {
    await ok(house.as('margaux').post('/v1/agents/margaux/switch/ack', { epoch: 1 }));
    expect(await agentPage()).toContain('L’agent a confirmé');
    await house.pass(60 * second);
    await contacts(40, () => ({ outcome: 'ok', csat: 1 }));
    await house.pass(second);

    expect((await api('/v1/agents/margaux')).switch).toMatchObject({ epoch: 2, acknowledged: false });
    const waited = () => metric('filrouge_switch_unacknowledged_seconds{agent="margaux"}');
    expect(await waited()).toBe(1);
    expect(await homeRow()).toContain('Suspendu, à confirmer');
    expect(await agentPage()).toMatch(/L’agent n’a pas encore confirmé\s+Demandé il y a 1\ss/u);

    await house.pass(29 * second);
    expect(await waited()).toBe(30);
    expect(await escalations()).toBe(0);
    expect(await agentPage()).toContain('L’agent n’a pas encore confirmé');

    await house.pass(second);
    expect(await waited()).toBe(31);
    expect(await escalations()).toBe(1);
    expect(await homeRow()).toContain('Suspendu, non confirmé');
    expect(await agentPage()).toContain('L’agent n’a pas confirmé son arrêt');
  });

  test('an action that an accepted risk stands for is overdue nowhere', async () => {
    const { as } = house;
    await ok(as('lea').patch('/v1/plans/1', { rootCause: 'Le flux était arrêté.', indicators: [] }));
    await ok(as('lea').post('/v1/plans/1/sign', { as: 'owner', for: 'activation' }));
    await ok(as('camille').post('/v1/plans/1/sign', { as: 'approver', for: 'activation' }));
    await house.pass(2 * day);

    const answers = async () => ({
      api: (await api('/v1/plans/1')).progress.overdue,
      listed: (await api('/v1/plans')).items[0].progress.overdue,
      actions: (await api('/v1/plans/1')).actions.filter(({ overdue }: { overdue: boolean }) => overdue)
        .length,
      warned: (await api('/v1/plans/1')).warnings.filter(
        ({ code }: { code: string }) => code === 'action_overdue',
      ).length,
      metrics: await metric('filrouge_plan_overdue_actions{plan="1",agent="margaux"}'),
      home: overdueIn(await homeRow()),
      tile: overdueIn(wordsOf(/<ul class="tiles".*?<\/ul>/su.exec(await page('/'))?.[0] ?? '')),
      plan: overdueIn(wordsOf(/<p class="late">[^<]*/.exec(await page('/plans/1'))?.[0] ?? '')),
      rows: (await page('/plans/1')).match(/class="small late block"/g)?.length ?? 0,
      list: overdueIn(wordsOf(await planListRow())),
    });
    const same = (count: number) => ({
      ...{ api: count, listed: count, actions: count, warned: count, metrics: count },
      ...{ home: count, tile: count, plan: count, rows: count, list: count },
    });
    expect(await answers()).toEqual(same(1));

    await ok(as('camille').post('/v1/plans/1/accept-risk', { action: '1-1', reason: 'Plus de catalogue.' }));
    expect(await answers()).toEqual(same(0));
  });

  test('the review of a draft that nobody held is overdue everywhere', async () => {
    const answers = async () => ({
      warned: (await api('/v1/plans/1')).warnings.some(
        ({ code }: { code: string }) => code === 'review_overdue',
      ),
      home: /revue manquée/.test(await homeRow()),
      plan: /pas encore tenue/.test(await planPage()),
      list: /class="late"/.test(await planListRow()),
    });
    const { state, nextReview } = await api('/v1/plans/1');
    expect(state).toBe('draft');
    await house.pass(Date.parse(nextReview) - house.clock.now());
    expect(await answers()).toEqual({ warned: false, home: false, plan: false, list: false });
    // A row of the home page is as it was drawn, two seconds ago at most: at rest nothing calls for another.
    await house.pass(2_001);
    expect(await answers()).toEqual({ warned: true, home: true, plan: true, list: true });
  });
});

function overdueIn(words: string): number {
  return Number(/(\d+)\s+en retard/u.exec(words)?.[1] ?? 0);
}
