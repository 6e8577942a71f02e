import { eq } from 'drizzle-orm';
import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import { noticeDeliveries, notices } from '../../notices/tables.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/database.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import {
  type Drill,
  drillRule,
  isProvable,
  type ProofOrder,
  type ProofReport,
  type ProofStage,
} from '../../rules/proof.ts';
import type { Rule } from '../../rules/rule.ts';
import { type Mandate, type RuleSet, ruleOver } from '../../rules/ruleset.ts';
import { acknowledgeSwitch } from '../../switches/acknowledgement.ts';
import { switchAnswer } from '../../switches/lease.ts';
import { isAcknowledged } from '../../switches/standing.ts';
import { createSwitchHub } from '../../switches/stream.ts';
import { type KillSwitch, modeOf } from '../../switches/switch.ts';
import { decideTrip } from '../decide/trip.ts';
import { worldIn } from '../engine.ts';
import type { ProofPassed } from '../events.ts';
import type { ThreadPorts } from '../ports.ts';
import { untouchedAgent } from '../world.ts';
import type { Evaluator } from './evaluator.ts';

/** How long a drill notice may take to arrive, and how often it is looked at. */
const deliverWithinMs = 30_000;
const lookEveryMs = 100;

/**
 * The proof test of a rule: a synthetic breach of a drill twin goes through the engine, a switch that its
 * twin follows and acknowledges, and the real outbox and channels as a drill notice. Only a drill that came
 * through whole is written to the register, with the time of every stage. No production cell, alert, switch,
 * incident or plan is touched.
 */
export async function prove(
  { clock, database, isUnread, drillWithinMs = deliverWithinMs }: ThreadPorts,
  evaluator: Evaluator,
  order: ProofOrder,
  caller: Caller,
): Promise<Result<ProofReport>> {
  const forbidden = mayCommand(caller, { kind: 'proveRule', agent: order.agent });
  if (forbidden !== undefined) return refused(forbidden);
  const { agent } = order;
  const ready = await evaluator.inTurn(async ({ memory }) => provable(memory.engine.set, order));
  if (!ready.ok) return ready;
  const { set, rule, mandate } = ready.value;
  if (rule.effect !== 'alert' && isUnread(agent)) return refused(outOfReach(order));
  const begun = clock.now();
  const stages: ProofStage[] = [{ stage: 'begun', at: begun }];
  const reached = (stage: ProofStage['stage']) => stages.push({ stage, at: clock.now() });

  const drill = drillRule(set, rule, agent, begun);
  if (drill.fired === undefined) return refused(noBreach(rule));
  reached('fired');
  if (rule.effect === 'suspend' || rule.effect === 'degrade') {
    const stage = rule.effect === 'suspend' ? 'suspended' : 'degraded';
    if (!obeySwitch(clock, mandate, drill, begun, () => reached(stage)))
      return refused(notAcknowledged(order));
    reached('acknowledged');
  }
  const key = `drill:${agent}:${rule.id}:${begun}`;
  const told = await evaluator.inTurn(async ({ decided }) =>
    done(await decided([{ kind: 'ruleDrilled', agent, rule: rule.id, key }])),
  );
  if (!told.ok) return told;
  reached('notice_committed');
  const { delivery, said } = await awaitDelivery(database.db, key, drillWithinMs);
  if (delivery !== 'delivered') return refused(notDelivered(delivery, said));
  reached('notice_delivered');
  const { samples } = drill;
  const proof = { rule: rule.id, agent, ruleSet: set.hash, samples, stages };
  const passed: ProofPassed = { kind: 'proofPassed', by: caller.actor, ...proof };
  return evaluator.inTurn(async ({ memory, decided }) => {
    if (memory.engine.set.hash !== set.hash) return refused(changedMeanwhile(rule));
    const [change] = await decided([passed]);
    return done({ ...proof, passedAt: change?.proof?.passedAt ?? clock.now() });
  });
}

type Provable = { readonly set: RuleSet; readonly rule: Rule; readonly mandate: Mandate };

function provable(set: RuleSet, order: ProofOrder): Result<Provable> {
  const rule = ruleOver(set, order.agent, order.rule);
  const mandate = set.agents.get(order.agent);
  if (rule === undefined || mandate === undefined)
    return refused(noSuch('rule', order.rule, { over: order.agent }));
  return isProvable(rule) ? done({ set, rule, mandate }) : refused(onlyObserves(rule));
}

/**
 * The trip is decided as a live one, and the twin follows its switch as an agent does: it acknowledges the
 * epoch.
 */
function obeySwitch(
  clock: Clock,
  mandate: Mandate,
  { twin, engine, fired }: Drill,
  now: number,
  onHeldBack: () => void,
): boolean {
  if (fired === undefined) return false;
  const world = worldIn(engine, untouchedAgent(twin), { incident: 0, plan: 0 }, now, fired);
  const { killSwitch } = decideTrip(world, fired, now);
  if (killSwitch === undefined) return false;
  const hub = createSwitchHub();
  let state: KillSwitch = killSwitch.after;
  hub.subscribe(twin, ({ epoch, mode }) => {
    if (mode === 'normal') return;
    onHeldBack();
    const acknowledged = acknowledgeSwitch(state, epoch, clock.now());
    if (acknowledged.ok) state = acknowledged.value;
  });
  hub.publish(switchAnswer(state, mandate, now));
  hub.close();
  return modeOf(state) !== 'normal' && isAcknowledged(state);
}

type Delivery = 'delivered' | 'skipped' | 'dead' | 'waiting';

/** How the drill notice ended, and what each channel said that did not take it: `webhook: http_500`. */
type Delivered = { readonly delivery: Delivery; readonly said: readonly string[] };

/** Delivered when somebody got it and nobody's delivery died. */
async function awaitDelivery(db: Db, key: string, withinMs: number): Promise<Delivered> {
  let said: readonly string[] = [];
  for (let waited = 0; waited <= withinMs; waited += lookEveryMs) {
    const rows = await db
      .select({
        channel: noticeDeliveries.channel,
        state: noticeDeliveries.state,
        reason: noticeDeliveries.reason,
      })
      .from(noticeDeliveries)
      .innerJoin(notices, eq(notices.seq, noticeDeliveries.notice))
      .where(eq(notices.key, key));
    const states = rows.map(({ state }) => state);
    const left = rows.filter(({ state, reason }) => state !== 'delivered' && reason !== null);
    said = [...new Set(left.map(({ channel, reason }) => `${channel}: ${reason}`))];
    if (states.includes('dead')) return { delivery: 'dead', said };
    if (states.length === 0) return { delivery: 'skipped', said };
    if (!states.includes('waiting'))
      return { delivery: states.includes('delivered') ? 'delivered' : 'skipped', said };
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs).unref());
  }
  return { delivery: 'waiting', said };
}

function onlyObserves({ id }: Rule): Refusal {
  const detail = `Rule ${id} only observes: it tells nobody, so there is nothing to prove.`;
  return { kind: 'conflict', code: 'nothing_to_prove', detail };
}

function noBreach({ id }: Rule): Refusal {
  const detail = `No synthetic breach of ${id} could be made: its conditions cannot all be true of single samples.`;
  return { kind: 'conflict', code: 'proof_not_breached', detail };
}

function outOfReach({ agent }: ProofOrder): Refusal {
  const detail = `Agent ${agent} does not read its switch: a stop would not reach it. The proof did not pass.`;
  return { kind: 'conflict', code: 'proof_out_of_reach', detail };
}

function notAcknowledged({ agent }: ProofOrder): Refusal {
  const detail = `The drill switch of ${agent} was not acknowledged.`;
  return { kind: 'conflict', code: 'proof_not_acknowledged', detail };
}

const why: Readonly<Record<Exclude<Delivery, 'delivered'>, string>> = {
  skipped: 'no channel is configured that would have told anybody',
  dead: 'a channel gave it up; the notices say why',
  waiting: 'it was still waiting when the time for it was over; the notices say why',
};

function notDelivered(delivery: Exclude<Delivery, 'delivered'>, said: readonly string[]): Refusal {
  const heard = said.length === 0 ? '' : ` (${said.join(', ')})`;
  const detail = `The drill notice was not delivered: ${why[delivery]}${heard}. The proof did not pass.`;
  return { kind: 'conflict', code: 'proof_not_delivered', detail, facts: { delivery, said } };
}

function changedMeanwhile({ id }: Rule): Refusal {
  const detail = `The rules changed while ${id} was proved. Prove it again.`;
  return { kind: 'conflict', code: 'rules_changed', detail };
}
