import { z } from 'zod';
import type { FileKind } from './file-kind.ts';
import { AgentFile, FleetFile, SharedRulesFile } from './schemas/agent-file.ts';
import { ClocksFile } from './schemas/clocks-file.ts';
import { DeskFile } from './schemas/desk-file.ts';
import { MetricsFile } from './schemas/metrics-file.ts';
import { PeopleFile } from './schemas/people-file.ts';
import { PlaybookFile } from './schemas/playbook-file.ts';
import { ProposalFile } from './schemas/proposal-file.ts';
import { RemindersFile } from './schemas/reminders-file.ts';
import { RetentionFile } from './schemas/retention-file.ts';
import { SourcesFile } from './schemas/sources-file.ts';
import { TestFile } from './schemas/test-file.ts';

/** The kinds of files of the rules folder that have a schema: those that are YAML. */
export const schemaKinds = [
  'metrics',
  'people',
  'sources',
  'reminders',
  'clocks',
  'retention',
  'desk',
  'agent',
  'shared',
  'playbook',
  'test',
  'proposal',
] as const;
export type SchemaKind = (typeof schemaKinds)[number];

const schemas: Readonly<Record<Exclude<FileKind, 'list'> | 'proposal', z.ZodType>> = {
  metrics: MetricsFile,
  people: PeopleFile,
  sources: SourcesFile,
  reminders: RemindersFile,
  clocks: ClocksFile,
  retention: RetentionFile,
  desk: DeskFile,
  agent: z.union([AgentFile, FleetFile]),
  shared: SharedRulesFile,
  playbook: PlaybookFile,
  test: TestFile,
  proposal: ProposalFile,
};

/**
 * The JSON Schema of a kind of rule file, as a text: what editors complete and check with. It says less than
 * filrouge itself, which also knows the names of other files and the grammar of conditions.
 */
export function jsonSchemaText(kind: SchemaKind): string {
  return `${JSON.stringify(jsonSchemaOf(schemas[kind]), null, 2)}\n`;
}

function jsonSchemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    // Editors' YAML support speaks draft 7; what people write is the input, before durations are read.
    target: 'draft-7',
    io: 'input',
    // zod leaves out the examples of what is read as something else; ours are of what is written.
    override: ({ zodSchema, jsonSchema }) => {
      const examples = z.globalRegistry.get(zodSchema)?.['examples'];
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
}
