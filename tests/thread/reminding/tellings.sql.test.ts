import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readRegister } from '../../../src/register/store.ts';
import { eachEngine } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { type House, ok, openHouse } from '../../support/house.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

let house: House | undefined;
afterEach(async () => {
  await house?.stop();
  house = undefined;
});

eachEngine('what lasts too long', (open) => {
  test('an incident that nobody takes up is told once after an hour, then along the chain, until somebody does', async () => {
    const database = await open();
    house = await openHouse(database);
    const { as, pass, rulesDir } = house;
    const people = join(rulesDir, 'people.yaml');
    const text = await readFile(people, 'utf8');
    const chain = 'escalate: [{ after: 2h, to: it-ops }, { after: 1d, to: camille }]';
    const before = (await ok(as('viewer').get('/v1/rules'))).hash;
    await writeFile(
      people,
      text.replace('title: Responsable du support\n', (line) => `${line}    ${chain}\n`),
    );
    await eventually(async () => expect((await ok(as('viewer').get('/v1/rules'))).hash).not.toBe(before));
    const opened = {
      source: 'manual',
      agent: 'margaux',
      title: 'Odd answers',
      description: 'Seen on Monday.',
    };
    const { number } = await ok(as('ops').post('/v1/incidents', opened), 201);
    const told = async () =>
      (await ok(as('viewer').get(`/v1/notices?incident=${number}`))).items
        .filter(({ kind }: { kind: string }) => kind === 'incident_unacknowledged' || kind === 'unanswered')
        .map(({ kind, deliveries }: { kind: string; deliveries: { person?: string }[] }) => [
          kind,
          deliveries.flatMap(({ person }) => person ?? []).toSorted(),
        ])
        .toReversed();
    await pass(hour - 1);
    expect(await told()).toEqual([]);
    await pass(minute);
    await pass(minute);
    const first = ['incident_unacknowledged', ['camille', 'lea']];
    expect(await told()).toEqual([first]);
    await pass(2 * hour - 2 * minute);
    expect(await told()).toEqual([first]);
    await pass(2 * minute);
    expect(await told()).toEqual([first, ['unanswered', ['it-ops']]]);
    await pass(2 * day);
    // Camille was asked at the beginning: nobody else is left.
    expect(await told()).toHaveLength(2);
    const entries = await readRegister(database.db, { limit: 1_000 });
    const reminded = entries.filter(({ kind, incident }) => kind === 'reminderSent' && incident === number);
    expect(reminded.map(({ incident, data }) => [incident, data])).toMatchObject([
      [number, { subject: 'incident_unacknowledged', people: ['lea', 'camille'] }],
      [number, { subject: 'unanswered', people: ['it-ops'] }],
    ]);
  });

  test('one that was taken up in time is told of to nobody', async () => {
    house = await openHouse(await open());
    const { as, pass } = house;
    const opened = {
      source: 'manual',
      agent: 'margaux',
      title: 'Odd answers',
      description: 'Seen on Monday.',
    };
    const { number } = await ok(as('ops').post('/v1/incidents', opened), 201);
    await pass(hour - minute);
    await ok(as('lea').post(`/v1/incidents/${number}/acknowledge`));
    await pass(day);
    const { items } = await ok(
      as('viewer').get(`/v1/notices?kind=incident_unacknowledged&incident=${number}`),
    );
    expect(items).toEqual([]);
  });

  test('an agent that stops to read its switch is told of once; one that reads it again and stops, again', async () => {
    house = await openHouse(await open());
    const { as, pass } = house;
    const told = async () => (await ok(as('viewer').get('/v1/notices?kind=agent_out_of_reach'))).items.length;
    const asks = () => ok(as('margaux').get('/v1/agents/margaux/switch'));
    await asks();
    await pass(15 * minute);
    expect(await told()).toBe(0);
    await pass(2 * minute);
    await pass(day);
    expect(await told()).toBe(1);
    await asks();
    await pass(hour);
    expect(await told()).toBe(2);
  });
});
