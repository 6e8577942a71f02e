import { afterAll, beforeAll, expect, test } from 'vitest';
import { actionWith, type ReplayedAgent, replayed, replayOf, startAgent } from '../../app/replaying.ts';
import { onPglite } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { type Visitor, visitorOf } from '../visitor.ts';

onPglite('the page of the cases of an action', (open) => {
  let agent: ReplayedAgent;
  let house: House;
  let lea: Visitor;
  let [address, id] = ['', ''];
  beforeAll(async () => {
    agent = await startAgent();
    house = await openHouse(await open(), { env: { FILROUGE_ALLOW_PRIVATE_TARGETS: 'true' } });
    lea = await visitorOf(house, { role: 'operator', person: 'lea' });
    id = await actionWith(house.as('lea'), ['La lampe Oslo ?', 'La lampe Bergen ?'], replayOf(agent.url));
    address = `/plans/${id.split('-')[0]}/actions/${id}`;
  });
  afterAll(async () => {
    await house.stop();
    await agent.close();
  });

  const follow = async (answer: { headers: Headers }) =>
    (await lea.get(answer.headers.get('location') ?? '')).text;

  test('shows each case with a form of its own, and notes who did what by which channel', async () => {
    const page = (await lea.get(`${address}/cases`)).text;
    expect(page).toContain('La lampe Oslo ?');
    expect(page).toContain('0 traité, 0 tenté, 2 à traiter');
    const noted = await lea.post(`${address}/cases/note`, {
      ...{ list: 'questions', item: '1', page: '1', state: 'tried' },
      ...{ channel: 'phone', result: 'Personne ne répond' },
    });
    expect(noted.status).toBe(303);
    const after = await follow(noted);
    expect(after).toContain('0 traité, 1 tenté, 1 à traiter');
    expect(after).toContain('value="Personne ne répond"');
    expect(after).toMatch(/Léa Fontaine, le /);
    const wrong = { list: 'questions', item: '1', page: '1', state: 'done', channel: 'Par Téléphone' };
    expect((await lea.post(`${address}/cases/note`, wrong)).status).toBe(422);
  });

  test('takes what is pasted, says what it did, and gives back what it cannot read with the line', async () => {
    const pasted = {
      list: 'contacts',
      text: 'cas;motif;vendeur\nDuval;prix;Paul\nMartin;prix;Paul\nDuval;prix;Paul',
    };
    const added = (await lea.post(`${address}/cases/add`, pasted)).text;
    expect(added).toMatch(/2 cas ajoutés.; 1 déjà dans la liste\./);
    expect(added).toMatch(/Colonnes sans emploi.: vendeur\./);
    const refused = await lea.post(`${address}/cases/add`, {
      list: 'contacts',
      text: 'cas;motif\nDurand;Trop cher',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/Ligne 2.: un motif est un code en minuscules/);
    expect(refused.text).toContain('Durand;Trop cher</textarea>');
    expect((await lea.post(`${address}/cases/add`, { list: 'Pas une liste', text: 'x' })).status).toBe(422);
  });

  test('begins a replay, and shows what was answered beside each case, here and in the plan', async () => {
    agent.manners.set('Bergen', 'wrong');
    const begun = (await lea.post(`${address}/replay`, { list: 'questions' })).text;
    expect(begun).toContain('Rejeu lancé');
    expect(begun).not.toContain('Rejouer maintenant');
    await replayed(house, id);
    const page = (await lea.get(`${address}/cases`)).text;
    expect(page).toContain('1 sur 2 bonne, 1 mauvaise, 0 sans mesure');
    expect(page).toContain('That item is unavailable.');
    expect(page).toContain('Ne compte pas encore');
    const plan = (await lea.get(address.split('/actions')[0] ?? '')).text;
    expect(plan).toContain('Rejouer maintenant');
    expect(plan).toContain(`${address}/cases?list=questions`);
  });

  test('a form of the action that is saved as it is keeps every case, whatever criterion counts it', async () => {
    const before = (await ok(house.as('lea').get(`/v1/plans/${id.split('-')[0]}`))).actions[0];
    const part = `${address.split('/actions')[0]}/edit/action/${id}`;
    const form = (await lea.get(part, { 'HX-Request': 'true' })).text;
    const field = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(form)?.[1] ?? '';
    const saved = await lea.post(part, {
      ...{ version: field('version'), seen: field('seen'), title: 'Replay again', effort: 'low' },
      ...{
        impact: 'high',
        treats: 'cause',
        'c0.kind': 'replay',
        'c0.list': 'questions',
        'c0.right': '100 %',
      },
      ...{ 'c0.text': 'replay questions = 100%' },
    });
    expect(saved.status).toBe(303);
    const after = (await ok(house.as('lea').get(`/v1/plans/${id.split('-')[0]}`))).actions[0];
    expect(after.title).toBe('Replay again');
    expect(after.checklists).toEqual(before.checklists);
    expect(after.criteria[0].id).toBe(before.criteria[0].id);
  });

  test('is for reading alone where somebody may not edit, and there is none of an action that is not there', async () => {
    const viewer = await visitorOf(house, { role: 'viewer' });
    const page = (await viewer.get(`${address}/cases`)).text;
    expect(page).toContain('La lampe Oslo ?');
    expect(page).not.toContain('cases/note');
    expect((await viewer.post(`${address}/replay`, {})).status).toBe(403);
    expect((await lea.get(`${address.slice(0, -1)}9/cases`)).status).toBe(404);
  });
});
