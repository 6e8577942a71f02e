import { z } from 'zod';
import type { Breach } from './breach.ts';
import { delayText } from './delay.ts';
import { Failure } from './failure.ts';
import { lookAtAgent, lookAtIncident, lookAtPlan, lookAtRules, Refused, ruleOf } from './looks.ts';
import type { Scene } from './scene.ts';
import { until } from './until.ts';

/** The people's part: feed, cause, signatures, actions, Margaux on line again. Returns her downtime in ms. */
export async function playRepair(scene: Scene, breach: Breach): Promise<number> {
  const { pause } = scene;
  await pause();
  await tryToResume(scene);
  await pause();
  await mendFeed(scene, breach);
  await pause();
  await tryToSign(scene, breach.plan);
  await pause();
  await activate(scene, breach);
  await pause();
  await doActions(scene, breach.plan);
  await pause();
  const downtimeMs = await resume(scene, breach);
  await pause();
  await replayCases(scene, breach.plan);
  return downtimeMs;
}

/** Refused for as long as the window still measures the breach. */
async function tryToResume({ clients, format, screen, texts }: Scene): Promise<void> {
  if (ruleOf(await lookAtAgent(clients.camille), 'error-rate').verdict !== 'breach') return;
  const path = '/v1/agents/margaux/resume';
  const reason = { reason: texts.resumeReason };
  const answer = await clients.camille.refused('POST', path, reason, 'still_in_breach');
  const { value, threshold } = Refused.parse(answer ?? {}).missing[0]?.params ?? {};
  if (value === undefined || threshold === undefined) return;
  const told = format.quantity(Number(value), { unit: 'ratio' }, Number(threshold));
  const limit = format.limit(Number(threshold), { unit: 'ratio' });
  screen.step('refusal', texts.resumeRefused({ value: told, limit }));
}

async function mendFeed(
  { clients, format, orderFeed, screen, signal, texts }: Scene,
  breach: Breach,
): Promise<void> {
  const mendedAt = Date.now();
  orderFeed('mend');
  const endedAt = await until(signal, 'the alarm about the freshness to end', async () => {
    const { triggers } = await lookAtIncident(clients.itOps, breach.incident);
    const last = triggers.filter(({ rule }) => rule === 'catalogue-freshness').at(-1);
    return last?.resolvedAt;
  });
  screen.step('person', texts.mended(delayText(Date.parse(endedAt) - mendedAt, format)));
}

/** Refused with everything that is missing at once. */
async function tryToSign({ clients, screen, texts }: Scene, plan: number): Promise<void> {
  const signature = { as: 'owner', for: 'activation' };
  const answer = await clients.lea.refused('POST', `/v1/plans/${plan}/sign`, signature, 'activation_blocked');
  const missing = Refused.parse(answer ?? {}).missing.map(({ code, at }) =>
    code === 'root_cause_missing' ? texts.missing.rootCause : texts.missing.owner(at ?? code),
  );
  if (missing.length > 0) screen.step('refusal', texts.signRefused(missing));
}

async function activate(scene: Scene, { plan: number, trippedAt }: Breach): Promise<void> {
  const { address, clients, format, pause, screen, texts } = scene;
  const path = `/v1/plans/${number}`;
  const { lea, camille } = clients;
  await lea.command('PATCH', path, { rootCause: texts.rootCause });
  const dead = (await lookAtPlan(lea, number)).actions.filter(({ owner }) => owner === undefined);
  for (const { id } of dead) await lea.command('PATCH', `/v1/actions/${id}`, { owner: 'lea' });
  screen.step('person', texts.causeWritten(dead.map(({ id }) => id).join(', ')));

  await pause();
  const expected = { doneBefore: 'already_signed plan_not_draft' };
  await lea.command('POST', `${path}/sign`, { as: 'owner', for: 'activation' }, expected);
  await camille.command('POST', `${path}/sign`, { as: 'approver', for: 'activation' }, expected);
  const { activatedAt } = await lookAtPlan(lea, number);
  if (activatedAt === undefined) throw new Failure('an active plan after two signatures', 'a draft');
  const after = delayText(Date.parse(activatedAt) - trippedAt, format);
  screen.step('good', texts.activated({ number, after }), address(`/plans/${number}`));
}

/** Everything that can be done while Margaux is off line. */
async function doActions(scene: Scene, plan: number): Promise<void> {
  const { clients, deployWithGuard, editMandate, format, pause, screen, seen, signal, texts } = scene;
  const { camille, itOps, lea } = clients;
  const { actions } = await lookAtPlan(lea, plan);
  const finish = async (key: string, client: typeof lea, ...details: string[]): Promise<void> => {
    const action = actions.find(({ from }) => from?.action === key);
    if (action === undefined) throw new Failure(`an action ${key} in plan ${plan}`, 'none');
    await client.command('PATCH', `/v1/actions/${action.id}`, { status: 'done' });
    const { id, owner = '', title } = action;
    screen.step('person', [texts.done({ action: id, who: texts.people[owner] ?? owner, title }), ...details]);
  };

  await finish('resync-feed', itOps);

  await pause();
  const deployedAt = Date.now();
  await deployWithGuard();
  const told = await until(signal, 'the new Margaux to hear of her switch', () => seen.told[0]);
  if (told.mayRun) throw new Failure('a stopped Margaux after she was deployed again', 'one that may run');
  await finish('prompt-guard', camille, texts.redeployed(delayText(told.at - deployedAt, format)));

  await pause();
  const editedAt = Date.now();
  await editMandate(['rules', 0, 'when'], 'error_rate > 1.5% over 10s');
  const inForceAt = await until(signal, 'the threshold of 1.5% in force', async () => {
    const { loadedAt, rules } = await lookAtRules(camille);
    const isLower = rules.some(({ rule, when }) => rule === 'error-rate' && when[0]?.includes('1.5%'));
    return isLower ? Date.parse(loadedAt) : undefined;
  });
  const limit = format.quantity(0.015, { unit: 'ratio' });
  const inForce = texts.thresholdInForce({ limit, after: delayText(inForceAt - editedAt, format) });
  await finish('lower-threshold', camille, inForce);

  await pause();
  const statement = actions.flatMap(({ criteria }) => criteria).find(({ kind }) => kind === 'attestation');
  await lea.command('POST', `/v1/criteria/${statement?.id}/attest`, {}, { doneBefore: 'already_attested' });
  await finish('contact-customers', lea, texts.attested);
}

async function resume(scene: Scene, { incident }: Breach): Promise<number> {
  const { address, clients, format, screen, seen, signal, texts } = scene;
  await until(signal, 'a window that no longer measures the breach', async () => {
    const { verdict } = ruleOf(await lookAtAgent(clients.camille), 'error-rate');
    return verdict === 'breach' ? undefined : true;
  });
  const orderedAt = Date.now();
  const reason = { reason: texts.resumeReason };
  await clients.camille.command('POST', '/v1/agents/margaux/resume', reason, {
    doneBefore: 'already_running',
  });
  const told = await until(signal, 'Margaux to hear that she may run', () =>
    seen.told.find(({ mayRun }) => mayRun),
  );
  const { downtimeMs } = await lookAtIncident(clients.camille, incident);
  screen.step(
    'person',
    texts.resumed({
      after: delayText(told.at - orderedAt, format),
      downtime: delayText(downtimeMs, format),
      turnedAway: format.number(seen.tally.turnedAway),
    }),
    address('/agents/margaux'),
  );
  return downtimeMs;
}

const Answer = z.object({ available: z.boolean() });

/** Asks again what was answered falsely; each true answer ticks a case of the checklist. */
async function replayCases(scene: Scene, plan: number): Promise<void> {
  const { clients, screen, seen, signal, texts, urls } = scene;
  const action = (await lookAtPlan(clients.lea, plan)).actions.find(
    ({ checklists }) => checklists.length > 0,
  );
  if (action === undefined) throw new Failure('an action with a checklist', 'none');
  const { id, checklists, title } = action;
  const cases = checklists.flatMap(({ items }) => items);
  for (const [index] of cases.entries()) {
    const item = seen.wrong[index % seen.wrong.length]?.item ?? '';
    const said = await until(signal, 'an answer of Margaux', () =>
      ask(`${urls.margaux}/questions`, { item }),
    );
    const shelf = await until(signal, 'a look at the shelf', () => ask(`${urls.shop}/stock/${item}`));
    if (said.available !== shelf.available) throw new Failure(`a true answer about ${item}`, 'a false one');
    await clients.lea.command('POST', `/v1/actions/${id}/checklists/${checklists[0]?.id}/items/${index}`, {});
  }
  await clients.lea.command('PATCH', `/v1/actions/${id}`, { status: 'done' });
  const who = texts.people['lea'] ?? 'lea';
  screen.step('person', [texts.done({ action: id, who, title }), texts.replayed(cases.length)]);
}

/** Whether an item is available; `undefined` when nobody answers now. */
async function ask(address: string, body?: unknown): Promise<z.infer<typeof Answer> | undefined> {
  const headers = { 'Content-Type': 'application/json' };
  const post = { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(address, body === undefined ? {} : post);
  return answer.ok ? Answer.parse(await answer.json()) : undefined;
}
