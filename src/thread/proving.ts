import { eq } from 'drizzle-orm';
import type { Caller } from '../access/roles.ts';
import { proofPassedKind } from '../incidents/proof-store.ts';
import { noticeDeliveries, notices } from '../notices/tables.ts';
import { actorText } from '../platform/actor.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import type { ProofOrder, ProofReport, ProofStage } from '../rules/proof.ts';
import { drillRule } from '../rules/proof.ts';
import type { Rule } from '../rules/rule.ts';
import { acknowledgeSwitch } from '../switches/acknowledgement.ts';
import { switchAnswer } from '../switches/lease.ts';
import { isAcknowledged } from '../switches/standing.ts';
import { createSwitchHub } from '../switches/stream.ts';
import { type KillSwitch, mayRun, tripSwitch, untouchedSwitch } from '../switches/switch.ts';
import { type Core, notReady, write } from './core.ts';
import { peopleOf, setting } from './telling.ts';

/** How long a drill notice may take to arrive, and how often it is looked at. */
const deliverWithinMs = 30_000;
const lookEveryMs = 100;

/**
 * The proof test of a rule: a synthetic breach of a drill twin goes through the engine, a switch that its twin follows and
 * acknowledges, and the real outbox and channels as a drill notice. Only a drill that came through whole is written to the
 * register, with the time of every stage. No production cell, alert, switch, incident or plan is touched.
 */
export async function prove(core: Core, order: ProofOrder, caller: Caller): Promise<Result<ProofReport>> {
  const { set } = core;
  if (core.memory === undefined) return refused(notReady);
  const rule = set.rules.find(({ id, agents }) => id === order.rule && agents.includes(order.agent));
  if (rule === undefined) return refused(unknownRule(order));
  if (rule.effect === 'observe') return refused(onlyObserves(rule));
  const begun = core.ports.clock.now();
  const stages: ProofStage[] = [{ stage: 'begun', at: begun }];
  const reached = (stage: ProofStage['stage']) => stages.push({ stage, at: core.ports.clock.now() });

  const drill = drillRule(set, rule, order.agent, begun);
  if (drill.fired === undefined) return refused(noBreach(rule));
  reached('fired');
  if (rule.effect === 'suspend') {
    const obeyed = await obeySwitch(core, order.agent, drill.twin, rule, begun, () => reached('suspended'));
    if (!obeyed) return refused(notAcknowledged(order));
    reached('acknowledged');
  }
  const key = `drill:${order.agent}:${rule.id}:${begun}`;
  await write(core, async () => ({
    notices: [
      {
        key,
        kind: 'drill',
        severity: 'info',
        agent: order.agent,
        people: peopleOf(set, order.agent),
        data: { ...setting(set, order.agent), rule: rule.id },
      },
    ],
  }));
  reached('notice_committed');
  const delivered = await awaitDelivery(core, key);
  if (delivered !== 'delivered') return refused(notDelivered(delivered));
  reached('notice_delivered');
  if (core.set.hash !== set.hash) return refused(changedMeanwhile(rule));
  return done(await keep(core, order, caller, { ruleSet: set.hash, stages, samples: drill.samples }));
}

/** The twin follows its switch as an agent does: it hears the frame, and acknowledges the epoch. */
async function obeySwitch(
  core: Core,
  agent: string,
  twin: string,
  rule: Rule,
  now: number,
  onSuspended: () => void,
): Promise<boolean> {
  const mandate = core.set.agents.get(agent);
  const threshold = rule.when[0]?.threshold ?? Number.NaN;
  const trip = { rule: rule.id, cause: 'fired', firedAt: now, threshold, incident: 0 } as const;
  const change = tripSwitch(untouchedSwitch(twin, now), trip, now);
  if (mandate === undefined || change === undefined) return false;
  const hub = createSwitchHub();
  let state: KillSwitch = change.state;
  hub.subscribe(twin, ({ epoch, mayRun: runs }) => {
    if (runs) return;
    onSuspended();
    const acknowledged = acknowledgeSwitch(state, epoch, core.ports.clock.now());
    if (acknowledged.ok) state = acknowledged.value;
  });
  hub.publish(switchAnswer(state, mandate, now));
  hub.close();
  return !mayRun(state) && isAcknowledged(state);
}

type Delivery = 'delivered' | 'skipped' | 'dead' | 'waiting';

/** How the drill notice ended: delivered when somebody got it and nobody's delivery died. */
async function awaitDelivery(core: Core, key: string): Promise<Delivery> {
  const { db } = core.ports.database;
  for (let waited = 0; waited <= deliverWithinMs; waited += lookEveryMs) {
    const rows = await db
      .select({ state: noticeDeliveries.state })
      .from(noticeDeliveries)
      .innerJoin(notices, eq(notices.seq, noticeDeliveries.notice))
      .where(eq(notices.key, key));
    const states = rows.map(({ state }) => state);
    if (states.includes('dead')) return 'dead';
    if (states.length === 0) return 'skipped';
    if (!states.includes('waiting')) return states.includes('delivered') ? 'delivered' : 'skipped';
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs).unref());
  }
  return 'waiting';
}

async function keep(
  core: Core,
  { rule, agent }: ProofOrder,
  caller: Caller,
  proof: Pick<ProofReport, 'ruleSet' | 'stages' | 'samples'>,
): Promise<ProofReport> {
  const stages = proof.stages.map(({ stage, at }) => ({ stage, at }));
  const data = { rule, ruleSet: proof.ruleSet, samples: proof.samples, stages };
  let passedAt = 0;
  await write(core, async (_, now) => {
    passedAt = now;
    return { entries: [{ kind: proofPassedKind, actor: actorText(caller.actor), agent, data }] };
  });
  const proofs = core.memory?.proofs;
  const ofAgent = proofs?.get(agent) ?? new Map();
  proofs?.set(agent, ofAgent.set(rule, { passedAt, ruleSetHash: proof.ruleSet }));
  return { agent, rule, passedAt, ...proof };
}

function unknownRule({ rule, agent }: ProofOrder): Refusal {
  return { kind: 'not_found', code: 'unknown_rule', detail: `There is no rule "${rule}" over ${agent}.` };
}

function onlyObserves({ id }: Rule): Refusal {
  const detail = `Rule ${id} only observes: it tells nobody, so there is nothing to prove.`;
  return { kind: 'conflict', code: 'nothing_to_prove', detail };
}

function noBreach({ id }: Rule): Refusal {
  const detail = `No synthetic breach of ${id} could be made: its conditions cannot all be true of single samples.`;
  return { kind: 'conflict', code: 'proof_not_breached', detail };
}

function notAcknowledged({ agent }: ProofOrder): Refusal {
  const detail = `The drill switch of ${agent} was not acknowledged.`;
  return { kind: 'conflict', code: 'proof_not_acknowledged', detail };
}

const why: Readonly<Record<Exclude<Delivery, 'delivered'>, string>> = {
  skipped: 'no channel is configured that would have told anybody',
  dead: 'a channel gave it up; the notices say why',
  waiting: `it was still waiting after ${deliverWithinMs / 1000} s; the notices say why`,
};

function notDelivered(delivery: Exclude<Delivery, 'delivered'>): Refusal {
  const detail = `The drill notice was not delivered: ${why[delivery]}. The proof did not pass.`;
  return { kind: 'conflict', code: 'proof_not_delivered', detail, facts: { delivery } };
}

function changedMeanwhile({ id }: Rule): Refusal {
  const detail = `The rules changed while ${id} was proved. Prove it again.`;
  return { kind: 'conflict', code: 'rules_changed', detail };
}
