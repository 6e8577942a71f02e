import { describe, expect, test } from 'vitest';
import { changeOf, contactOf } from '../../../src/console/desk/request-forms.ts';
import { actsFor } from '../../../src/console/desk/request-view.ts';
import type { Request } from '../../../src/requests/request.ts';
import { request } from '../../requests/requests.ts';

const rules = {
  timezone: 'Europe/Paris',
  fields: [{ id: 'contract', name: { fr: 'Contrat', en: 'Contract' } }],
};

describe('forms of a request', () => {
  test('a contact has its next step in the hours of the desk', () => {
    const form = {
      direction: 'out',
      channel: 'mail',
      text: 'Dit',
      awaits: '',
      step: 'Rappeler',
      due: '2026-06-05T10:00',
    };
    expect(contactOf(form, 'Europe/Paris', 'k'.repeat(22))).toEqual({
      ok: true,
      value: {
        ...{ direction: 'out', channel: 'mail', text: 'Dit', clientId: 'k'.repeat(22) },
        next: { step: 'Rappeler', dueAt: Date.parse('2026-06-05T08:00:00Z') },
      },
    });
    expect(contactOf({ ...form, step: '' }, 'Europe/Paris', undefined)).toMatchObject({
      refusal: { code: 'request_fields', errors: [{ pointer: '/next/step' }] },
    });
    expect(contactOf({ ...form, due: 'soon' }, 'Europe/Paris', undefined)).toMatchObject({
      refusal: { errors: [{ pointer: '/next/dueAt' }] },
    });
  });

  test('an edit says what is different from what was shown, and nothing else', () => {
    const shown = {
      ...{ 'was.subject': 'Colis', subject: 'Colis', 'was.kind': 'other', kind: 'claim', version: '3' },
      ...{
        'was.field.contract': 'C-1',
        'field.contract': '',
        'was.step': '',
        step: '',
        'was.due': '',
        due: '',
      },
    };
    expect(changeOf('edit', shown, rules)).toEqual({
      ok: true,
      value: { kind: 'claim', fields: { contract: null }, version: 3 },
    });
    expect(changeOf('edit', { ...shown, 'was.step': 'Rappeler', step: '' }, rules)).toMatchObject({
      value: { next: null },
    });
  });

  test('an act without what it needs is refused by its field', () => {
    for (const [act, pointer] of [
      ['reopen', '/why'],
      ['escalate', '/why'],
      ['handOver', '/to'],
      ['merge', '/into'],
    ] as const)
      expect({ act, read: changeOf(act, {}, rules) }).toMatchObject({
        read: { ok: false, refusal: { code: 'request_fields' } },
        ...(pointer && {}),
      });
    expect(changeOf('merge', { into: '12' }, rules)).toMatchObject({ value: { do: 'merge', into: 12 } });
    expect(changeOf('close', { confirmed: 'true' }, rules)).toMatchObject({ value: { confirmed: true } });
  });
});

describe('what can be done now', () => {
  const viewer = {
    by: 'person:sam',
    person: 'sam',
    role: 'agent',
    mayEnter: true,
    mayCorrect: false,
  } as const;
  const lead = { ...viewer, by: 'person:lea', person: 'lea', role: 'lead', mayCorrect: true } as const;
  const actsOf = (one: Request, who: Parameters<typeof actsFor>[0]['viewer'] = viewer) =>
    actsFor({ file: { request: one } as never, viewer: who });
  const resolved = request({ life: { state: 'resolved', resolved: { at: 1, by: 'person:sam' } } });
  const escalated = request({ escalation: { at: 1, by: 'person:sam', why: 'v', to: 'rene' } });

  test('who enters resolves and hands over; who leads closes, checks and merges as well', () => {
    expect(actsOf(request())).toEqual(['resolve', 'handOver', 'escalate', 'edit']);
    expect(actsOf(request(), lead)).toEqual([
      'resolve',
      'close',
      'handOver',
      'escalate',
      'edit',
      'validate',
      'merge',
    ]);
    expect(actsOf(resolved)).toEqual(['close', 'reopen', 'edit']);
  });

  test('an escalation is taken up by whom it is for, or by who leads; it is not escalated twice', () => {
    expect(actsOf(escalated)).not.toContain('takeUp');
    expect(actsOf(escalated, { ...viewer, person: 'rene' })[0]).toBe('takeUp');
    expect(actsOf(escalated, lead)[0]).toBe('takeUp');
    expect(actsOf(escalated, lead)).not.toContain('escalate');
  });

  test('whoever only reads, and whoever looks at one that was merged, can do nothing', () => {
    expect(actsOf(request(), { ...viewer, mayEnter: false })).toEqual([]);
    expect(actsOf(request({ life: { state: 'merged', into: 2, merged: { at: 1, by: 'x' } } }), lead)).toEqual(
      [],
    );
  });
});
