import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { encoded, values } from '../../bench/reliability/lib/hostile.ts';
import { addressOf, furnish, type Known } from '../../bench/reliability/lib/known.ts';
import {
  type Document,
  type Operation,
  operationsOf,
  type Schema,
  samplesOf,
} from '../../bench/reliability/lib/openapi.ts';
import { Problem } from '../../src/platform/http/problem.ts';
import { eachEngine } from '../support/database.ts';
import { adminKey } from '../support/filrouge.ts';
import { type House, openHouse } from '../support/house.ts';

/** A request as it is sent; the body is JSON that no program needs to have written. */
type Asked = { readonly path: string; readonly body: string | undefined };

/** Of each route. */
const requests = 5;

eachEngine('whatever is asked of a route of /openapi.json', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('it answers what it publishes, or problem details, and never an internal error', {
    timeout: 60_000,
  }, async () => {
    house = await openHouse(await open());
    const admin = house.as('admin');
    const document: Document = (await admin.get('/openapi.json')).body;
    const known = await furnish(async (path, body) =>
      body === undefined ? (await admin.get(path)).body : (await admin.post(path, body)).body,
    );
    const parserOf = parsersOf(document);

    for (const operation of operationsOf(document))
      await fc.assert(
        fc.asyncProperty(asked(document, operation, known), (request) =>
          expectFit(house.url, parserOf, operation, request),
        ),
        { numRuns: requests },
      );
  });

  test('of it and of the pages of the console: by a method that it does not take is 405, with those that it takes', async () => {
    house = await openHouse(await open());
    const { paths } = (await house.as('admin').get('/openapi.json')).body;
    const routes = Object.entries(z.record(z.string(), z.looseObject({})).parse(paths)).concat(pages);
    for (const [path] of routes) {
      const address = path.replaceAll(/\{\w+\}/g, '1');
      // An address of one route may be one of another too: `import` is what a plan's number is not.
      const taken = routes.flatMap(([other, methods]) =>
        new RegExp(`^${other.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address) ? Object.keys(methods) : [],
      );
      await expectNoOtherMethod(house.url + address, [...new Set(taken)]);
    }
  });
});

const pages = Object.entries({
  '/': { get: {} },
  '/agents/margaux': { get: {} },
  '/agents/margaux/suspend': { post: {} },
  '/incidents': { get: {} },
  '/plans/1': { get: {} },
  '/register': { get: {} },
  '/rules': { get: {} },
  '/access': { get: {}, post: {} },
  '/sign-in': { get: {}, post: {} },
});

async function expectNoOtherMethod(address: string, taken: readonly string[]) {
  const methods = ['get', 'post', 'put', 'patch', 'delete'];
  const allow = taken.flatMap((one) => (one === 'get' ? ['GET', 'HEAD'] : [one.toUpperCase()])).sort();
  for (const method of methods.filter((one) => !taken.includes(one))) {
    const answer = await fetch(address, { method: method.toUpperCase() });
    const told = answer.headers.get('allow')?.split(', ').sort();
    expect({ address, method, status: answer.status, told }).toEqual({
      address,
      method,
      status: 405,
      told: allow,
    });
    expect(Problem.parse(await answer.json()).status).toBe(405);
  }
}

/** Requests that a route may be sent: mostly what its schemas want, in places something else. */
function asked(document: Document, operation: Operation, known: Known) {
  const { parameters, body } = operation;
  const { resolve, sample } = samplesOf(document, known);
  const hostile = fc.constantFrom(...Object.values(values));
  const json = (given: Schema, name = ''): fc.Arbitrary<string> =>
    fc.oneof({ weight: 15, arbitrary: fitting(resolve(given), name) }, { weight: 1, arbitrary: hostile });
  const fitting = (schema: Schema, name: string): fc.Arbitrary<string> => {
    if (schema.properties !== undefined) {
      const { properties, required = [] } = schema;
      const fields = Object.entries(properties).map(([key, each]) => {
        const field = json(each, key).map((value) => [`${JSON.stringify(key)}:${value}`]);
        return required.includes(key) ? field : fc.option(field, { nil: [] });
      });
      return fc.tuple(...fields).map((all) => `{${all.flat().join(',')}}`);
    }
    if (schema.items !== undefined)
      return fc.array(json(schema.items, name), { maxLength: 3 }).map((all) => `[${all.join(',')}]`);
    return fc.constantFrom(...(schema.enum ?? [sample(schema, name)])).map((value) => JSON.stringify(value));
  };
  const odd = fc.constantFrom(...Object.values(encoded));
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const others = inPath.map(({ name }) =>
    fc.option(odd, { nil: undefined, freq: 6 }).map((value): [string, string | undefined] => [name, value]),
  );
  const query = inQuery.map(({ name, schema }) => {
    const usual = fc.constant(encodeURIComponent(String(sample(schema, name))));
    const value = fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: odd });
    return fc.option(
      value.map((text) => `${name}=${text}`),
      { nil: '' },
    );
  });
  return fc.record({
    path: fc.tuple(fc.tuple(...others), fc.tuple(...query)).map(([named, asked]) => {
      const other = new Map(named);
      return `${addressOf(operation, known, (name) => other.get(name))}?${asked.join('&')}`;
    }),
    body: body === undefined ? fc.constant(undefined) : json(body.schema),
  });
}

async function expectFit(
  url: string,
  parserOf: ReturnType<typeof parsersOf>,
  operation: Operation,
  { path, body }: Asked,
) {
  const { method, answers } = operation;
  const answer = await fetch(url + path, {
    method,
    headers: {
      Authorization: `Bearer ${adminKey}`,
      'Content-Type': operation.body?.type ?? 'application/json',
    },
    ...(body === undefined ? {} : { body }),
  });
  const type = answer.headers.get('content-type') ?? '';
  // A stream does not end.
  if (type.startsWith('text/event-stream')) return answer.body?.cancel();
  const text = await answer.text();
  expect({ status: answer.status, text: answer.status < 500 || answer.status === 503 ? '' : text }).toEqual({
    status: answer.status,
    text: '',
  });
  const published = answers[answer.status];
  // A protocol of somebody else's has its own words for a refusal.
  if (type.startsWith('application/json') && published !== undefined)
    expect(parserOf(published).safeParse(JSON.parse(text)).error).toBeUndefined();
  else if (answer.status >= 400) {
    expect(type).toBe('application/problem+json');
    expect(Problem.parse(JSON.parse(text)).status).toBe(answer.status);
  }
}

/** What holds the JSON answers of a document against their schemas, each made once. */
function parsersOf({ components }: Document): (schema: Schema) => z.ZodType {
  const made = new Map<Schema, z.ZodType>();
  const compile = (schema: Schema) => {
    const local = JSON.stringify({ ...schema, $defs: components.schemas });
    return z.fromJSONSchema(JSON.parse(local.replaceAll('#/components/schemas/', '#/$defs/')));
  };
  return (schema) => {
    const parser = made.get(schema) ?? compile(schema);
    made.set(schema, parser);
    return parser;
  };
}
