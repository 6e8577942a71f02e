import { z } from 'zod';
import type { FileKind } from './file-kind.ts';
import { AgentFile, FleetFile, SharedRulesFile } from './schemas/agent-file.ts';
import { MetricsFile } from './schemas/metrics-file.ts';
import { PeopleFile } from './schemas/people-file.ts';
import { PlaybookFile } from './schemas/playbook-file.ts';
import { SourcesFile } from './schemas/sources-file.ts';
import { TestFile } from './schemas/test-file.ts';

/** The kinds of rule files that are YAML. */
export type SchemaKind = Exclude<FileKind, 'list'>;

const schemas: Readonly<Record<SchemaKind, z.ZodType>> = {
  metrics: MetricsFile,
  people: PeopleFile,
  sources: SourcesFile,
  agent: z.union([AgentFile, FleetFile]),
  shared: SharedRulesFile,
  playbook: PlaybookFile,
  test: TestFile,
};

/**
 * The JSON Schemas of every kind of rule file, as the texts of the files in rules/schema: what editors
 * complete and check with. They say less than filrouge itself, which also knows the names of other files and
 * the grammar of conditions.
 */
export function jsonSchemaFiles(): { readonly file: string; readonly text: string }[] {
  return Object.entries(schemas).map(([kind, schema]) => ({
    file: `${kind}.json`,
    text: `${JSON.stringify(jsonSchemaOf(schema), null, 2)}\n`,
  }));
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
