import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { RequestCommand } from '../../src/requests/commands.ts';
import { decideRequest } from '../../src/requests/life.ts';
import { isOpen, type Request } from '../../src/requests/request.ts';
import { agent, at, contact, hour, lead, referent, request, t0 } from './requests.ts';

/** The request after commands, all of which must be taken. */
function then(start: Request, ...steps: readonly (RequestCommand | [RequestCommand, number])[]): Request {
  return steps.reduce((before, step) => {
    const [command, now] = Array.isArray(step) ? step : [step, t0 + 100 * hour];
    const decided = decideRequest({ request: before, actor: lead }, command, now);
    if (!decided.ok) throw new Error(`${command.kind}: ${decided.refusal.detail}`);
    return decided.value.request;
  }, start);
}

/** Why a command is refused. */
function refusal(start: Request, command: RequestCommand, actor = agent, into?: Request): string | undefined {
  const decided = decideRequest({ request: start, actor, ...(into && { into }) }, command, t0 + 100 * hour);
  return decided.ok ? undefined : decided.refusal.code;
}

describe('a request that was received', () => {
  test('is answered by the first contact of the desk, and by no word of the customer', () => {
    const asked = then(request(), contact('in', 1));
    expect(asked.life).toEqual({ state: 'received' });
    expect(asked.answered).toBeUndefined();
    const answered = then(asked, contact('out', 2));
    expect(answered).toMatchObject({ life: { state: 'answered' }, answered: { at: at(2) } });
    expect(then(answered, contact('out', 3)).answered).toEqual(answered.answered);
  });

  test('is answered by a talk that the customer began', () => {
    const talk = then(request(), contact('in', 1, { answered: true }));
    expect(talk).toMatchObject({ life: { state: 'answered' }, answered: { at: at(1) } });
    expect(refusal(request(), contact('out', 1, { answered: true }))).toBe('contact_direction');
  });

  test('waits for whom the contact says, and for the desk when the customer speaks again', () => {
    const forHim = then(request(), contact('out', 2, { awaits: 'customer' }));
    expect(forHim.life).toEqual({ state: 'waiting', for: 'customer', since: at(2) });
    const forUs = then(forHim, contact('in', 5));
    expect(forUs.life).toEqual({ state: 'waiting', for: 'us', since: at(5) });
    // He asks again: he has waited since the first time.
    expect(then(forUs, contact('in', 7)).life).toEqual(forUs.life);
    expect(then(forUs, contact('out', 8)).life).toEqual({ state: 'answered' });
  });

  test('waits for the desk while a next step of the desk is said', () => {
    const next = { step: 'v-step', dueAt: at(30) };
    const planned = then(request(), contact('out', 2, { next }));
    expect(planned).toMatchObject({ life: { state: 'waiting', for: 'us', since: at(2) }, next });
    expect(then(planned, { kind: 'resolveRequest' }).next).toBeUndefined();
  });

  test('keeps its first answer when that is written down late, behind what the customer has said since', () => {
    const late = then(request(), contact('in', 10), contact('out', 4));
    expect(late).toMatchObject({
      answered: { at: at(4) },
      life: { state: 'waiting', for: 'us', since: at(10) },
      lastContactAt: at(10),
    });
    const inOrder = then(request(), contact('out', 4), contact('in', 10));
    expect(late.life).toEqual(inOrder.life);
  });

  test('takes no contact of before it was received, nor of the future', () => {
    expect(refusal(request(), contact('in', -0.001))).toBe('contact_time');
    expect(refusal(request(), contact('in', 0))).toBeUndefined();
    expect(refusal(request(), contact('out', 100))).toBeUndefined();
    expect(refusal(request(), contact('out', 100.001))).toBe('contact_time');
  });
});

describe('a request that was resolved', () => {
  const resolved = then(request(), contact('out', 2), { kind: 'resolveRequest' });

  test('is not resolved while something that its kind requires is not there', () => {
    const incomplete = request({ missing: ['contract'] });
    expect(refusal(incomplete, { kind: 'resolveRequest' })).toBe('fields_missing');
    expect(refusal(incomplete, { kind: 'validateRequest' }, referent)).toBe('fields_missing');
  });

  test('is closed when the customer has confirmed it, by his own word or by what somebody heard', () => {
    const close: RequestCommand = { kind: 'closeRequest', confirmed: true };
    expect(then(resolved, close).life).toMatchObject({ state: 'closed', closed: { how: 'confirmed' } });
    const said = then(resolved, contact('in', 9, { confirms: true }));
    expect(said.life).toMatchObject({ state: 'resolved', confirmed: { at: at(9) } });
    expect(then(said, { kind: 'closeRequest', confirmed: false }).life).toMatchObject({
      closed: { how: 'confirmed', confirmedAt: at(9) },
    });
  });

  test('is not closed without his word unless somebody says why', () => {
    expect(refusal(resolved, { kind: 'closeRequest', confirmed: false })).toBe('not_confirmed');
    const closed = then(resolved, { kind: 'closeRequest', confirmed: false, why: 'v-why' });
    expect(closed.life).toMatchObject({ closed: { how: 'unconfirmed', why: 'v-why' } });
  });

  test('that is not resolved is given up by a referent or a lead alone, and never as confirmed', () => {
    const open = then(request(), contact('out', 2, { awaits: 'customer' }));
    const giveUp: RequestCommand = { kind: 'closeRequest', confirmed: false, why: 'v-why' };
    expect(refusal(open, giveUp)).toBe('desk_role_missing');
    expect(refusal(open, giveUp, referent)).toBeUndefined();
    expect(refusal(open, { kind: 'closeRequest', confirmed: true }, lead)).toBe('not_resolved');
    expect(then(open, giveUp).life).not.toHaveProperty('resolved');
  });

  test('is open again when the customer says anything but that it is solved', () => {
    for (const over of [resolved, then(resolved, { kind: 'closeRequest', confirmed: true })]) {
      expect(then(over, contact('in', 9))).toMatchObject({
        life: { state: 'reopened', since: at(9) },
        reopenings: 1,
      });
      expect(then(over, contact('out', 9)).life).toEqual(over.life);
      expect(then(over, contact('note', 9)).life).toEqual(over.life);
      expect(refusal(over, contact('out', 9, { awaits: 'us' }))).toBe('request_over');
    }
    const again = then(resolved, { kind: 'reopenRequest', why: 'v-why' });
    expect([again.life.state, again.reopenings]).toEqual(['reopened', 1]);
    expect(refusal(again, { kind: 'reopenRequest', why: 'v-why' })).toBe('request_open');
    expect(refusal(request(), contact('in', 1, { confirms: true }))).toBe('not_resolved');
  });
});

describe('an escalation', () => {
  const up: RequestCommand = { kind: 'escalateRequest', why: 'v-why', to: 'camille' };

  test('is taken up by whom it is for, or by a lead, who follows the request from then on', () => {
    const escalated = then(request(), up);
    expect(refusal(escalated, { kind: 'takeUpRequest' }, referent)).toBe('not_addressed');
    const taken = decideRequest(
      { request: escalated, actor: { by: 'person:camille', person: 'camille', role: 'agent' } },
      { kind: 'takeUpRequest' },
      t0 + hour,
    );
    expect(taken).toMatchObject({
      value: { request: { owner: 'camille', escalation: { takenUp: { at: t0 + hour } } } },
    });
    expect(refusal(escalated, { kind: 'takeUpRequest' }, { by: 'key:1', role: 'lead' })).toBe(
      'person_missing',
    );
    expect(refusal(request(), { kind: 'takeUpRequest' }, lead)).toBe('not_escalated');
  });

  test('waits once: another one is taken when it was taken up', () => {
    const escalated = then(request(), up);
    expect(refusal(escalated, up)).toBe('escalated_already');
    const again = then(escalated, { kind: 'takeUpRequest' }, up);
    expect(again.escalation).not.toHaveProperty('takenUp');
  });
});

describe('a hand-over, an edit, a check', () => {
  test('that change nothing leave neither entry nor version', () => {
    const mine = request({ owner: 'lea' });
    for (const command of [
      { kind: 'handOverRequest', to: 'lea' },
      { kind: 'editRequest', edit: { priority: 'normal', reason: null } },
    ] as const) {
      const decided = decideRequest({ request: mine, actor: agent }, command, t0);
      expect(decided).toMatchObject({ ok: true, value: { request: { version: 1 }, entries: [] } });
    }
  });

  test('a request that was checked is to be checked again when its words, kind, customer or fields change', () => {
    const checked = then(request(), { kind: 'validateRequest' });
    expect(checked.validated).toBeDefined();
    for (const edit of [{ subject: 'v-2' }, { kind: 'claim' }, { customer: 'c-2' }, { fields: 'v-3' }])
      expect(then(checked, { kind: 'editRequest', edit }).validated).toBeUndefined();
    expect(then(checked, { kind: 'editRequest', edit: { priority: 'high' } }).validated).toBeDefined();
  });
});

describe('a merge', () => {
  const merge: RequestCommand = { kind: 'mergeRequests', into: 2 };

  test('goes on in the other one, with the earlier times of both and whatever waits for the desk', () => {
    const one = then(request({ received: { at: at(-5), by: 'key:1' } }), contact('in', 3));
    const other = then(request({ number: 2, owner: 'lea' }), contact('out', 1, { awaits: 'customer' }));
    const decided = decideRequest({ request: one, actor: referent, into: other }, merge, at(10));
    expect(decided).toMatchObject({
      value: {
        request: { number: 1, life: { state: 'merged', into: 2 } },
        other: {
          ...{ number: 2, owner: 'lea', received: { at: at(-5) }, answered: { at: at(1) } },
          contacts: { in: 3, out: 1 },
          life: { state: 'waiting', for: 'us', since: at(-5) },
        },
        entries: [{ data: { request: 1, into: 2 } }, { data: { request: 2, from: 1 } }],
      },
    });
  });

  test('is refused into itself, into one that is over, or merged, or of another customer', () => {
    const other = request({ number: 2 });
    expect(refusal(request({ number: 2 }), merge, referent, request({ number: 2 }))).toBe(
      'merge_into_itself',
    );
    expect(refusal(request(), merge, referent, request({ number: 2, customer: 'c-2' }))).toBe(
      'other_customer',
    );
    expect(refusal(request(), merge, referent, then(other, { kind: 'resolveRequest' }))).toBe(
      'merge_into_over',
    );
    const gone = request({ number: 2, life: { state: 'merged', into: 3, merged: { at: t0, by: 'key:1' } } });
    expect(refusal(request(), merge, referent, gone)).toBe('request_merged');
    expect(refusal(gone, { kind: 'resolveRequest' })).toBe('request_merged');
    expect(refusal(then(request(), { kind: 'resolveRequest' }), merge, referent, other)).toBeUndefined();
  });
});

const commands: fc.Arbitrary<RequestCommand> = fc.oneof(
  fc
    .record({
      direction: fc.constantFrom('in', 'out', 'note'),
      hours: fc.integer({ min: -1, max: 60 }),
      awaits: fc.option(fc.constantFrom('us', 'customer'), { nil: undefined }),
      confirms: fc.option(fc.constant(true), { nil: undefined }),
    })
    .map(({ direction, hours, awaits, confirms }) =>
      contact(direction as 'in', hours, {
        ...(awaits && { awaits: awaits as 'us' }),
        ...(confirms && { confirms: true }),
      }),
    ),
  fc.constantFrom<RequestCommand>(
    { kind: 'resolveRequest' },
    { kind: 'closeRequest', confirmed: true },
    { kind: 'closeRequest', confirmed: false, why: 'v' },
    { kind: 'closeRequest', confirmed: false },
    { kind: 'reopenRequest', why: 'v' },
    { kind: 'escalateRequest', why: 'v' },
    { kind: 'takeUpRequest' },
    { kind: 'validateRequest' },
    { kind: 'handOverRequest', to: 'lea' },
    { kind: 'editRequest', edit: { kind: 'claim' } },
  ),
);

describe('whatever happens to a request', () => {
  property.prop([fc.array(commands, { maxLength: 40 })])(
    'each change has one entry and raises the version by one; a refusal changes nothing',
    (steps) => {
      let now = request();
      for (const step of steps) {
        const decided = decideRequest({ request: now, actor: lead }, step, t0 + 100 * hour);
        if (!decided.ok) {
          expect(['conflict', 'invalid', 'forbidden']).toContain(decided.refusal.kind);
          continue;
        }
        const { request: next, entries } = decided.value;
        expect(next.version - now.version).toBe(entries.length);
        expect(next.number).toBe(now.number);
        now = next;
      }
    },
  );

  property.prop([fc.array(commands, { maxLength: 40 })])(
    'it is closed only behind a confirmation or a reason, answered never later than before, and reopened as often as it was over and is not',
    (steps) => {
      let now = request();
      let reopened = 0;
      for (const step of steps) {
        const decided = decideRequest({ request: now, actor: lead }, step, t0 + 100 * hour);
        if (!decided.ok) continue;
        const next = decided.value.request;
        if (!isOpen(now) && isOpen(next)) reopened += 1;
        if (next.life.state === 'closed') {
          const { closed } = next.life;
          expect(closed.how === 'confirmed' ? next.life.resolved : closed.why).toBeTruthy();
        }
        if (now.answered !== undefined) expect(next.answered?.at).toBeLessThanOrEqual(now.answered.at);
        if (next.life.state === 'received') expect(next.answered).toBeUndefined();
        expect(next.reopenings).toBe(reopened);
        now = next;
      }
    },
  );

  property.prop([fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 })])(
    'the first answer is the earliest one, in whatever order answers are written down',
    (hours) => {
      const answered = hours.reduce((before, each) => then(before, contact('out', each)), request());
      expect(answered.answered?.at).toBe(at(Math.min(...hours)));
      expect(answered.lastContactAt).toBe(at(Math.max(...hours)));
    },
  );
});
