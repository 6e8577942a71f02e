import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/platform/canonical.ts';
import { decided, refusal, told, worldAfter } from '../../builders/decision.ts';
import { anIncident } from '../../builders/incidents.ts';
import { open } from '../../builders/messages.ts';
import { aPlan } from '../../builders/plans.ts';
import { aWorld } from '../../builders/world.ts';

describe('a person who opens an incident', () => {
  test('an incident that a person opens has its plan drafted, and the agent runs on', () => {
    const change = decided(aWorld({ sequences: { incident: 8, plan: 5 } }), open());
    expect(change.incident?.after).toMatchObject({
      number: 9,
      source: 'manual',
      severity: 'warning',
      opened: { by: 'person:lea' },
      triggers: [],
      plan: 6,
    });
    expect(change.plan).toMatchObject({ kind: 'drafted', after: { number: 6, incident: 9, playbooks: [] } });
    expect(change).not.toHaveProperty('killSwitch');
    expect(told(change)).toEqual({
      entries: ['incidentOpened', 'planDrafted'],
      notices: ['incident_opened', 'plan_drafted'],
    });
  });

  test('the register keeps digests of what the person wrote, never the words', () => {
    const { entries } = decided(aWorld(), open({ title: 'Odd answers' }));
    expect(entries?.[0]?.data).toMatchObject({ digests: { title: sha256Hex('Odd answers') } });
    expect(JSON.stringify(entries)).not.toContain('Odd answers');
  });

  test('an incident is as grave as the person says', () => {
    expect(decided(aWorld(), open({ severity: 'critical' })).incident?.after.severity).toBe('critical');
  });

  test('a playbook fills the plan of an incident that a person opens', () => {
    const { plan } = decided(aWorld(), open({ playbook: 'other' }));
    expect(plan?.after).toMatchObject({ playbooks: ['other'], actions: [{ owner: 'lea' }] });
  });

  test('the plan of an audit keeps what it found, and its context says what doing nothing costs', () => {
    const audit = {
      pains: [
        { text: 'Retyped on paper', yearlyCost: 25_000 },
        { text: 'Lost requests', yearlyCost: 234_850 },
      ],
      expectedGain: 180_000,
      phases: [{ title: 'Quick wins', items: ['One register of requests'] }],
    };
    const { plan } = decided(aWorld(), open({ source: 'audit', audit }));
    expect(plan?.after.audit).toEqual(audit);
    expect(plan?.after.context).toContain('259,850');
  });

  test('no incident is opened for an agent that no mandate names', () => {
    expect(refusal({ ...aWorld(), agent: 'nobody' }, open({ agent: 'nobody' }))).toMatchObject({
      code: 'unknown_agent',
    });
  });

  test('no incident is opened from a playbook that is not in force, and the known ones are named', () => {
    const { code, detail } = refusal(aWorld(), open({ playbook: 'invented' }));
    expect(code).toBe('unknown_playbook');
    expect(detail).toContain('stale-answers, other');
  });

  test.each([
    ['of the rules', 'rule', 'audit'],
    ['of the same kind', 'audit', 'audit'],
    ['opened by hand', 'manual', 'review'],
  ] as const)(
    'an incident is opened beside one %s, with a number and a plan of its own',
    (_, one, source) => {
      const world = aWorld({ incidents: [anIncident({ source: one, plan: 4 })], plans: [aPlan()] });
      const change = decided(world, open({ source }));
      expect(change.incident).toMatchObject({ before: undefined, after: { number: 5, plan: 5 } });
      expect(worldAfter(world, open({ source })).incidents.size).toBe(2);
    },
  );
});
