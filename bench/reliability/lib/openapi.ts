/** The part of a JSON schema that the API's document uses. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
};

/** One route of the document. */
export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  /** The content type that its body has, and its schema. */
  readonly body?: { readonly type: string; readonly schema: Schema };
  /** The schema of each JSON answer, by its status. */
  readonly answers: Readonly<Record<string, Schema | undefined>>;
};

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;
type Entry = {
  parameters?: Operation['parameters'];
  requestBody?: { content: Content };
  responses: Readonly<Record<string, { content?: Content }>>;
};
export type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** Every route of the document; those that delete come last, so that there is something to try the others on. */
export function operationsOf(document: Document): Operation[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]): Operation => {
      const [type, { schema = {} } = {}] = Object.entries(requestBody?.content ?? {})[0] ?? [];
      const body = type === undefined ? {} : { body: { type, schema } };
      const answers = Object.entries(responses).map(([status, { content = {} }]) => [
        status,
        content['application/json']?.schema,
      ]);
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        answers: Object.fromEntries(answers),
        ...body,
      };
    }),
  );
  const deletes = ({ method }: Operation) => Number(method === 'DELETE');
  return all.sort((one, other) => deletes(one) - deletes(other));
}

/** A place in a body: the names and indices that lead to it. */
export type Place = readonly (string | number)[];

/** Makes values that fit a document's schemas; `known` says what stands at a field of this name. */
export function samplesOf(document: Document, known: Readonly<Record<string, unknown>>) {
  const resolve = (schema: Schema): Schema => {
    const target = schema.$ref?.split('/').at(-1);
    const [first] = schema.oneOf ?? schema.anyOf ?? [];
    if (target !== undefined) return resolve(document.components.schemas[target] ?? {});
    return first === undefined ? schema : resolve(first);
  };

  const sample = (given: Schema, name = ''): unknown => {
    const schema = resolve(given);
    const { properties = {}, required = [], items = {} } = schema;
    if (schema.enum !== undefined) return schema.enum.includes(known[name]) ? known[name] : schema.enum[0];
    switch (typeOf(schema)) {
      case 'object':
        return Object.fromEntries(required.map((key) => [key, sample(properties[key] ?? {}, key)]));
      case 'array':
        return [sample(items, name)];
      default:
        return known[name] ?? schema.example ?? schema.default ?? simple(schema);
    }
  };

  /** Every place of a schema, what holds others before what it holds. */
  const places = (
    given: Schema,
    name = '',
    at: Place = [],
  ): { at: Place; name: string; schema: Schema }[] => {
    const schema = resolve(given);
    const inside = (each: Schema, key: string | number) =>
      places(each, typeof key === 'string' ? key : name, [...at, key]);
    return [
      { at, name, schema },
      ...Object.entries(schema.properties ?? {}).flatMap(([key, each]) => inside(each, key)),
      ...(schema.items === undefined ? [] : inside(schema.items, 0)),
      ...(typeof schema.additionalProperties === 'object' ? inside(schema.additionalProperties, 'any') : []),
    ];
  };

  /** The smallest value of a schema in which something else stands at one place. */
  const withAt = (given: Schema, at: Place, value: unknown, name = ''): unknown => {
    const [key, ...rest] = at;
    if (key === undefined) return value;
    const schema = resolve(given);
    if (typeof key === 'number') return [withAt(schema.items ?? {}, rest, value, name)];
    const { additionalProperties: any = {} } = schema;
    const inner = schema.properties?.[key] ?? (typeof any === 'object' ? any : {});
    return { ...Object(sample(schema, name)), [key]: withAt(inner, rest, value, key) };
  };

  return { resolve, sample, places, withAt };
}

function typeOf({ type, properties, items }: Schema): string | undefined {
  if (type === undefined) return properties === undefined ? items && 'array' : 'object';
  return typeof type === 'string' ? type : type[0];
}

function simple(schema: Schema): unknown {
  switch (typeOf(schema)) {
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return true;
    default:
      return schema.format === 'date-time' ? '2026-06-05T08:00:00Z' : 'text';
  }
}
