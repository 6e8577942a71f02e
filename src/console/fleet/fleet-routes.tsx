import { Hono } from 'hono';
import { mayCommand } from '../../access/commands.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { SuspendFleet } from '../../switches/commands.ts';
import { chosenAgents } from '../../switches/fleet.ts';
import type { Dispatch } from '../../thread/dispatch.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { ChooseFleet, ConfirmFleet, FleetStopped } from './fleet.page.tsx';
import { allAgents, choiceIn, type FleetForm } from './fleet-form.ts';

type FleetPorts = Shell & Pick<Dispatch, 'toFleet'>;

/** The stop of many agents: which and why, then the question again, then the stop. */
export function fleetRoutes(ports: FleetPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/stop', (c) => chosen(c, ports, { of: allAgents, reason: '' }))
    .post('/stop', async (c) => {
      const { of = '', reason = '', sure } = await formOf(c);
      return answer(c, ports, { of, reason }, sure);
    });
}

/** Whether the person may stop many agents at once. */
export function mayStopFleet(c: ConsoleContext): boolean {
  return mayCommand(c.get('caller'), { kind: 'suspendFleet' }) === undefined;
}

async function answer(c: ConsoleContext, ports: FleetPorts, form: FleetForm, sure?: string) {
  const set = ports.ruleSet();
  const given = SuspendFleet.safeParse({ kind: 'suspendFleet', of: choiceIn(form), reason: form.reason });
  if (!given.success) return chosen(c, ports, form, reasonMissing);
  const agents = chosenAgents(set, given.data.of);
  if (!agents.ok) return chosen(c, ports, form, agents.refusal);
  if (sure === 'no' || !mayStopFleet(c)) return chosen(c, ports, form);
  const frame = ports.frame(c, i18nOf(c, set));
  const stops = agents.value.filter((agent) => set.agents.get(agent)?.switch !== 'none');
  if (sure !== 'yes') return c.html(<ConfirmFleet {...{ frame, set, form }} agents={stops} />);
  const stopped = await ports.toFleet(given.data, c.get('caller'));
  if (!stopped.ok) return chosen(c, ports, form, stopped.refusal);
  return c.html(<FleetStopped {...{ frame, set }} outcomes={stopped.value} />);
}

/** The first question; for whoever may not stop agents the page does not exist. */
function chosen(c: ConsoleContext, ports: FleetPorts, form: FleetForm, refusal?: Refusal) {
  if (!mayStopFleet(c)) return missingPage(c, ports);
  const set = ports.ruleSet();
  const frame = ports.frame(c, i18nOf(c, set));
  return c.html(<ChooseFleet {...{ frame, set, form, refusal }} />, refusal === undefined ? 200 : 409);
}

const reasonMissing = { kind: 'invalid', code: 'reason_missing', detail: 'A reason is needed.' } as const;
