import { type Api, apiOf, good } from './api.ts';

/** What must be true of the service, in the fewest words. */
export type Model = {
  readonly agents: Map<string, { held: boolean; tripped: boolean; epoch: number }>;
  readonly incidents: Map<number, 'open' | 'acknowledged' | 'resolved'>;
  readonly actions: Map<string, { title: string; status: string }>;
  readonly keys: Map<string, { readonly secret: string; revoked: boolean }>;
  rootCause: string | undefined;
  /** The last number of the register. */
  entries: number;
};

/** What the steps are done to: the service, who asks, and the plan that is worked on. */
export type Real = { readonly url: string; readonly admin: Api; readonly plan: number };

/** One step: carries it out on both, and answers what differed. */
export type Step = (
  model: Model,
  real: Real,
  random: () => number,
  turn: number,
) => Promise<string | undefined>;

const pick = <T>(list: readonly T[], random: () => number): T | undefined =>
  list[Math.floor(random() * list.length)];
const agentIn = (model: Model, random: () => number) => {
  const name = pick([...model.agents.keys()], random) ?? '';
  return [name, model.agents.get(name) ?? { held: false, tripped: false, epoch: 0 }] as const;
};

/** Says what an answer is that should have been another. */
function unlike(what: string, wanted: unknown, found: unknown): string | undefined {
  return JSON.stringify(wanted) === JSON.stringify(found)
    ? undefined
    : `${what}: ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`;
}

const suspend: Step = async (model, { admin }, random) => {
  const [name, agent] = agentIn(model, random);
  const { status, body } = await admin.post(`/v1/agents/${name}/suspend`, { reason: 'a step' });
  if (!agent.held) agent.epoch += 1;
  agent.held = true;
  return unlike(`${name} suspended`, [200, false, agent.epoch], [status, body?.mayRun, body?.epoch]);
};

const resume: Step = async (model, { admin }, random) => {
  const [name, agent] = agentIn(model, random);
  const { status, body } = await admin.post(`/v1/agents/${name}/resume`, {
    reason: 'a step',
    override: true,
  });
  if (!agent.held && !agent.tripped) return unlike(`${name} resumed while it ran`, 409, status);
  agent.epoch += 1;
  [agent.held, agent.tripped] = [false, false];
  return unlike(`${name} resumed`, [200, true, agent.epoch], [status, body?.mayRun, body?.epoch]);
};

const acknowledge: Step = async (model, { admin }, random) => {
  const [name, agent] = agentIn(model, random);
  const epoch = Math.max(0, agent.epoch + Math.floor(random() * 5) - 3);
  const { status } = await admin.post(`/v1/agents/${name}/switch/ack`, { epoch });
  return unlike(`${name} acknowledged ${epoch} at ${agent.epoch}`, epoch > agent.epoch ? 422 : 200, status);
};

const read: Step = async (model, { admin }, random) => {
  const [name, agent] = agentIn(model, random);
  const { status, body } = await admin.get(`/v1/agents/${name}/switch`);
  const wanted = [200, !agent.held && !agent.tripped, agent.epoch];
  return unlike(`${name} read`, wanted, [status, body?.mayRun, body?.epoch]);
};

const openIncident: Step = async (model, { admin }, _, turn) => {
  const order = { source: 'audit', title: `step ${turn}`, description: 'by the model' };
  const { status, body } = await admin.post('/v1/incidents', order);
  const wrong = unlike('an incident opened', [201, 'open'], [status, body?.state]);
  if (wrong === undefined && model.incidents.has(body.number)) return `incident ${body.number} opened twice`;
  model.incidents.set(body?.number, 'open');
  return wrong;
};

/** `open → acknowledged → resolved`, never back; each has a plan, and none is closed before that. */
const stepIncident: Step = async (model, { admin }, random) => {
  const number = pick([...model.incidents.keys()].slice(-40), random);
  if (number === undefined) return undefined;
  const state = model.incidents.get(number);
  const verb = pick(['acknowledge', 'resolve', 'close'], random) ?? '';
  const next = (
    {
      acknowledge: { open: 'acknowledged' },
      resolve: { open: 'resolved', acknowledged: 'resolved' },
    } as Record<string, Record<string, 'acknowledged' | 'resolved'>>
  )[verb]?.[state ?? ''];
  const { status, body } = await admin.post(`/v1/incidents/${number}/${verb}`);
  if (next === undefined) return unlike(`${verb} of incident ${number}, ${state}`, 409, status);
  model.incidents.set(number, next);
  return unlike(`${verb} of incident ${number}, ${state}`, [200, next], [status, body?.state]);
};

const editPlan: Step = async (model, { admin, plan }, _, turn) => {
  model.rootCause = `cause ${turn}`;
  const { status, body } = await admin.patch(`/v1/plans/${plan}`, { rootCause: model.rootCause });
  return unlike('the plan edited', [200, model.rootCause], [status, body?.rootCause]);
};

const addAction: Step = async (model, { admin, plan }, _, turn) => {
  if (model.actions.size >= 20) return undefined;
  const title = `action ${turn}`;
  const { status, body } = await admin.post(`/v1/plans/${plan}/actions`, { title, owner: 'lea' });
  const wrong = unlike('an action added', [201, title, 'todo'], [status, body?.title, body?.status]);
  if (wrong === undefined && model.actions.has(body.id)) return `the id ${body.id} was given twice`;
  model.actions.set(body?.id, { title, status: 'todo' });
  return wrong;
};

const editAction: Step = async (model, { admin }, random, turn) => {
  const id = pick([...model.actions.keys()], random);
  const action = model.actions.get(id ?? '');
  if (id === undefined || action === undefined) return undefined;
  if (random() < 0.5) action.title = `action ${turn}`;
  else action.status = pick(['todo', 'in_progress', 'done'], random) ?? 'todo';
  const { status, body } = await admin.patch(`/v1/actions/${id}`, action);
  return unlike(
    `action ${id} edited`,
    [200, action.title, action.status],
    [status, body?.title, body?.status],
  );
};

const dropAction: Step = async (model, { admin }, random) => {
  const id = pick([...model.actions.keys()], random);
  if (id === undefined) return undefined;
  const { status } = await admin.del(`/v1/actions/${id}`);
  model.actions.delete(id);
  return unlike(`action ${id} dropped`, true, status >= 200 && status < 300);
};

const makeKey: Step = async (model, { admin }) => {
  if (model.keys.size >= 60) return undefined;
  const { status, body } = await admin.post('/v1/keys', { role: 'viewer', name: 'a step' });
  if (status === 201) model.keys.set(body.id, { secret: body.secret, revoked: false });
  return unlike('a key made', 201, status);
};

const revokeKey: Step = async (model, { admin }, random) => {
  const id = pick([...model.keys.keys()], random);
  const key = model.keys.get(id ?? '');
  if (id === undefined || key === undefined || random() < 0.5) return undefined;
  key.revoked = true;
  return unlike('a key revoked', 200, (await admin.del(`/v1/keys/${id}`)).status);
};

/** Keys that are over are tried seldom: an address that fails often is not looked up any more. */
const useKey: Step = async (model, { url }, random) => {
  const key = pick(
    [...model.keys.values()].filter(({ revoked }) => !revoked || random() < 0.02),
    random,
  );
  if (key === undefined) return undefined;
  const { status } = await apiOf(url, key.secret).get('/v1/agents?limit=1');
  return unlike(`a key used, ${key.revoked ? 'revoked' : 'good'}`, key.revoked ? 401 : 200, status);
};

/** The steps, each as often as its weight. */
export const steps: readonly (readonly [weight: number, step: Step])[] = [
  [12, suspend],
  [14, resume],
  [6, acknowledge],
  [16, read],
  [4, openIncident],
  [10, stepIncident],
  [6, editPlan],
  [5, addAction],
  [12, editAction],
  [4, dropAction],
  [2, makeKey],
  [2, revokeKey],
  [7, useKey],
];

/** Everything that is to be seen of the service, against the model: what differs. */
export async function compare(model: Model, { admin, plan }: Real): Promise<string[]> {
  const wrong: (string | undefined)[] = [];
  for (const [name, agent] of model.agents) {
    const { mayRun, epoch } = await good(admin.get(`/v1/agents/${name}/switch`));
    wrong.push(unlike(`${name} afterwards`, [!agent.held && !agent.tripped, agent.epoch], [mayRun, epoch]));
  }
  const states = new Map<number, string>();
  let cursor = '';
  do {
    const page = await good(admin.get(`/v1/incidents?limit=200${cursor}`));
    for (const { number, state, source } of page.items) if (source === 'audit') states.set(number, state);
    cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  const byNumber = (map: ReadonlyMap<number, string>) => [...map].sort(([a], [b]) => a - b);
  wrong.push(unlike('incidents', byNumber(model.incidents), byNumber(states)));
  const told = await good(admin.get(`/v1/plans/${plan}`));
  wrong.push(unlike('the root cause', model.rootCause, told.rootCause));
  const actions = told.actions.map((one: { id: string; title: string; status: string }) => [
    one.id,
    one.title,
    one.status,
  ]);
  wrong.push(
    unlike(
      'actions',
      [...model.actions].map(([id, one]) => [id, one.title, one.status]),
      actions,
    ),
  );
  const register = await good(admin.get('/v1/register/verify'));
  if (!register.ok) wrong.push('the register is broken');
  if (register.entries < model.entries)
    wrong.push(`the register fell from ${model.entries} to ${register.entries}`);
  model.entries = register.entries;
  return wrong.flatMap((one) => (one === undefined ? [] : [one]));
}
