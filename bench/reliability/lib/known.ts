import type { Operation } from './openapi.ts';

/** What stands in a house of the shipped rules, by the names of the fields and the rooms that speak of it. */
export type Known = Readonly<Record<string, unknown>>;

/** Opens an incident with a plan to try things on, and makes a key that may be revoked. */
export async function furnish(
  // biome-ignore lint/suspicious/noExplicitAny: an answer is the JSON that it is
  ask: (path: string, body?: object) => Promise<any>,
): Promise<Known> {
  await ask('/v1/incidents', {
    source: 'manual',
    agent: 'margaux',
    title: 'Something to try things on',
    description: 'It has a plan.',
    playbook: 'stale-answers',
  });
  const plan = await ask('/v1/plans/1');
  const key = await ask('/v1/keys', { role: 'viewer', name: 'to be revoked' });
  const action = plan.actions[0];
  return {
    agent: 'margaux',
    key: 'agent.margaux.may_run',
    metric: 'error_rate',
    owner: 'lea',
    person: 'lea',
    playbook: 'stale-answers',
    source: 'manual',
    number: 1,
    checklist: 'contact',
    index: 0,
    action: action.id,
    actions: action.id,
    improvements: plan.improvements[0]?.id ?? '1-1',
    criteria: action.criteria[0].id,
    keys: key.id,
    rules: 'error-rate',
  };
}

/** A route's path with what is known in it, or what `other` says of a parameter. */
export function addressOf(
  { path, parameters }: Operation,
  known: Known,
  other: (parameter: string) => string | undefined,
): string {
  const room = path.split('/')[2] ?? '';
  return parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (address, { name }) =>
        address.replace(`{${name}}`, () => other(name) ?? String(known[name === 'id' ? room : name])),
      path,
    );
}
