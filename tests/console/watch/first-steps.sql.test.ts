import { afterEach, expect, test } from 'vitest';
import { i18nIn } from '../../../src/console/words/texts.ts';
import { onPglite } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { visitorOf, wordsOf } from '../visitor.ts';

onPglite('the home page of an empty house', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('ticks the first steps as they are done, and goes away with the first sample', async () => {
    house = await openHouse(await open());
    const words = i18nIn('fr', 'Europe/Paris').t.empty;
    const camille = await visitorOf(house, { role: 'approver', person: 'camille' });
    /** The headings of the steps that are ticked. */
    const ticked = async () => {
      const { text } = await camille.get('/');
      const heads = [...text.matchAll(/<h2>([\s\S]*?)<\/h2>/g)].map(([, head = '']) => wordsOf(head).trim());
      return heads.filter((head) => head.endsWith(words.done)).map((head) => head.split('\u00a0')[0]);
    };
    const { text } = await camille.get('/');
    const page = wordsOf(text);
    for (const step of [words.rules, words.key, words.send, words.prove, words.read])
      expect(page).toContain(step);
    expect(text).toContain('npm run demo');
    expect(text).toContain('/v1/agents/margaux/switch');
    const before = await ticked();
    expect(before.join()).toContain(words.rules);

    await ok(house.as('viewer').get('/v1/agents/margaux/switch'));
    expect((await ticked()).join()).not.toContain(words.read);
    await ok(house.as('margaux').get('/v1/agents/margaux/switch'));
    const after = (await ticked()).join();
    for (const step of [words.rules, words.key, words.read]) expect(after).toContain(step);
    expect(after).not.toContain(words.prove);

    const sample = { agent: 'margaux', metric: 'error_rate', value: 0.004, weight: 120 };
    await ok(house.as('ingest').post('/v1/samples', { samples: [sample] }));
    await house.app.settled();
    expect((await camille.get('/')).text).not.toContain('first-steps');
  });
});
