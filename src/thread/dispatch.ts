import { mayCommand } from '../access/commands.ts';
import type { Caller } from '../access/roles.ts';
import type { IncidentCommand } from '../incidents/commands.ts';
import type { Incident } from '../incidents/incident.ts';
import { getIncident } from '../incidents/store.ts';
import type { ReplayAction } from '../plans/cases/replay-command.ts';
import type { PlanCommand } from '../plans/commands/command.ts';
import type { DraftPlan } from '../plans/commands/draft.ts';
import type { Plan } from '../plans/plan.ts';
import { setAtOpening } from '../plans/store/document-store.ts';
import { getPlan } from '../plans/store/store.ts';
import type { Db } from '../platform/database/database.ts';
import { errorCode, isRefusedData } from '../platform/database/sql-error.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import { noAgent } from '../rules/ruleset.ts';
import type { SilenceCommand } from '../rules/silences/commands.ts';
import type { SwitchCommand } from '../switches/commands.ts';
import type { KillSwitch } from '../switches/switch.ts';
import type { Change } from './change.ts';
import type { Command } from './commands.ts';
import { decide } from './decide/decide.ts';
import { planBegunBy } from './decide/plan.ts';
import { notKept } from './decide/refusals.ts';
import type { Evaluator } from './evaluator/evaluator.ts';
import { growForPlan } from './evaluator/growth.ts';
import { findIncident, findPlan, stateOf, worldOf } from './evaluator/memory.ts';
import type { Term } from './evaluator/term.ts';
import { createFleetResume, type ResumeMany } from './fleet-resume.ts';
import { createFleetStop, type StopFleet } from './fleet-stop.ts';
import type { ThreadPorts } from './ports.ts';
import { type AgentState, switchOf, type World } from './world.ts';

/** Carries out commands: whoever may give them is asked here, and here alone. */
export type Dispatch = {
  /** Stops an agent, lets it run again, or takes its acknowledgement. Answers the switch as it is then. */
  readonly toSwitch: (command: SwitchCommand, caller: Caller) => Promise<Result<KillSwitch>>;
  /** Stops many agents together. Answers for each what became of it, in the order of the choice. */
  readonly toFleet: StopFleet;
  /** Lets many agents run again. Answers for each what became of it, in the order of the choice. */
  readonly resumeFleet: ResumeMany;
  /** Opens an incident, or takes a step in its life. */
  readonly toIncident: (command: IncidentCommand, caller: Caller) => Promise<Result<Incident>>;
  /**
   * Edits, signs or closes a plan. The plan that is decided on is the plan as it is in the command's turn.
   */
  readonly toPlan: (command: PlanCommand, caller: Caller) => Promise<Result<Plan>>;
  /** Has the cases of an action asked again. Answers its plan, which stays as it is. */
  readonly toReplay: (command: ReplayAction, caller: Caller) => Promise<Result<Plan>>;
  /** Begins a plan by hand, or from the text of an audit. */
  readonly toNewPlan: (command: DraftPlan, caller: Caller) => Promise<Result<Plan>>;
};

/** Dispatches to an evaluator. */
export function createDispatch(ports: ThreadPorts, evaluator: Evaluator): Dispatch {
  const { db } = ports.database;

  const carryOut = createCarryOut(ports, evaluator);
  return {
    toSwitch: (command, caller) =>
      carryOut(
        command,
        caller,
        ({ agent, killSwitch }, { memory }) =>
          killSwitch?.after ?? switchOf(stateOf(memory, agent), ports.clock.now()),
      ),
    toFleet: createFleetStop(evaluator),
    resumeFleet: createFleetResume(ports, evaluator),
    toIncident: (command, caller) =>
      carryOut(command, caller, ({ incident }) => {
        if (incident === undefined) throw new Error(`${command.kind} left no incident behind`);
        return incident.after;
      }),
    toPlan: (command, caller) =>
      carryOut(command, caller, async ({ agent, plan }, term) => {
        const { memory } = term;
        const known = plan?.after ?? stateOf(memory, agent).plans.get(command.plan);
        if (plan !== undefined) await term.following.followOne(plan.after);
        const followed =
          stateOf(memory, agent).plans.get(command.plan) ?? known ?? (await getPlan(db, command.plan));
        if (followed === undefined) throw new Error(`plan ${command.plan} is gone`);
        return followed;
      }),
    toReplay: (command, caller) =>
      carryOut(command, caller, ({ agent }, { memory }) => {
        const plan = stateOf(memory, agent).plans.get(command.plan);
        if (plan === undefined) throw new Error(`plan ${command.plan} is gone`);
        return plan;
      }),
    toNewPlan: (command, caller) =>
      carryOut(command, caller, async ({ agent, plan }, term) => {
        const begun = plan === undefined ? planBegunBy(stateOf(term.memory, agent), command) : undefined;
        if (begun !== undefined) return begun;
        if (plan === undefined) throw new Error(`${command.kind} left no plan behind`);
        await term.following.followOne(plan.after);
        return plan.after;
      }),
  };
}

/** Silences are set and ended elsewhere (`silencing.ts`). */
type Carried = Exclude<Command, SilenceCommand>;

/** Answers the outcome of a command once it is committed, as `answer` makes it of the change. */
type CarryOut = <T>(
  command: Carried,
  caller: Caller,
  answer: (change: Change, term: Term) => T | Promise<T>,
) => Promise<Result<T>>;

/** Permission, turn, decision, commit. */
function createCarryOut(ports: ThreadPorts, evaluator: Evaluator): CarryOut {
  const { db } = ports.database;
  return async (command, caller, answer) => {
    const forbidden = mayCommand(caller, command);
    if (forbidden !== undefined) return refused(forbidden);
    return evaluator.inTurn(async (term) => {
      const subject = await subjectOf(db, term, command);
      if (!subject.ok) return subject;
      const order = { ...command, by: caller.actor };
      const decided = await decidedIn(term, subject.value, order).catch((error: unknown) => {
        if (!isRefusedData(error)) throw error;
        const facts = { err: error, command: command.kind };
        ports.logger.error(facts, 'the database refuses what a command says');
        return notKept(errorCode(error));
      });
      if (!decided.ok) return decided;
      const { plan } = decided.value;
      // Until their rings are long enough, the windows that its criteria alone read measure nothing.
      if (plan !== undefined) await growForPlan({ ports, ...term }, plan.after);
      return done(await answer(decided.value, term));
    });
  };
}

/** The agent that a command is about, with what of it is out of sight of the memory. */
type Subject = Pick<AgentState, 'agent' | 'incidents' | 'plans'> & Pick<World, 'setAtOpening'>;

async function subjectOf(db: Db, { memory }: Term, command: Carried): Promise<Result<Subject>> {
  if (command.kind === 'openIncident' || command.kind === 'draftPlan')
    return done(stateOf(memory, command.agent ?? noAgent));
  if ('agent' in command) return done(stateOf(memory, command.agent));
  if ('incident' in command) {
    const incident = findIncident(memory, command.incident) ?? (await getIncident(db, command.incident));
    if (incident === undefined) return refused(noSuch('incident', command.incident));
    const { agent, incidents, plans } = stateOf(memory, incident.agent ?? noAgent);
    return done({ agent, plans, incidents: new Map(incidents).set(incident.number, incident) });
  }
  const plan = findPlan(memory, command.plan) ?? (await getPlan(db, command.plan));
  if (plan === undefined) return refused(noSuch('plan', command.plan));
  const { agent, incidents, plans } = stateOf(memory, plan.agent ?? noAgent);
  const known = { agent, incidents, plans: new Map(plans).set(plan.number, plan) };
  if (command.kind !== 'closePlan' && command.kind !== 'signPlan') return done(known);
  const incident = await getIncident(db, plan.incident);
  return done({ ...known, setAtOpening: await setAtOpening(db, plan, incident) });
}

/** Decides in the turn that the caller has, and writes what comes of it. */
async function decidedIn(
  { memory, writer, pending }: Term,
  subject: Subject,
  order: Parameters<typeof decide>[1],
): Promise<Result<Change>> {
  const { agent } = subject;
  const isMeasured = order.kind === 'resumeAgent';
  const trips = isMeasured ? (stateOf(memory, agent).killSwitch?.trips ?? []) : [];
  // Released alerts are stored with the switch, not by a group commit that comes before it.
  const released = trips.map(({ rule }) => ({ agent, rule }));
  return pending.during(released, async () => {
    let decision: Result<Change> = done({ agent });
    await writer.write((sequences, now) => {
      decision = decide(
        { ...worldOf(memory, agent, sequences, now, { isMeasured }), ...subject },
        order,
        now,
      );
      return decision.ok ? [decision.value] : [];
    });
    return decision;
  });
}
