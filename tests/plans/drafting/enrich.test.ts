import { describe, expect, test } from 'vitest';
import type { Evidence, Incident } from '../../../src/incidents/incident.ts';
import { editPlan } from '../../../src/plans/commands/edit.ts';
import { signPlan } from '../../../src/plans/commands/signature.ts';
import { completeContext, withEvidence } from '../../../src/plans/drafting/enrich.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { engineActor } from '../../../src/platform/actor.ts';
import { as, backOnLine, draft, incident, mandate, paris, planAfter, ruleSet, tripAt } from '../margaux.ts';
import { active, readyToClose, readyToSign } from '../signed.ts';

const seen = (reason: string, at: number): Evidence => ({
  at,
  series: { metric: 'error_rate', points: [] },
  movedFirst: [],
  reasons: [{ reason, count: 9, share: 0.9 }],
  recentRuleChanges: [],
});
const reasons = (texts: readonly { readonly text: string; readonly basis: string }[]) =>
  texts.filter(({ basis }) => basis === 'reason').map(({ text }) => text);

describe('evidence that arrives after the draft', () => {
  test('completes the hypotheses, and gives way to that of a trip which joins later', () => {
    const alerted = draft({ incident: { ...incident, evidence: seen('sold_out', 1) } });
    const tripped = withEvidence(alerted, { ...incident, evidence: seen('item_unavailable', 2) }, ruleSet);
    expect(reasons(alerted.hypotheses).join()).toContain('sold_out');
    expect(reasons(tripped.hypotheses).join()).toContain('item_unavailable');
    expect(reasons(tripped.hypotheses).join()).not.toContain('sold_out');
    expect(tripped.version).toBe(alerted.version);
  });
});

const sources = { mandate, ruleSet };
const engine = (now: number) => ({ actor: engineActor, now });
const again = { ...incident, number: 9, opened: { at: paris(20, '08:00'), by: 'engine' } };
const signedText = ({ context, hypotheses, rootCause }: Plan) => ({ context, hypotheses, rootCause });

describe('what people signed', () => {
  const later = paris(20, '08:00');
  const stories = {
    'the agent is back': backOnLine,
    'other evidence of the same incident comes': { ...incident, evidence: seen('sold_out', 2) },
    'the cause comes back': again,
    'more is known of what came back': { ...again, evidence: seen('sold_out', 2), suspensions: [] },
  };
  const halfSigned = planAfter(signPlan(readyToSign(), { as: 'owner', for: 'activation' }, as('lea')));

  test.each(Object.entries(stories))('stays byte for byte when %s, and a paragraph is added', (_, story) => {
    for (const signed of [halfSigned, active(), readyToClose()]) {
      const { plan, events } = completeContext(
        withEvidence(signed, story, ruleSet),
        story,
        sources,
        engine(later),
      );
      expect(signedText(plan)).toEqual(signedText(signed));
      expect(plan.signatures).toEqual(signed.signatures);
      expect(plan.additions).toMatchObject([{ at: later, incident: story.number }]);
      expect(events).toMatchObject([{ kind: 'paragraphAdded', about: story.number }]);
    }
  });

  test('a draft that nobody has signed is brought up to date where it stands', () => {
    const { plan } = completeContext(draft(), backOnLine, sources, engine(later));
    expect(plan).not.toHaveProperty('additions');
    expect(plan.context).toContain('pendant 40');
  });

  test('the paragraph of a recurrence grows until somebody signs again; then comes another', () => {
    const told = (plan: Plan, story: Incident, now: number) =>
      completeContext(plan, story, sources, engine(now)).plan;
    const back = { ...again, suspensions: [{ from: tripAt, until: tripAt + 60_000 }] };
    const once = told(active(), again, later);
    const twice = told(once, back, later + 1);
    expect(twice.additions).toMatchObject([{ at: later + 1, text: expect.stringContaining('jusqu’à') }]);
    expect(told(twice, back, later + 2)).toBe(twice);
    const signature = { as: 'owner', for: 'closure', person: 'lea', version: 1, at: later + 3 } as const;
    const signed = { ...twice, signatures: [...twice.signatures, signature] };
    const more = told(signed, again, later + 4);
    expect(more.additions).toEqual([...(signed.additions ?? []), expect.objectContaining({ at: later + 4 })]);
  });

  test('a context that a person wrote takes no paragraph about its own incident, but one about a recurrence', () => {
    const own = planAfter(editPlan(readyToSign(), { context: 'Ce qui s’est passé.' }, as('lea')));
    const signed = active(own);
    expect(completeContext(signed, backOnLine, sources, engine(later)).plan).toBe(signed);
    expect(completeContext(signed, again, sources, engine(later)).plan.additions).toHaveLength(1);
  });

  test('what the plan says already is no lead of the paragraph', () => {
    const { plan } = completeContext(active(), again, sources, engine(later));
    expect(plan.additions?.[0]?.hypotheses).toEqual([]);
    const other = { ...again, evidence: seen('sold_out', 2) };
    const [found] = completeContext(active(), other, sources, engine(later)).plan.additions ?? [];
    expect(reasons(found?.hypotheses ?? []).join()).toContain('sold_out');
  });
});
