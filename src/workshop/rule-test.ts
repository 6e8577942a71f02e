import { formatQuantity } from '../metrics/quantity.ts';
import type { Plan } from '../plans/plan.ts';
import type { ExpectedPlan, ExpectedValue, RuleTest, TestExpectation } from '../rules/files/testfile.ts';
import { type RuleSet, rulesOver } from '../rules/ruleset.ts';
import { formatShare } from '../rules/share.ts';
import { type KillSwitch, modeOf, shareOf } from '../switches/switch.ts';
import { createTestWorld, type TestWorld } from './rule-test-world.ts';

/** Something that is not as a test says. `at` is epoch milliseconds. */
export type Mismatch = {
  readonly at: number;
  readonly line: number;
  readonly what: string;
  readonly expected: string;
  readonly got: string;
};

/** One row of a time line: a letter for each step. `.` stands for inactive or running. */
export type TrackRow = { readonly name: string; readonly got: string; readonly expected: string };

/** How a test ended. */
export type TestOutcome = {
  readonly test: RuleTest;
  readonly mismatches: readonly Mismatch[];
  /** Alerts of the agent's rules and its switch at every step. */
  readonly track: readonly TrackRow[];
};

/** Runs one test on the same engine, switch, incident and draft as live. */
export function runRuleTest(set: RuleSet, test: RuleTest): TestOutcome {
  const world = createTestWorld(set, test);
  const mismatches: Mismatch[] = [];
  const rules = rulesOver(set, test.agent).map(({ id }) => id);
  const seen = new Map<number, string[]>();
  for (const { at, samples, commands, expectations } of momentsOf(set, test)) {
    for (const sample of samples) world.record(sample);
    world.tick(at);
    for (const command of commands) {
      const result = world.command(command);
      if (result.ok) continue;
      const what = `${command.kind} by ${command.by}`;
      mismatches.push({ at, line: test.line, what, expected: 'carried out', got: result.refusal.detail });
    }
    for (const expectation of expectations) mismatches.push(...judge(world, set, expectation));
    if ((at - test.startAt) % test.stepMs === 0) {
      const letters = rules.map((rule) => alertLetters[world.alert(rule)]);
      seen.set(at, [...letters, switchLetters[modeOf(world.killSwitch())]]);
    }
  }
  return { test, mismatches, track: trackOf(test, [...rules, 'switch'], seen) };
}

const expectedLetters = { running: '.', degraded: 'D', suspended: 'S' } as const;
const switchLetters = { normal: '.', degraded: 'D', suspended: 'S' } as const;
const alertLetters = { inactive: '.', pending: 'p', firing: 'F' } as const;

type Moment = {
  readonly at: number;
  readonly samples: RuleTest['samples'][number][];
  readonly commands: RuleTest['commands'][number][];
  readonly expectations: TestExpectation[];
};

/** Every instant of a test: its samples, commands and expectations, and the ticks of the clock in between. */
function momentsOf({ stepMs }: RuleSet, test: RuleTest): Moment[] {
  const moments = new Map<number, Moment>();
  const momentAt = (at: number): Moment => {
    const known = moments.get(at) ?? { at, samples: [], commands: [], expectations: [] };
    moments.set(at, known);
    return known;
  };
  const end = Math.max(...test.expectations.map(({ at }) => at));
  for (let at = test.startAt; at <= end; at += stepMs) momentAt(at);
  for (let at = test.startAt; at <= end; at += test.stepMs) momentAt(at);
  for (const sample of test.samples) if (sample.at <= end) momentAt(sample.at).samples.push(sample);
  for (const command of test.commands) if (command.at <= end) momentAt(command.at).commands.push(command);
  for (const expectation of test.expectations) momentAt(expectation.at).expectations.push(expectation);
  return [...moments.values()].toSorted((left, right) => left.at - right.at);
}

function judge(world: TestWorld, set: RuleSet, expectation: TestExpectation): Mismatch[] {
  const { at, line, alerts, values, trippedBy, incident, plan } = expectation;
  const differences: [what: string, expected: string, got: string][] = [
    ...values.map((value) => judgeValue(world, set, value, at)),
    ...[...alerts].map(([rule, state]): [string, string, string] => [rule, state, world.alert(rule)]),
  ];
  const state = world.killSwitch();
  if (expectation.switch !== undefined)
    differences.push(['switch', expectation.switch, switchWord(expectation.switch, state)]);
  if (expectation.share !== undefined)
    differences.push(['share', formatShare(expectation.share), formatShare(shareOf(state))]);
  if (trippedBy !== undefined)
    differences.push(['tripped_by', listed(trippedBy), listed(state.trips.map(({ rule }) => rule))]);
  if (incident !== undefined) {
    const triggers = world
      .incident()
      ?.triggers.map(({ rule }) => rule)
      .join(', ');
    const wanted = incident === 'none' ? 'none' : incident.triggers.join(', ');
    differences.push(['incident', wanted, triggers ?? 'none']);
  }
  if (plan === 'none') differences.push(['plan', 'none', world.plan() === undefined ? 'none' : 'drafted']);
  else if (plan !== undefined) differences.push(...judgePlan(plan, world.plan()));
  return differences
    .filter(([, expected, got]) => expected !== got)
    .map(([what, expected, got]) => ({ at, line, what, expected, got }));
}

/** A degraded agent runs; a test that says no more than that holds for it. */
function switchWord(expected: NonNullable<TestExpectation['switch']>, state: KillSwitch): string {
  const mode = modeOf(state);
  if (mode === 'suspended') return 'suspended';
  return mode === 'degraded' && expected === 'degraded' ? 'degraded' : 'running';
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.toSorted().join(', ');
}

/** Values are the same when they differ by less than a billionth: equal sums may differ in their last bit. */
function judgeValue(
  world: TestWorld,
  set: RuleSet,
  expected: ExpectedValue,
  at: number,
): [string, string, string] {
  const { text, metric, window, value } = expected;
  const got = world.value(metric, window, at);
  const known = set.metrics.get(metric);
  const say = (one: number | 'no_data' | undefined) =>
    typeof one !== 'number' ? 'no data' : known === undefined ? String(one) : formatQuantity(one, known);
  const same =
    typeof value === 'number' && got !== undefined
      ? Math.abs(value - got) <= 1e-9 * Math.max(1, Math.abs(value))
      : (value === 'no_data') === (got === undefined);
  return [text, say(value), same ? say(value) : say(got)];
}

function judgePlan(expected: ExpectedPlan, plan: Plan | undefined): [string, string, string][] {
  if (plan === undefined) return [['plan', 'drafted', 'none']];
  const actions = plan.actions.map(({ id, from }) => from?.action ?? id).join(', ');
  const got = {
    playbook: plan.playbooks.join(', '),
    owner: plan.owner,
    approver: plan.approver,
    language: plan.language,
    actions,
  };
  const wanted = { ...expected, actions: expected.actions?.join(', ') };
  return (['playbook', 'owner', 'approver', 'language', 'actions'] as const).flatMap(
    (key): [string, string, string][] => {
      const value = wanted[key];
      return value === undefined ? [] : [[`plan ${key}`, value, got[key]]];
    },
  );
}

function trackOf(
  test: RuleTest,
  names: readonly string[],
  seen: ReadonlyMap<number, readonly string[]>,
): TrackRow[] {
  const times = [...seen.keys()];
  return names.map((name, place) => ({
    name,
    got: times.map((at) => seen.get(at)?.[place] ?? ' ').join(''),
    expected: times
      .map((at) => {
        const expectation = test.expectations.find((one) => one.at === at);
        const state = expectation?.alerts.get(name);
        if (state !== undefined) return alertLetters[state];
        if (name !== 'switch' || expectation?.switch === undefined) return ' ';
        return expectedLetters[expectation.switch];
      })
      .join(''),
  }));
}
