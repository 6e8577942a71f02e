import type { SchemaKind } from '../../src/rules/files/json-schemas.ts';
import { type Key, keysOf, type Schema } from './keys.ts';
import { code, markdownTable } from './table.ts';

/** Where the files of each kind stand. */
const places: Readonly<Record<SchemaKind, string>> = {
  metrics: '`metrics.yaml`',
  people: '`people.yaml`',
  sources: '`sources.yaml`, which may be left out',
  reminders: '`reminders.yaml`, which may be left out',
  clocks: '`clocks.yaml`, which may be left out',
  retention: '`retention.yaml`, which may be left out',
  desk: '`desk.yaml`, without which there is no desk',
  agent: '`agents/*.yaml`, one for each agent or each fleet',
  shared: 'any other `*.yaml` beside `metrics.yaml`',
  playbook: '`playbooks/*.yaml`, one for each playbook',
  test: '`*.test.yaml`, anywhere beside the rules',
  proposal: '`proposals/*.yaml`, written by the console and read by `rules apply`',
};

/** The page of a kind of rule file: every key that its schema knows. */
export function rulePage(kind: SchemaKind, schema: Schema): string {
  const says = schema.description ?? schema.anyOf?.map(({ description }) => description).join('. ') ?? '';
  const keys = keysOf(schema);
  // What has a name of its own, such as a text in both languages, is said as a whole.
  const named = keys.filter(({ schema: { title } }) => title !== undefined).map(({ path }) => `${path}.`);
  const rows = keys.filter(({ path }) => !named.some((whole) => path.startsWith(whole)));
  return [
    `# ${places[kind]}\n`,
    `${says}. \`[]\` is an entry of a list, \`<name>\` a name of your choice.`,
    `Conditions, criteria, quantities and durations: [grammar](grammar.md).\n`,
    markdownTable(['key', 'what it says', 'type', 'default', 'example'], rows.map(rowOf)),
  ].join('\n');
}

/** The list of pages about rule files. */
export function rulePagesList(kinds: readonly SchemaKind[]): string {
  return kinds.map((kind) => `- [${places[kind]}](${kind}.md)`).join('\n');
}

function rowOf({ path, schema, required }: Key): string[] {
  const usual = schema.title === 'duration' && schema.default !== '0s' ? schema.default : undefined;
  const example = usual ?? schema.examples?.[0] ?? schema.enum?.[0];
  const fallback = required ? 'required' : schema.default === undefined ? '' : code(yaml(schema.default));
  return [
    code(path),
    schema.description ?? '',
    typeOf(schema),
    fallback,
    example === undefined ? '' : code(yaml(example)),
  ];
}

function typeOf(schema: Schema): string {
  const { title, type, enum: values, anyOf, items } = schema;
  if (values !== undefined) return values.map((value) => code(yaml(value))).join(', ');
  if (schema.const !== undefined) return code(yaml(schema.const));
  if (title !== undefined) return title;
  if (anyOf !== undefined) return anyOf.map(typeOf).join(', or ');
  if (type === 'array') return `list of ${items === undefined ? 'anything' : typeOf(items)}`;
  if (type === 'object') return 'keys with values';
  return { string: 'text', boolean: '`true`, `false`', integer: 'whole number' }[type ?? ''] ?? type ?? '';
}

/** A value as YAML writes it on one line. */
function yaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => `${key}: ${yaml(one)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return value === '*' ? '"*"' : String(value);
}
