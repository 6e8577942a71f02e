import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { jsonSchemaText, schemaKinds } from '../rules/files/json-schemas.ts';
import { type CliContext, settingsOf } from './context.ts';

/** `filrouge rules schemas`: the schemas for editors, beside the rules. */
export function registerRulesSchemas(rules: Command, context: CliContext): void {
  rules
    .command('schemas')
    .description('write the JSON schemas that editors complete and check rule files with')
    .argument('[dir]', 'the rules folder, whose folder schema/ gets them; left out: FILROUGE_RULES')
    .addHelpText('after', help)
    .action((dir: string | undefined) => {
      const folder = join(dir ?? settingsOf(context).rulesDir, 'schema');
      mkdirSync(folder, { recursive: true });
      for (const kind of schemaKinds) writeFileSync(join(folder, `${kind}.json`), jsonSchemaText(kind));
      context.print(`Wrote ${schemaKinds.map((kind) => `${kind}.json`).join(', ')} to ${folder}.`);
    });
}

const help = `
The first line of a file names its schema:

  # yaml-language-server: $schema=schema/metrics.json        in metrics.yaml; likewise people, sources
  # yaml-language-server: $schema=../schema/agent.json       in agents/margaux.yaml; likewise playbooks

A running filrouge serves them too, so that no copy is needed: $schema=http://127.0.0.1:4090/schemas/agent.json`;
