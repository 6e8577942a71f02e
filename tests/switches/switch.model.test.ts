import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Actor } from '../../src/platform/actor.ts';
import type { Result } from '../../src/platform/refusal.ts';
import { acknowledgeSwitch } from '../../src/switches/acknowledgement.ts';
import { type RuleMeasure, resumeAgent } from '../../src/switches/resume.ts';
import {
  type KillSwitch,
  mayRun,
  type SwitchChange,
  suspendAgent,
  tripSwitch,
  untouchedSwitch,
} from '../../src/switches/switch.ts';

/** What must be true of a switch, in the fewest words: the rules that hold it, whether a person does, how often it changed. */
type Model = { readonly tripped: Set<string>; held: boolean; changes: number; acknowledged: number };
type Real = { state: KillSwitch; now: number };

const camille: Actor = { kind: 'person', person: 'camille', key: '9b01' };
const rules = ['error-rate', 'csat', 'catalogue-freshness'] as const;

function take(real: Real, change: SwitchChange | undefined): boolean {
  if (change === undefined) return false;
  real.state = change.state;
  return true;
}

function agree(model: Model, real: Real): void {
  expect(mayRun(real.state)).toBe(model.tripped.size === 0 && !model.held);
  expect(real.state.epoch).toBe(model.changes);
  expect(new Set(real.state.trips.map((trip) => trip.rule))).toEqual(model.tripped);
  expect(real.state.acknowledged?.epoch ?? -1).toBe(model.acknowledged);
}

function command(name: string, run: (model: Model, real: Real) => void): fc.Command<Model, Real> {
  return {
    check: () => true,
    run: (model, real) => {
      real.now += 1_000;
      run(model, real);
      agree(model, real);
    },
    toString: () => name,
  };
}

const trip = (rule: string) =>
  command(`trip ${rule}`, (model, real) => {
    const standing = { rule, cause: 'fired', firedAt: real.now, threshold: 0.02, incident: 1 } as const;
    const changed = take(real, tripSwitch(real.state, standing, real.now));
    expect(changed).toBe(!model.tripped.has(rule));
    model.tripped.add(rule);
    if (changed) model.changes += 1;
  });

const suspend = command('suspend', (model, real) => {
  const changed = take(real, suspendAgent(real.state, { by: camille, reason: 'doubt' }, real.now));
  expect(changed).toBe(!model.held);
  model.held = true;
  if (changed) model.changes += 1;
});

const resume = (measures: readonly RuleMeasure[], override: boolean) =>
  command(
    `resume ${measures.map(({ verdict }) => verdict).join('+')}${override ? ' override' : ''}`,
    (model, real) => {
      const order = { by: camille, reason: 'mended', override, measures };
      const result: Result<SwitchChange> = resumeAgent(real.state, order, real.now);
      const inBreach = measures.some(({ verdict }) => verdict === 'breach');
      const stopped = model.tripped.size > 0 || model.held;
      expect(result.ok).toBe(stopped && (override || !inBreach));
      if (!result.ok) return;
      real.state = result.value.state;
      model.tripped.clear();
      model.held = false;
      model.changes += 1;
    },
  );

const acknowledge = (distance: number) =>
  command(`acknowledge epoch${distance}`, (model, real) => {
    const epoch = Math.max(0, model.changes + distance);
    const result = acknowledgeSwitch(real.state, epoch, real.now);
    expect(result.ok).toBe(epoch <= model.changes);
    if (!result.ok) return;
    real.state = result.value;
    model.acknowledged = Math.max(model.acknowledged, epoch);
  });

const measures = fc.array(
  fc.record({
    rule: fc.constantFrom(...rules),
    verdict: fc.constantFrom('breach', 'ok', 'no_data'),
    threshold: fc.constant(0.02),
  }),
  { maxLength: 3 },
);
const commands = [
  fc.constantFrom(...rules).map(trip),
  fc.constant(suspend),
  fc.tuple(measures, fc.boolean()).map(([measured, override]) => resume(measured, override)),
  fc.integer({ min: -3, max: 2 }).map(acknowledge),
];

describe('whatever happens to a switch', () => {
  test.prop([fc.commands(commands, { maxCommands: 60 })], { numRuns: 300 })(
    'it runs only without trip and hold, its epoch counts the changes, and only a person releases it',
    (sequence) => {
      fc.modelRun(
        () => ({
          model: { tripped: new Set<string>(), held: false, changes: 0, acknowledged: -1 },
          real: { state: untouchedSwitch('margaux', 0), now: 0 },
        }),
        sequence,
      );
    },
  );

  test.prop([fc.array(fc.constantFrom('ok', 'no_data'), { maxLength: 20 })])(
    'a metric that falls silent or back to normal never releases a trip',
    (verdicts) => {
      const tripped = tripSwitch(
        untouchedSwitch('margaux', 0),
        { rule: 'error-rate', cause: 'fired', firedAt: 1, value: 0.023, threshold: 0.02, incident: 1 },
        1,
      );
      expect(tripped).toBeDefined();
      if (tripped === undefined) return;
      const engine: Actor = { kind: 'engine' };
      for (const [index, verdict] of verdicts.entries()) {
        const measured = [{ rule: 'error-rate', verdict, threshold: 0.02 }];
        const order = { by: engine, reason: '', override: true, measures: measured };
        expect(resumeAgent(tripped.state, order, index).ok).toBe(false);
      }
      expect(mayRun(tripped.state)).toBe(false);
    },
  );
});
