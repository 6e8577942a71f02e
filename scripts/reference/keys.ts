import { z } from 'zod';

const Schema = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get items() {
    return Schema.optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
  additionalProperties: z.unknown().optional(),
});

/** A JSON Schema, as far as the reference looks at it. */
export type Schema = z.infer<typeof Schema>;

/** A key of a kind of file: `actions[].due`; `<name>` stands for a name of people's choice. */
export type Key = {
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
};

/** A JSON Schema from its text. */
export function readSchema(text: string): Schema {
  return Schema.parse(JSON.parse(text));
}

/** Every key that a schema knows, each above those within it. What may be written in two ways is merged. */
export function keysOf(schema: Schema, path = ''): Key[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, below]) => {
    const key = path === '' ? name : `${path}.${name}`;
    return [
      { path: key, schema: below, required: schema.required?.includes(name) ?? false },
      ...keysOf(below, key),
    ];
  });
  const named = Schema.safeParse(schema.additionalProperties);
  const below = [
    ...(schema.items === undefined ? [] : keysOf(schema.items, `${path}[]`)),
    ...(named.success ? keysOf(named.data, `${path}.<name>`) : []),
  ];
  const ways = (schema.anyOf ?? []).map((way) => keysOf(way, path));
  const either = new Map(
    ways
      .flat()
      .reverse()
      .map((key) => [key.path, key]),
  );
  const both = [...either.values()].reverse().map((key) => ({
    ...key,
    required: ways.every((way) => way.some((one) => one.path === key.path && one.required)),
  }));
  return [...own, ...below, ...both];
}
