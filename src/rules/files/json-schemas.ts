import { z } from 'zod';
import { AgentFile, FleetFile, SharedRulesFile } from './schemas/agent-file.ts';
import { MetricsFile } from './schemas/metrics-file.ts';
import { PeopleFile } from './schemas/people-file.ts';
import { PlaybookFile } from './schemas/playbook-file.ts';
import { SourcesFile } from './schemas/sources-file.ts';
import { TestFile } from './schemas/test-file.ts';

const schemas = {
  'metrics.json': MetricsFile,
  'people.json': PeopleFile,
  'sources.json': SourcesFile,
  'agent.json': z.union([AgentFile, FleetFile]),
  'shared.json': SharedRulesFile,
  'playbook.json': PlaybookFile,
  'test.json': TestFile,
} as const;

/**
 * The JSON Schemas of every kind of rule file, as the texts of the files in rules/schema: what editors
 * complete and check with. They say less than filrouge itself, which also knows the names of other files and
 * the grammar of conditions.
 */
export function jsonSchemaFiles(): { readonly file: string; readonly text: string }[] {
  return Object.entries(schemas).map(([file, schema]) => ({
    file,
    // Editors' YAML support speaks draft 7; what people write is the input, before durations are read.
    text: `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }), null, 2)}\n`,
  }));
}
