import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayCommand } from '../../../src/access/commands.ts';
import { createMirror } from '../../../src/connect/mirror/pull/mirror.ts';
import { agrees } from '../../../src/connect/mirror/reconcile.ts';
import { faultOf, type PullFault } from '../../../src/connect/pull/fault.ts';
import { PlanCommand } from '../../../src/plans/commands/command.ts';
import { decidePlanCommand } from '../../../src/plans/commands/decide.ts';
import type { PlanEvent } from '../../../src/plans/events.ts';
import type { StatusThere } from '../../../src/plans/link.ts';
import { type ActionStatus, actionStatuses, type Plan } from '../../../src/plans/plan.ts';
import type { Actor } from '../../../src/platform/actor.ts';
import { refused } from '../../../src/platform/refusal.ts';
import { as, draft, ruleSet } from '../../plans/margaux.ts';
import { active } from '../../plans/signed.ts';

const url = 'https://gitlab.example.org/it/sync/-/issues/1';
const minute = 60_000;
const { actor: lea, now: start } = as('lea');

/** What each tool makes of a status that it is told. */
const tellings: Readonly<Record<string, Readonly<Record<ActionStatus, StatusThere>>>> = {
  jira: { todo: 'todo', in_progress: 'in_progress', blocked: 'in_progress', done: 'done' },
  gitlab: { todo: 'open', in_progress: 'open', blocked: 'open', done: 'done' },
};

/** A plan whose first action is linked, a tool that holds one issue, and the mirror between them. */
function begin(given: Plan = draft(), tool: 'jira' | 'gitlab' = 'gitlab') {
  const state = {
    ...{ now: start, plan: given, events: [] as PlanEvent[], counted: [] as string[] },
    there: { status: (tool === 'jira' ? 'todo' : 'open') as StatusThere, at: 0 },
    ...{ reads: 0, told: 0, fault: undefined as PullFault | undefined, isRefusing: false },
  };
  const give = (command: PlanCommand, by: Actor = lea) => {
    const decided = decidePlanCommand(state.plan, PlanCommand.parse(command), {
      ...{ actor: by, now: state.now, ruleSet },
    });
    if (!decided.ok) return decided;
    state.plan = decided.value.plan;
    state.events.push(...decided.value.events);
    return { ok: true as const, value: state.plan };
  };
  const { number: plan } = given;
  const [{ id } = { id: '' }] = given.actions;
  const mirror = createMirror({
    now: () => state.now,
    busy: () => undefined,
    plans: () => [state.plan],
    command: async (command, caller) => {
      const forbidden = mayCommand(caller, command);
      return forbidden === undefined ? give(command, caller.actor) : refused(forbidden);
    },
    count: (_, outcome) => void state.counted.push(outcome),
    sites: [
      {
        name: tool,
        pace: { refill: () => {}, turn: async () => {}, close: () => {} },
        refOf: ({ href }) => (href === url ? '1' : undefined),
        refIn: () => '1',
        read: async () => {
          state.reads += 1;
          return state.fault ?? state.there;
        },
        tell: async (_, status) => {
          if (state.fault !== undefined) return state.fault;
          if (state.isRefusing) return { ...faultOf('http_error', 'no'), status: 409 };
          state.told += 1;
          state.there = { status: tellings[tool]?.[status] ?? 'open', at: state.now };
          return undefined;
        },
      },
    ],
  });
  const action = () => state.plan.actions.find((one) => one.id === id);
  return {
    state,
    mirror,
    action,
    give,
    setHere: (status: ActionStatus) =>
      give(
        status === 'blocked'
          ? { kind: 'editAction', plan, action: id, status, blockedWhy: 'Sans accès' }
          : { kind: 'editAction', plan, action: id, status },
      ),
    setThere: (status: StatusThere) => {
      state.there = { status, at: state.now };
    },
    link: () => give({ kind: 'editAction', plan, action: id, link: url }),
    /** So long nothing else happens; the mirror is at work. */
    pass: async (ms: number) => {
      for (const end = state.now + ms; state.now < end; ) {
        state.now += Math.min(minute, end - state.now);
        mirror.tick();
        await new Promise(setImmediate);
      }
    },
  };
}

const whole = 6 * minute;

describe('an action and its issue', () => {
  test('when linked, say what the issue says where the action said nothing yet', async () => {
    const house = begin();
    house.setThere('done');
    house.link();
    await house.pass(whole);
    expect([house.action()?.status, house.state.told]).toEqual(['done', 0]);
  });

  test('when linked, say what the action says where it says something', async () => {
    const house = begin();
    house.setHere('done');
    house.link();
    await house.pass(whole);
    expect([house.state.there.status, house.action()?.status]).toEqual(['done', 'done']);
  });

  test('follow each other, whoever changes, and name the mirror in the register', async () => {
    const house = begin();
    house.link();
    await house.pass(whole);
    house.setHere('done');
    await house.pass(minute);
    expect(house.state.there.status).toBe('done');
    house.setThere('open');
    await house.pass(whole);
    expect(house.action()?.status).toBe('in_progress');
    const last = house.state.events.findLast(({ kind }) => kind === 'actionStatusSet');
    expect(last).toMatchObject({ by: { kind: 'mirror', site: 'gitlab' }, from: 'done', to: 'in_progress' });
  });

  test('keep a status that says the same there', async () => {
    const house = begin();
    house.link();
    for (const status of ['in_progress', 'blocked', 'todo'] as const) {
      house.setHere(status);
      await house.pass(whole);
      expect([house.action()?.status, house.state.there.status]).toEqual([status, 'open']);
    }
    expect(house.state.told).toBe(0);
  });

  test('where both have changed, say what was said last', async () => {
    const house = begin();
    house.link();
    await house.pass(whole);
    house.setHere('done');
    await house.pass(whole);
    // Nobody answers while both change.
    house.state.fault = faultOf('unreachable', 'no');
    house.setHere('blocked');
    house.state.now += minute;
    house.setThere('cancelled');
    house.setThere('open');
    house.state.now += minute;
    house.setHere('done');
    await house.pass(minute);
    house.state.fault = undefined;
    await house.pass(3_600_000);
    expect([house.action()?.status, house.state.there.status]).toEqual(['done', 'done']);
  });

  test('that is waited for elsewhere is blocked here, and says so', async () => {
    const house = begin();
    house.link();
    await house.pass(whole);
    house.setThere('waiting');
    await house.pass(whole);
    expect(house.action()).toMatchObject({ status: 'blocked', blockedWhy: 'En attente dans l’outil lié' });
  });

  test('that is cancelled elsewhere stays as it is here, and shows it', async () => {
    const house = begin();
    house.setHere('in_progress');
    house.link();
    await house.pass(whole);
    house.setThere('cancelled');
    await house.pass(whole);
    expect(house.action()).toMatchObject({ status: 'in_progress', link: { there: 'cancelled' } });
    expect(house.state.told).toBe(0);
  });

  test('say that the other is gone at once, and that nobody answers at the third time', async () => {
    const house = begin();
    house.link();
    house.state.fault = faultOf('timeout', 'no answer');
    await house.pass(2 * minute);
    expect(house.action()?.link?.fault).toBeUndefined();
    await house.pass(5 * minute);
    expect(house.action()?.link?.fault).toBe('unreachable');
    house.state.fault = { ...faultOf('http_error', 'HTTP 404'), status: 404 };
    await house.pass(3_600_000);
    expect(house.action()?.link?.fault).toBe('gone');
    house.state.fault = undefined;
    await house.pass(7_200_000);
    expect(house.action()?.link).toMatchObject({ there: 'open' });
    expect(house.action()?.link?.fault).toBeUndefined();
  });

  test('tell what could not be told as soon as somebody answers again', async () => {
    const house = begin();
    house.link();
    await house.pass(whole);
    house.state.fault = faultOf('timeout', 'no answer');
    house.setHere('done');
    await house.pass(3_600_000);
    expect(house.action()?.link?.fault).toBe('unreachable');
    house.state.fault = undefined;
    await house.pass(3_600_000);
    expect([house.state.there.status, house.action()?.link?.fault]).toEqual(['done', undefined]);
  });

  test('are asked less and less often while nobody answers', async () => {
    const house = begin();
    house.link();
    house.state.fault = faultOf('timeout', 'no answer');
    await house.pass(24 * 3_600_000);
    expect(house.state.reads).toBeLessThan(40);
  });

  test('try a refused change once, and again when something changes', async () => {
    const house = begin();
    house.link();
    await house.pass(whole);
    house.state.isRefusing = true;
    house.setHere('done');
    await house.pass(24 * 3_600_000);
    expect(house.action()).toMatchObject({ status: 'done', link: { there: 'open', fault: 'refused' } });
    expect(house.state.counted.filter((one) => one === 'refused')).toHaveLength(1);
    house.state.isRefusing = false;
    house.setHere('in_progress');
    house.setHere('done');
    await house.pass(whole);
    expect([house.state.there.status, house.action()?.link?.fault]).toEqual(['done', undefined]);
  });

  test('take nothing over into a plan that is closed', async () => {
    const house = begin();
    house.link();
    house.state.plan = { ...house.state.plan, state: 'closed' };
    house.setThere('done');
    await house.pass(whole);
    expect(house.action()?.status).toBe('todo');
    expect(house.state.counted).toContain('not_taken');
  });
});

test('whatever happens on both sides, they end up the same, are then left alone, and nothing is verified', async () => {
  const step = fc.oneof(
    fc.record({ here: fc.constantFrom(...actionStatuses) }),
    fc.record({ there: fc.constantFrom<StatusThere[]>('done', 'open') }),
    fc.record({ wait: fc.integer({ min: 0, max: whole }) }),
    fc.record({ fails: fc.boolean() }),
  );
  const tools = fc.constantFrom('gitlab' as const, 'jira' as const);
  await fc.assert(
    fc.asyncProperty(tools, fc.array(step, { maxLength: 12 }), async (tool, steps) => {
      const house = begin(active(), tool);
      house.link();
      for (const one of steps) {
        house.state.now += 1_000;
        if ('here' in one) house.setHere(one.here);
        else if ('there' in one)
          house.setThere(one.there === 'open' && tool === 'jira' ? 'in_progress' : one.there);
        else if ('wait' in one) await house.pass(one.wait);
        else house.state.fault = one.fails ? faultOf('timeout', 'no answer') : undefined;
      }
      house.state.fault = undefined;
      await house.pass(7_200_000);
      const status = house.action()?.status ?? 'todo';
      expect(agrees(house.state.there.status, status)).toBe(true);
      const { version } = house.state.plan;
      const { told } = house.state;
      await house.pass(3_600_000);
      expect([house.state.plan.version, house.state.told]).toEqual([version, told]);
      const kinds = new Set(
        house.state.events.filter(({ by }) => by.kind === 'mirror').map(({ kind }) => kind),
      );
      expect([...kinds].filter((kind) => kind !== 'actionStatusSet' && kind !== 'linkNoted')).toEqual([]);
      expect(house.action()?.verification).toBe('unverified');
    }),
    { numRuns: 60 },
  );
});
