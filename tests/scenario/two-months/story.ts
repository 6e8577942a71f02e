import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { ok } from '../../support/house.ts';
import type { World } from './world.ts';

/**
 * Two months at Lendari: an incident of Margaux on 2 June 2026, its plan to the closure, and the day on which
 * its cause comes back. Everything that people do is an HTTP request of theirs.
 */
export async function playTwoMonths(world: World): Promise<void> {
  await firstWeek(world);
  await workIsDone(world);
  await awayAndDown(world);
  await toTheClosure(world);
  await itComesBack(world);
}

const patch = (world: World, who: string, path: string, body: object) =>
  ok(world.as(who).patch(`/v1/${path}`, body));
const post = (world: World, who: string, path: string, body: object = {}) =>
  ok(world.as(who).post(`/v1/${path}`, body));
const plan = (world: World) => ok(world.as('viewer').get('/v1/plans/1'));
const action = async (world: World, id: string) =>
  (await plan(world)).actions.find((each: { id: string }) => each.id === id);
const sign = (world: World, who: 'lea' | 'camille', step: 'activation' | 'closure') =>
  post(world, who, 'plans/1/sign', { as: who === 'lea' ? 'owner' : 'approver', for: step });

/** The breach, and a plan that lies about for a week before it is signed. */
async function firstWeek(world: World): Promise<void> {
  const { until, weather, note, settle } = world;
  await until('06-02 08:40');
  weather.feed = false;
  await until('06-02 09:12');
  weather.wrong = 0.06;
  note('Le flux du catalogue est arrêté ; 6 % de réponses fausses');
  await until('06-02 09:14');
  expect((await ok(world.as('margaux').get('/v1/agents/margaux/switch'))).mayRun).toBe(false);
  Object.assign(weather, { silent: true });
  await post(world, 'margaux', 'agents/margaux/switch/ack', { epoch: 1 });
  await until('06-02 09:40');
  Object.assign(weather, { feed: true });
  await until('06-02 09:52');
  note('Camille remet Margaux en service');
  await post(world, 'camille', 'agents/margaux/resume', {
    reason: 'Flux resynchronisé, réponses vérifiées.',
  });
  Object.assign(weather, { silent: false, wrong: 0.004 });
  await settle();
  await until('06-02 11:00');
  note('Léa prend l’incident en compte, presque deux heures après');
  await post(world, 'lea', 'incidents/1/acknowledge');
  await until('06-03 09:00');
  note('Léa tient la revue du jour');
  await post(world, 'lea', 'plans/1/reviews', { comment: 'Le flux tient, le plan reste à compléter.' });
  await until('06-05 16:00');
  note('Léa complète le plan et déplace les échéances que le brouillon a laissé passer');
  await patch(world, 'lea', 'plans/1', {
    rootCause: 'Le flux du catalogue s’est arrêté sans que personne le voie.',
  });
  for (const [id, due] of [
    ['1-1', '2026-06-10'],
    ['1-2', '2026-06-12'],
    ['1-3', '2026-06-11'],
    ['1-4', '2026-06-12'],
    ['1-5', '2026-06-15'],
  ])
    await patch(world, 'lea', `actions/${id}`, { due });
  await post(world, 'lea', 'incidents/1/resolve');
  await settle();
  await until('06-08 10:00');
  note('Léa signe, Camille signe : le plan est actif');
  await sign(world, 'lea', 'activation');
  await settle();
  await until('06-08 14:30');
  await sign(world, 'camille', 'activation');
  await settle();
}

async function workIsDone(world: World): Promise<void> {
  const { until, weather, note, settle, post: letters } = world;
  await until('06-09 10:30');
  weather.leo = 3.6;
  note('Leo déplaît : 3,6 sur 5');
  await until('06-09 11:20');
  weather.leo = 4.6;
  await post(world, 'sam', 'incidents/2/acknowledge');
  await until('06-09 16:00');
  note('Le serveur de courriel prend ce qui est à Camille, et raccroche sans un mot');
  letters.mood.hangsUpOn = 'camille.roussel@lendari.example';
  await post(world, 'sam', 'incidents/2/resolve');
  await post(world, 'camille', 'plans/1/reviews', { comment: 'Chacun a commencé.' });
  await settle();
  await until('06-09 21:30');
  delete letters.mood.hangsUpOn;
  await until('06-12 07:50');
  note('IT / Ops termine 1-1, dix minutes avant sa relance');
  await patch(world, 'ops', 'actions/1-1', { status: 'done' });
  await until('06-15 09:30');
  note('Revue : Camille repousse 1-3 et 1-4');
  const reviewed = await plan(world);
  const overdue = reviewed.actions.filter((each: { overdue: boolean }) => each.overdue);
  await post(world, 'camille', 'plans/1/reviews', {
    comment: 'La garde est en recette.',
    decisions: overdue.map(({ id }: { id: string }) => ({
      action: id,
      decision: 'new_date',
      due: id === '1-3' ? '2026-06-17' : '2026-06-18',
      reason: 'Recette plus longue que prévu',
    })),
  });
  await settle();
  await until('06-16 15:00');
  note('Léa confie 1-2 à Nadia');
  await patch(world, 'lea', 'actions/1-2', { owner: 'nadia' });
  await settle();
  await until('06-17 18:00');
  note('Camille termine 1-3, la garde dans la consigne');
  await patch(world, 'camille', 'actions/1-3', { status: 'done' });
  await until('06-20 12:00');
  expect(await action(world, '1-3')).toMatchObject({ verification: 'verified' });
}

/** The receiver of webhooks is gone for two days; then filrouge itself is down over a long week-end. */
async function awayAndDown(world: World): Promise<void> {
  const { until, weather, note, settle, down, post: letters } = world;
  await until('06-22 00:00');
  letters.mood.webhookIsGone = true;
  note('Le récepteur de webhooks répond 410');
  await until('06-23 10:00');
  note('Nadia termine 1-2');
  for (const item of [0, 1, 2, 3]) await post(world, 'nadia', `actions/1-2/checklists/contact/items/${item}`);
  await patch(world, 'nadia', 'actions/1-2', { status: 'done' });
  await until('06-24 10:00');
  letters.mood.webhookIsGone = false;
  weather.wrong = 0.013;
  note('1,3 % de réponses fausses : la garde ne tient plus');
  await until('06-24 13:00');
  weather.wrong = 0.004;
  await until('06-26 11:00');
  note('Camille reprend et termine 1-3');
  await patch(world, 'camille', 'actions/1-3', { status: 'done' });
  await until('06-26 18:00');
  note('filrouge s’arrête, et personne ne le voit avant le 7 juillet');
  await down('07-07 09:40');
  note('filrouge repart');
  await settle();
}

async function toTheClosure(world: World): Promise<void> {
  const { until, note, settle, house } = world;
  await until('07-07 11:00');
  note('Revue : décisions sur tout ce qui est en retard ; la prochaine tomberait le 14 juillet');
  const overdue = (await plan(world)).actions.filter((each: { overdue: boolean }) => each.overdue);
  await post(world, 'camille', 'plans/1/reviews', {
    comment: 'On finit cette semaine.',
    decisions: overdue.map(({ id }: { id: string }) => ({
      ...{ action: id, decision: 'new_date', due: '2026-07-10', reason: 'filrouge était arrêté' },
    })),
  });
  expect((await plan(world)).nextReview).toBe('2026-07-15T21:59:59.999Z');
  await settle();
  await until('07-09 10:00');
  note('Le seuil est abaissé et éprouvé, les trente cas sont rejoués');
  const file = join(house().rulesDir, 'agents/margaux.yaml');
  const rules = await readFile(file, 'utf8');
  await writeFile(
    file,
    rules.replace('error_rate > 2% over 5m', 'error_rate > 1.5% over 5m').replace('< 1.5%', '< 1.2%'),
  );
  await eventually(async () => {
    const set = await ok(world.as('viewer').get('/v1/rules'));
    expect(JSON.stringify(set.rules)).toContain('error_rate > 1.5% over 5m');
  });
  await patch(world, 'camille', 'actions/1-4', { status: 'done' });
  await until('07-09 10:30');
  // It is proved where it stands: on an agent that reads its switch.
  await ok(world.as('margaux').get('/v1/agents/margaux/switch'));
  await post(world, 'camille', 'rules/error-rate/proof');
  for (let item = 0; item < 30; item += 1)
    await post(world, 'lea', `actions/1-5/checklists/replay/items/${item}`);
  await patch(world, 'lea', 'actions/1-5', { status: 'done' });
  await settle();
  await until('07-13 09:00');
  for (const id of ['1-1', '1-2', '1-3', '1-4', '1-5'])
    expect(await action(world, id)).toMatchObject({ status: 'done', verification: 'verified' });
  await until('07-17 10:00');
  note('Revue du 15 tenue le 17 ; Léa signe la clôture avant de partir, Camille signe et clôt');
  await post(world, 'camille', 'plans/1/reviews', { comment: 'Tout tient.' });
  await patch(world, 'lea', 'plans/1', { closingSummary: 'Cause traitée, garde en place, seuil abaissé.' });
  await settle();
  await sign(world, 'lea', 'closure');
  await settle();
  await until('07-17 11:00');
  await sign(world, 'camille', 'closure');
  await post(world, 'camille', 'plans/1/close');
  await post(world, 'lea', 'incidents/1/close');
  await settle();
}

/** Ten days after the closure the same rule stops Margaux again, while Léa is on her first day back. */
async function itComesBack(world: World): Promise<void> {
  const { until, weather, note, settle } = world;
  await until('07-27 08:20');
  weather.feed = false;
  await until('07-27 09:00');
  weather.wrong = 0.05;
  note('Le flux s’arrête encore : 5 % de réponses fausses');
  await until('07-27 09:01');
  Object.assign(weather, { silent: true });
  await post(world, 'margaux', 'agents/margaux/switch/ack', { epoch: 3 });
  await until('07-27 09:30');
  weather.feed = true;
  await until('07-27 09:45');
  await post(world, 'camille', 'agents/margaux/resume', { reason: 'Flux relancé.' });
  Object.assign(weather, { silent: false, wrong: 0.004 });
  await settle();
  await post(world, 'lea', 'incidents/3/acknowledge');
  await until('08-03 12:00');
}
