import { describe, expect, test } from 'vitest';
import { OpenIncident } from '../../../src/incidents/commands.ts';
import { followUpsAfterClosure } from '../../../src/plans/commands/followups.ts';
import { sha256Hex } from '../../../src/platform/canonical.ts';
import { noAgent } from '../../../src/rules/ruleset.ts';
import { decided, refusal, told, worldAfter } from '../../builders/decision.ts';
import { anIncident } from '../../builders/incidents.ts';
import { open, step } from '../../builders/messages.ts';
import { camille, lea } from '../../builders/people.ts';
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

  describe('an audit or a review of the whole organisation, without an agent', () => {
    const whole = { ...aWorld(), agent: noAgent };
    const audit = open({ source: 'audit', agent: undefined, title: 'Paper notes' });

    test('has its incident and its plan, driven by who opens it and approved by somebody else', () => {
      const change = decided(whole, audit);
      expect(change.incident?.after).not.toHaveProperty('agent');
      const plan = change.plan?.after;
      expect(plan?.agent).toBeUndefined();
      expect(plan).toMatchObject({ owner: 'lea', approver: 'camille', language: 'fr', title: 'Paper notes' });
      expect(plan?.context).toContain('Audit enregistré');
      expect(plan?.context).not.toContain('undefined');
      expect(decided(whole, { ...audit, by: camille }).plan?.after.owner).toBe('lea');
    });

    test('is on record and told to both, without an agent', () => {
      const { entries = [], notices = [] } = decided(whole, audit);
      expect(entries.map(({ agent }) => agent)).toEqual([undefined, undefined]);
      expect(notices.map(({ agent, people }) => [agent, people])).toEqual([
        [undefined, ['lea', 'camille']],
        [undefined, ['lea']],
      ]);
    });

    test('takes from a playbook what people tick or attest, for nothing is measured', () => {
      const { plan } = decided(whole, { ...audit, playbook: 'other' });
      expect(plan?.after.actions).toMatchObject([{ title: 'Resynchroniser', criteria: [] }]);
    });

    test('runs its course as any other, and asks after its closure for the register alone', () => {
      const after = worldAfter(whole, audit);
      expect(worldAfter(after, step('resolveIncident', 1)).incidents.size).toBe(0);
      const edit = { kind: 'editPlan', plan: 1, by: lea, rootCause: 'Nobody had a tool.' } as const;
      expect(decided(after, edit).plan?.after).toMatchObject({ rootCause: 'Nobody had a tool.' });
      const add = { kind: 'addAction', plan: 1, by: lea, title: 'x' } as const;
      const measured = { ...add, criteria: ['error_rate < 1% over 1h for 24h'] };
      expect(refusal(after, measured)).toMatchObject({ code: 'invalid_body' });
      const attested = { ...add, criteria: ['attested "everything is traced"'] };
      expect(decided(after, attested).plan?.after.actions).toHaveLength(1);
      expect(followUpsAfterClosure(undefined, undefined, whole.set)).toMatchObject([
        { code: 'report_to_register' },
      ]);
    });

    test('needs two people, one to drive it and one to approve', () => {
      const { set } = whole;
      const alone = { ...set, people: new Map([...set.people].filter(([id]) => id === 'camille')) };
      expect(refusal({ ...whole, set: alone }, audit)).toMatchObject({ code: 'no_stewards' });
    });

    test.each(['audit', 'review', 'manual'] as const)(
      'an incident of source %s goes without one or not',
      (source) => {
        const { by: _by, ...command } = { ...audit, source };
        expect(OpenIncident.safeParse(command).success).toBe(source !== 'manual');
      },
    );
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
