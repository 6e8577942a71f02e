import { expect, expectTypeOf, test } from 'vitest';
import { type CommandKind, commandPermission } from '../../src/access/commands.ts';
import { ClassifyIncident, DeclassifyIncident, RecordReport } from '../../src/incidents/clocks/commands.ts';
import { incidentSteps, NoteIncident, OpenIncident } from '../../src/incidents/commands.ts';
import { ReplayAction } from '../../src/plans/cases/replay-command.ts';
import { PlanCommand } from '../../src/plans/commands/command.ts';
import { DraftPlan } from '../../src/plans/commands/draft.ts';
import { SilenceCommand } from '../../src/rules/silences/commands.ts';
import { SwitchCommand } from '../../src/switches/commands.ts';
import { Command } from '../../src/thread/commands.ts';

/** Every kind that the schemas know. */
const kinds = [
  ...SwitchCommand.options.map(({ shape }) => shape.kind.value),
  ...SilenceCommand.options.map(({ shape }) => shape.kind.value),
  OpenIncident.shape.kind.value,
  ...Object.values(incidentSteps),
  NoteIncident.shape.kind.value,
  ...[ClassifyIncident, RecordReport, DeclassifyIncident].map(({ shape }) => shape.kind.value),
  DraftPlan.shape.kind.value,
  ReplayAction.shape.kind.value,
  ...PlanCommand.options.map(({ shape }) => shape.kind.value),
];

/**
 * Commands of the same table that the thread does not decide: a fleet's stop and resumption, which are of each agent, a mark, a proof test, proposals,
 * dossiers, requests, requests about data, calendars and keys.
 */
const elsewhere = [
  ...(['suspendFleet', 'resumeFleet', 'noteMark'] as const),
  ...(['proveRule', 'proposeRule', 'withdrawProposal'] as const),
  ...(['attachFile', 'attachLink', 'withdrawEvidence', 'eraseEvidence'] as const),
  ...(['addComment', 'eraseComment'] as const),
  ...([
    'receiveRequest',
    'noteCall',
    'noteContact',
    'sendRelance',
    'editRequest',
    'handOverRequest',
  ] as const),
  ...(['escalateRequest', 'takeUpRequest', 'resolveRequest', 'closeRequest', 'reopenRequest'] as const),
  ...(['mergeRequests', 'validateRequest'] as const),
  ...(['receivePrivacyRequest', 'confirmIdentity', 'extendPrivacyRequest'] as const),
  ...([
    'carryOutPrivacyRequest',
    'refusePrivacyRequest',
    'liftPrivacyRequest',
    'holdData',
    'releaseData',
  ] as const),
  ...(['reportAnomaly', 'answerAnomaly', 'mergeCustomers'] as const),
  ...(['importDesk', 'exportDesk'] as const),
  ...(['openCalendar', 'closeCalendar', 'createKey', 'rotateKey', 'revokeKey', 'makeLink'] as const),
] as const;

test('every command of the thread has its permission in the one table', () => {
  expectTypeOf<Command['kind']>().toEqualTypeOf<Exclude<CommandKind, (typeof elsewhere)[number]>>();
  expect([...kinds, ...elsewhere].sort()).toEqual(Object.keys(commandPermission).sort());
});

test.each([
  { kind: 'suspendAgent', agent: 'margaux', reason: 'odd answers' },
  { kind: 'acknowledgeSwitch', agent: 'margaux', epoch: 3 },
  { kind: 'openIncident', source: 'manual', agent: 'margaux', title: 'Seen', description: 'Seen' },
  { kind: 'resolveIncident', incident: 4 },
  { kind: 'closePlan', plan: 4 },
])('$kind is a plain value that its schema takes as it is', (command) => {
  expect(Command.parse(command)).toEqual(command);
});

test('letting an agent run overrides nothing unless it says so', () => {
  const command = { kind: 'resumeAgent', agent: 'margaux', reason: 'mended' };
  expect(Command.parse(command)).toEqual({ ...command, override: false });
});

test.each([
  ['of a kind that nobody knows', { kind: 'destroyAgent', agent: 'margaux' }],
  ['with a field that nobody knows', { kind: 'closePlan', plan: 4, force: true }],
  ['that says itself who gave it', { kind: 'closePlan', plan: 4, by: { kind: 'engine' } }],
  ['without a reason where one is due', { kind: 'suspendAgent', agent: 'margaux', reason: ' ' }],
])('a command %s is none', (_, command) => {
  expect(Command.safeParse(command).success).toBe(false);
});
