import { createProgram } from '../../src/cli/program.ts';
import { jsonSchemaText, schemaKinds } from '../../src/rules/files/json-schemas.ts';
import { commandLinePage } from './command-line.ts';
import { environmentPage } from './environment.ts';
import { grammarPage } from './grammar.ts';
import { readSchema } from './keys.ts';
import { rulePage, rulePagesList } from './rule-files.ts';

const generated = 'Made by `npm run docs:reference` from what the program itself reads; edit it there.';

/** The pages of docs/reference, by the names of their files. */
export function referencePages(envExample: string): { readonly file: string; readonly text: string }[] {
  const program = createProgram({ env: {}, print: () => {}, fail: () => {}, asked: Promise.resolve() });
  const pages = [
    ['README', indexPage(rulePagesList(schemaKinds))] as const,
    ...schemaKinds.map((kind) => [kind, rulePage(kind, readSchema(jsonSchemaText(kind)))] as const),
    ['grammar', grammarPage()] as const,
    ['environment', environmentPage(envExample)] as const,
    ['command-line', commandLinePage(program)] as const,
  ];
  return pages.map(([name, text]) => ({ file: `${name}.md`, text: `${text}\n\n${generated}\n` }));
}

function indexPage(rulePages: string): string {
  return [
    '# Reference\n',
    'The files of the rules folder:\n',
    rulePages,
    '- [grammar of conditions and criteria](grammar.md)\n',
    'The rest:\n',
    '- [environment](environment.md)',
    '- [command line](command-line.md)',
    '- the API: `/docs` of the running service, and `/openapi.json`',
  ].join('\n');
}
