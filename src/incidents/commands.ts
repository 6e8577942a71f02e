import { z } from 'zod';
import { ClassifyIncident, DeclassifyIncident, RecordReport } from './clocks/commands.ts';

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !value.includes('\0'), 'expected a text without NUL');

const amount = z.number().nonnegative().max(1e12);

/** Findings of an audit: the cost of doing nothing, the expected gain, the phases proposed. Euros a year. */
const AuditOrder = z.strictObject({
  pains: z.array(z.strictObject({ text: text(500), yearlyCost: amount })).max(100),
  expectedGain: amount.optional(),
  phases: z.array(z.strictObject({ title: text(200), items: z.array(text(500)).max(100) })).max(20),
});

const order = {
  source: z.enum(['audit', 'review', 'manual']),
  /** An audit or a review may be of the whole organisation: then there is none. */
  agent: text(100).optional(),
  title: text(200),
  description: text(10_000),
  severity: z.enum(['info', 'warning', 'critical']).optional(),
  /** Of the plan that is drafted with it. */
  playbook: text(100).optional(),
  /** Goes with the source audit; the plan keeps it. */
  audit: AuditOrder.optional(),
};

const fitsSource = ({ source, audit }: { source: string; audit?: unknown }): boolean =>
  audit === undefined || source === 'audit';
const namesAgent = ({ source, agent }: { source: string; agent?: string | undefined }): boolean =>
  agent !== undefined || source !== 'manual';
const agentless = {
  path: ['agent'],
  message: 'only an audit or a review goes without an agent',
};
const misfit = { path: ['audit'], message: 'what an audit found goes with the source audit' };

/** The body of a request to open an incident: the command without its kind. */
export const OpenIncidentOrder = z
  .strictObject(order)
  .refine(fitsSource, misfit)
  .refine(namesAgent, agentless);

/** A person opens an incident: after an audit or a review, or because something was seen. */
export const OpenIncident = z
  .strictObject({ kind: z.literal('openIncident'), ...order })
  .refine(fitsSource, misfit)
  .refine(namesAgent, agentless);

/** The steps that a person takes in an incident's life, with the kinds of their commands. */
export const incidentSteps = {
  acknowledge: 'acknowledgeIncident',
  resolve: 'resolveIncident',
  close: 'closeIncident',
} as const;
/** A step of an incident, by its short name. */
export type IncidentStep = keyof typeof incidentSteps;

/** Somebody looks after it, it is over, or it is done with. */
export const StepIncident = z.strictObject({
  kind: z.enum(['acknowledgeIncident', 'resolveIncident', 'closeIncident']),
  incident: z.int().min(1).max(2_147_483_647),
});

/** The body of a note: what came of something, and what there is to say about it. */
export const NoteOrder = z.strictObject({ result: text(4_000), comment: text(4_000).optional() });

/** A person notes a result along the way, at any time of an incident's life. */
export const NoteIncident = z.strictObject({
  kind: z.literal('noteIncident'),
  incident: StepIncident.shape.incident,
  ...NoteOrder.shape,
});

/** An incident is to be opened, to take a step, to be noted about, or to be reported in time. */
export const IncidentCommand = z.discriminatedUnion('kind', [
  OpenIncident,
  StepIncident,
  NoteIncident,
  ClassifyIncident,
  RecordReport,
  DeclassifyIncident,
]);
export type IncidentCommand = z.infer<typeof IncidentCommand>;
