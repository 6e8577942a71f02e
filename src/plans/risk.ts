import { noSuch } from '../platform/no-such.ts';
import { refused } from '../platform/refusal.ts';
import { retire } from './action.ts';
import {
  type Edits,
  edited,
  type PlanContext,
  type PlanDecision,
  progressed,
  whyNoChange,
} from './commands/change.ts';
import { planEvent } from './events.ts';
import { idGiver, takenIds } from './ids.ts';
import type { Plan } from './plan.ts';
import type { PlanRisk } from './plan-risk.ts';
import { blankText, type Refused, unknownPerson } from './refusals.ts';

/** The edits that a risk takes. Nobody signs the risks: following them takes no signature away. */
type RiskEdits = Edits<Omit<PlanRisk, 'id'>>;

/** Adds a risk, which is watched from now on. */
export function addRisk(
  plan: Plan,
  command: RiskEdits & { readonly text: string },
  ctx: PlanContext,
): PlanDecision {
  const refusal = whyNoChange(plan, ctx) ?? whyNotThese(command, ctx);
  if (refusal) return refusal;
  const { text, mitigation, owner } = command;
  const blank: PlanRisk = { id: idGiver(`${plan.number}-r`, takenIds(plan))(), text, state: 'watched' };
  const risk = edited(blank, { mitigation, owner }).next;
  const event = planEvent('riskAdded', plan, ctx, { risk: risk.id }, { text, mitigation: risk.mitigation });
  return progressed(plan, { ...plan, risks: [...(plan.risks ?? []), risk] }, [event]);
}

/** Edits a risk, or says that it has come about, or no longer can. */
export function editRisk(
  plan: Plan,
  command: RiskEdits & { readonly risk: string },
  ctx: PlanContext,
): PlanDecision {
  const risk = whyNoChange(plan, ctx) ?? whyNotThese(command, ctx) ?? findRisk(plan, command.risk);
  if ('ok' in risk) return risk;
  const { text, mitigation, owner, state } = command;
  const { next, fields } = edited(risk, { text, mitigation, owner, state });
  const facts = { risk: risk.id, state: next.state, fields };
  const texts = { text, mitigation: mitigation ?? undefined };
  const event = planEvent('riskEdited', plan, ctx, facts, texts);
  const risks = plan.risks?.map((other) => (other === risk ? next : other)) ?? [];
  return progressed(plan, { ...plan, risks }, fields.length === 0 ? [] : [event]);
}

/** Takes a risk off the plan. Its id is never given again. */
export function removeRisk(plan: Plan, id: string, ctx: PlanContext): PlanDecision {
  const risk = whyNoChange(plan, ctx) ?? findRisk(plan, id);
  if ('ok' in risk) return risk;
  const risks = plan.risks?.filter((other) => other !== risk) ?? [];
  return progressed(plan, retire({ ...plan, risks }, [id]), [
    planEvent('riskRemoved', plan, ctx, { risk: id }),
  ]);
}

function findRisk(plan: Plan, id: string): PlanRisk | Refused {
  return plan.risks?.find((risk) => risk.id === id) ?? refused(noSuch('risk', id));
}

function whyNotThese({ text, mitigation, owner }: RiskEdits, ctx: PlanContext): Refused | undefined {
  return blankText({ text, mitigation }) ?? unknownPerson(ctx.people, [owner]);
}
