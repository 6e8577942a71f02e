import { describe, expect, test } from 'vitest';
import { type CommandKind, commandPermission, mayCommand } from '../../src/access/commands.ts';
import { roles } from '../../src/access/roles.ts';
import { PlanCommand } from '../../src/plans/commands/command.ts';
import type { Refusal } from '../../src/platform/refusal.ts';

/** Who may give each command, by hand: `+` yes, `o` about its own agent only, `-` no. Columns in the order of `roles`. */
const table: Record<Exclude<CommandKind, 'signPlan'> | 'signPlan as owner' | 'signPlan as approver', string> =
  {
    //                      ingest agent viewer operator approver admin
    suspendFleet: /*             */ '---+++',
    suspendAgent: /*          */ '---+++',
    resumeAgent: /*           */ '----++',
    resumeFleet: /*           */ '----++',
    acknowledgeSwitch: /*     */ '-o---+',
    noteMark: /*                 */ '+o-+++',
    silenceRules: /*          */ '---+++',
    endSilence: /*            */ '---+++',
    openIncident: /*          */ '---+++',
    acknowledgeIncident: /*   */ '---+++',
    resolveIncident: /*       */ '---+++',
    closeIncident: /*         */ '---+++',
    noteIncident: /*          */ '---+++',
    classifyIncident: /*      */ '---+++',
    recordReport: /*          */ '---+++',
    declassifyIncident: /*    */ '----++',
    proveRule: /*             */ '---+++',
    proposeRule: /*           */ '---+++',
    withdrawProposal: /*      */ '---+++',
    draftPlan: /*                */ '---+++',
    addRisk: /*                  */ '---+++',
    editRisk: /*                 */ '---+++',
    dropRisk: /*                 */ '---+++',
    editPlan: /*                 */ '---+++',
    addAction: /*                */ '---+++',
    editAction: /*               */ '---+++',
    dropAction: /*               */ '---+++',
    noteLink: /*                 */ '---+++',
    tickItem: /*                 */ '---+++',
    addCases: /*                 */ '---+++',
    noteCase: /*                 */ '---+++',
    replayAction: /*             */ '---+++',
    attestCriterion: /*          */ '---+++',
    addImprovement: /*           */ '---+++',
    editImprovement: /*          */ '---+++',
    dropImprovement: /*          */ '---+++',
    editTask: /*                 */ '---+++',
    holdReview: /*               */ '---+++',
    logResult: /*                */ '---+++',
    acceptRisk: /*               */ '----++',
    closePlan: /*                */ '----++',
    attachFile: /*               */ '---+++',
    attachLink: /*               */ '---+++',
    withdrawEvidence: /*         */ '---+++',
    eraseEvidence: /*            */ '----++',
    addComment: /*               */ '---+++',
    eraseComment: /*             */ '----++',
    receiveRequest: /*        */ '+--+++',
    noteCall: /*              */ '+--+++',
    noteContact: /*           */ '---+++',
    sendRelance: /*           */ '---+++',
    editRequest: /*           */ '---+++',
    handOverRequest: /*       */ '---+++',
    escalateRequest: /*       */ '---+++',
    takeUpRequest: /*         */ '---+++',
    resolveRequest: /*        */ '---+++',
    closeRequest: /*          */ '---+++',
    reopenRequest: /*         */ '---+++',
    mergeRequests: /*         */ '----++',
    validateRequest: /*       */ '----++',
    receivePrivacyRequest: /*    */ '---+++',
    confirmIdentity: /*          */ '---+++',
    extendPrivacyRequest: /*     */ '----++',
    carryOutPrivacyRequest: /*   */ '----++',
    refusePrivacyRequest: /*     */ '----++',
    liftPrivacyRequest: /*       */ '----++',
    holdData: /*                 */ '----++',
    releaseData: /*              */ '----++',
    reportAnomaly: /*         */ '---+++',
    answerAnomaly: /*         */ '----++',
    mergeCustomers: /*        */ '----++',
    importDesk: /*            */ '----++',
    exportDesk: /*            */ '----++',
    openCalendar: /*             */ '--++++',
    closeCalendar: /*            */ '--++++',
    createKey: /*                */ '-----+',
    rotateKey: /*                */ '-----+',
    makeLink: /*                 */ '-----+',
    revokeKey: /*                */ '-----+',
    'signPlan as owner': /*   */ '---+++',
    'signPlan as approver': /**/ '----++',
  };
const asks = { refused: '-', 'own agent': 'o', allowed: '+' } as const;

function answerTo(role: (typeof roles)[number], kind: CommandKind, as?: 'owner' | 'approver'): string {
  const caller = { role, ...(role === 'agent' && { agents: ['margaux'] }) };
  const [own, other] = ['margaux', 'leo'].map((agent) => mayCommand(caller, { kind, agent, as }));
  if (other === undefined) return asks.allowed;
  return own === undefined ? asks['own agent'] : asks.refused;
}

describe('who may give a command', () => {
  test.each(Object.entries(table))('%s is allowed exactly to those whom the table names', (name, wanted) => {
    const [kind, as] = name.split(' as ') as [CommandKind, 'owner' | 'approver' | undefined];
    expect(roles.map((role) => answerTo(role, kind, as)).join('')).toBe(wanted);
  });

  test('every command of the thread stands in the table', () => {
    const named = new Set(Object.keys(table).map((name) => name.split(' as ')[0]));
    expect([...named].sort()).toEqual(Object.keys(commandPermission).sort());
    expect([...named]).toEqual(
      expect.arrayContaining(PlanCommand.options.map(({ shape }) => shape.kind.value)),
    );
  });
});

describe('a command that is refused', () => {
  test('names the roles that may give it, and the role of the key', () => {
    expect(mayCommand({ role: 'operator' }, { kind: 'resumeAgent', agent: 'margaux' })).toEqual({
      kind: 'forbidden',
      code: 'role_missing',
      detail: 'This needs a key with the role approver or admin; this key has the role operator.',
      facts: { needed: ['approver', 'admin'], role: 'operator' },
    } satisfies Refusal);
  });

  test('tells an agent that its key reaches no other agent', () => {
    const margaux = { role: 'agent', agents: ['margaux'] } as const;
    expect(mayCommand(margaux, { kind: 'acknowledgeSwitch', agent: 'leo' })).toMatchObject({
      code: 'other_agent',
      facts: { agent: 'margaux' },
    });
  });

  test('tells an operator who drops an action in a review that this needs another role', () => {
    const review = (decision: string) => ({ kind: 'holdReview' as const, decisions: [{ decision }] });
    expect(mayCommand({ role: 'operator' }, review('drop'))?.code).toBe('role_missing');
    expect(mayCommand({ role: 'operator' }, review('propose_drop'))).toBeUndefined();
    expect(mayCommand({ role: 'approver' }, review('drop'))).toBeUndefined();
  });

  test('is given all the same by an operator who is a referent or a lead of the desk, about what the desk checks', () => {
    const given = (desk: 'agent' | 'referent' | 'lead', role: 'operator' | 'viewer' = 'operator') =>
      mayCommand({ role }, { kind: 'mergeRequests', desk })?.code;
    expect([given('agent'), given('referent'), given('lead')]).toEqual([
      'role_missing',
      undefined,
      undefined,
    ]);
    expect(given('lead', 'viewer')).toBe('role_missing');
  });

  test('tells an operator who signs as approver that this capacity needs another role', () => {
    expect(mayCommand({ role: 'operator' }, { kind: 'signPlan', as: 'approver' })?.detail).toBe(
      'Signing as approver needs a key with the role approver or admin; this key has the role operator.',
    );
  });
});
