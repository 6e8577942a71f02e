import { z } from 'zod';
import { IncidentBody, IncidentDetail } from '../../src/incidents/view.ts';
import { PlanBody } from '../../src/plans/http/plan-body.ts';
import type { Client } from './client.ts';

/** The parts of filrouge's answers that the story reads. */
const AgentState = z.object({
  switch: z.object({ mayRun: z.boolean(), epoch: z.int(), acknowledged: z.boolean() }),
  rules: z.array(
    z.object({
      rule: z.string(),
      value: z.number().nullable(),
      threshold: z.number(),
      verdict: z.enum(['breach', 'ok', 'no_data']),
    }),
  ),
});
export type AgentState = z.infer<typeof AgentState>;
const IncidentList = z.object({ items: z.array(IncidentBody) });
const RulesInForce = z.object({
  loadedAt: z.iso.datetime(),
  rules: z.array(z.object({ rule: z.string(), when: z.array(z.string()) })),
});
const ChainVerdict = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), entries: z.int(), head: z.object({ hash: z.string() }) }),
  z.object({ ok: z.literal(false), brokenAt: z.int(), why: z.string() }),
]);
/** A refusal with all that it names. */
export const Refused = z.object({
  missing: z
    .array(
      z.object({
        code: z.string(),
        at: z.string().optional(),
        params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      }),
    )
    .default([]),
});

export const lookAtAgent = (client: Client) => client.get('/v1/agents/margaux', AgentState);
export const lookAtIncidents = async (client: Client) =>
  (await client.get('/v1/incidents', IncidentList)).items;
export const lookAtIncident = (client: Client, number: number) =>
  client.get(`/v1/incidents/${number}`, IncidentDetail);
export const lookAtPlan = (client: Client, number: number) => client.get(`/v1/plans/${number}`, PlanBody);
export const lookAtRules = (client: Client) => client.get('/v1/rules', RulesInForce);
export const verifyRegister = (client: Client) => client.get('/v1/register/verify', ChainVerdict);

/** A rule of Margaux's, as it stands. */
export function ruleOf(agent: AgentState, rule: string): AgentState['rules'][number] {
  const found = agent.rules.find((each) => each.rule === rule);
  if (found === undefined) throw new Error(`rules/demo has no rule ${rule}`);
  return found;
}

/** Milliseconds from breaching samples to committed trips, as filrouge measures; nothing without a trip. */
export async function detectionMs(url: string): Promise<number | undefined> {
  const text = await fetch(`${url}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );
  const read = (what: string) =>
    Number(new RegExp(`^filrouge_detection_seconds_${what} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return read('count') === 0 ? undefined : (read('sum') / read('count')) * 1000;
}
