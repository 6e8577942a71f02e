import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { billOfMaterials } from '../../scripts/sbom.ts';

const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'));
const bill = billOfMaterials();
const { components, metadata } = z
  .looseObject({
    components: z.array(
      z.looseObject({
        name: z.string(),
        version: z.string(),
        purl: z.string(),
        hashes: z.array(z.unknown()),
      }),
    ),
    metadata: z.looseObject({ component: z.looseObject({ name: z.string(), type: z.string() }) }),
  })
  .parse(bill);

test('the bill of materials follows the schema of CycloneDX 1.5', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ['spdx', 'jsf-0.82'])
    ajv.addSchema(
      read(`schema/${name}.schema.json`),
      `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`,
    );
  const validate = ajv.compile(read('schema/bom-1.5.schema.json'));
  validate(bill);
  expect(validate.errors ?? []).toEqual([]);
});

test('it names the product, and every package that is shipped with the hash it was locked with, and no other', () => {
  expect(metadata.component).toMatchObject({ name: 'filrouge', type: 'application' });
  const Locked = z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      name: z.string().optional(),
    }),
  );
  const packages = Locked.parse(read('../../package-lock.json').packages);
  const shipped = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
    .map(([path, { name, version }]) => `${name ?? path.split('node_modules/').at(-1)}@${version}`);
  expect(new Set(components.map(({ name, version }) => `${name}@${version}`))).toEqual(new Set(shipped));
  expect(components.filter(({ hashes }) => hashes.length === 0)).toEqual([]);
  expect(components.filter(({ purl }) => !purl.startsWith('pkg:npm/'))).toEqual([]);
});
