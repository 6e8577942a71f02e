import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { parse } from 'yaml';

/**
 * service/openapi.yaml of github.com/open-feature/protocol at d1a63a4 (OFREP 0.3.0, Apache-2.0, see LICENSE beside it), word for word.
 */
const document = parse(readFileSync(join(import.meta.dirname, 'openapi.yaml'), 'utf8'));

// As published, no value fits: a flag must be exactly one of six kinds, and the kind without a value (the default in the code) forbids
// none, so that every boolean is of two. "One of them" is what is meant; that a value is there is asked for below.
const [, kinds] = document.components.schemas.evaluationSuccess.allOf;
kinds.anyOf = kinds.oneOf;
delete kinds.oneOf;

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'ofrep');

/** Expects a body to be what OFREP's OpenAPI file says of this status of this address. */
export function expectOfrep(address: string, status: number, body: unknown): void {
  const answer = document.paths[address].post.responses[String(status)];
  expect(answer, `${status} is no answer of OFREP`).toBeDefined();
  const schema = answer.content?.['application/json']?.schema.$ref;
  if (schema !== undefined) expectSchema(schema, body);
}

/** Expects the data of a message of a stream to be what OFREP says. */
export function expectOfrepEvent(data: string): void {
  expectSchema('#/components/schemas/sseEventData', JSON.parse(data));
}

function expectSchema(ref: string, body: unknown): void {
  const isValid = ajv.getSchema(`ofrep${ref}`);
  if (isValid === undefined) throw new Error(`no ${ref}`);
  expect({ fits: isValid(body), errors: isValid.errors, body }).toEqual({ fits: true, errors: null, body });
}
