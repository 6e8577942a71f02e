import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plans/plan.ts';
import { registerPlanTelemetry } from '../../src/plans/telemetry.ts';
import { exposition } from '../../src/platform/exposition.ts';
import { hour, start } from './criterion-world.ts';
import { keptPlan } from './kept-plan.ts';

const day = 24 * hour;

async function scrape(plans: readonly Plan[], now = start): Promise<string[]> {
  const registry = new Registry();
  registerPlanTelemetry(registry, { plans: () => plans, now: () => now });
  const text = await exposition(registry);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('what Prometheus sees of plans', () => {
  test('an open plan: state, actions by status, completion, what is overdue', async () => {
    const lines = await scrape([keptPlan()], start + 1.5 * day);
    expect(lines).toContain('filrouge_plan_info{plan="4",agent="margaux",incident="4",state="draft"} 1');
    expect(lines).toContain('filrouge_plan_actions{plan="4",agent="margaux",status="in_progress"} 1');
    expect(lines.filter((line) => line.includes('status="done"'))).toEqual([]);
    expect(lines).toContain('filrouge_plan_criteria{plan="4",agent="margaux",verdict="pending"} 4');
    expect(lines.some((line) => line.startsWith('filrouge_plan_completion_ratio'))).toBe(false);
    expect(lines).toContain('filrouge_plan_overdue_actions{plan="4",agent="margaux"} 1');
    expect(lines).toContain(
      `filrouge_plan_created_timestamp_seconds{plan="4",agent="margaux"} ${start / 1000}`,
    );
    expect(lines.filter((line) => line.startsWith('filrouge_plan_closed'))).toEqual([]);
  });

  test('criteria under way: target, held of the hold, verdict; no value before one was seen', async () => {
    const [indicator] = keptPlan().indicators;
    if (indicator === undefined) throw new Error('the plan has an indicator');
    const holding = { verdict: 'holding', heldMs: 6 * hour, countedUntil: start } as const;
    const lines = await scrape([
      keptPlan(4, { indicators: [{ ...indicator, state: holding, value: 0.0042 }] }),
    ]);
    const of = 'plan="4",action="",criterion="4-i-1"';
    expect(lines).toContain(`filrouge_criterion_value{${of}} 0.0042`);
    expect(lines).toContain(`filrouge_criterion_target{${of}} 0.01`);
    expect(lines).toContain(`filrouge_criterion_held_seconds{${of}} 21600`);
    expect(lines).toContain(`filrouge_criterion_hold_seconds{${of}} 86400`);
    const verdicts = lines.filter((line) => line.startsWith(`filrouge_criterion_verdict{${of}`));
    expect(verdicts).toEqual([`filrouge_criterion_verdict{${of},verdict="holding"} 1`]);
    expect(lines.filter((line) => line.includes('4-1-1'))).toEqual([]);
    expect(lines).toContain('filrouge_plan_criteria{plan="4",agent="margaux",verdict="holding"} 1');
  });

  test.each([
    ['what is waited for', { verdict: 'pending', why: 'waiting' }, false],
    ['what is met', { verdict: 'met', at: start, attributed: true }, false],
    ['what a suspension has stopped', { verdict: 'pending', why: 'suspended' }, true],
    ['what held before the action was done', { verdict: 'pending', why: 'not_done', heldMs: 1 }, true],
    ['what is not measured', { verdict: 'no_data', since: start, heldMs: 0 }, true],
    ['what has failed', { verdict: 'failed', at: start }, true],
    ['what cannot be judged', { verdict: 'error', reason: 'unknown_metric' }, true],
  ] as const)('%s', async (_, state, isShown) => {
    const [indicator] = keptPlan().indicators;
    if (indicator === undefined) throw new Error('the plan has an indicator');
    const lines = await scrape([keptPlan(4, { indicators: [{ ...indicator, state }] })]);
    expect(lines.some((line) => line.startsWith('filrouge_criterion_verdict{'))).toBe(isShown);
    expect(lines.some((line) => line.startsWith('filrouge_plan_criteria{'))).toBe(true);
  });

  test('a closed plan for 90 days, without its criteria, and then no more', async () => {
    const closed = keptPlan(4, { state: 'closed', closedAt: start });
    const lines = await scrape([closed], start + 90 * day);
    expect(lines).toContain('filrouge_plan_info{plan="4",agent="margaux",incident="4",state="closed"} 1');
    expect(lines).toContain(
      `filrouge_plan_closed_timestamp_seconds{plan="4",agent="margaux"} ${start / 1000}`,
    );
    expect(lines.some((line) => line.startsWith('filrouge_criterion'))).toBe(false);
    expect(lines.some((line) => line.startsWith('filrouge_plan_overdue'))).toBe(false);
    expect(await scrape([closed], start + 90 * day + 1)).toEqual([]);
  });

  test('what is gone from the plans is gone from the answer', async () => {
    const registry = new Registry();
    const plans = [keptPlan(1), keptPlan(2)];
    registerPlanTelemetry(registry, { plans: () => plans, now: () => start });
    expect(await exposition(registry)).toContain('plan="2"');
    plans.pop();
    expect(await exposition(registry)).not.toContain('plan="2"');
  });
});
