/**
 * What the product is made of, as a CycloneDX 1.5 document: every package of package-lock.json that is not for development alone.
 *
 *     npm run sbom                      # dist/sbom.cdx.json
 *     npm run sbom -- path/to/file
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * The document as npm writes it, with what it gets wrong put right. It is asked about a copy of the lock file without packages for
 * development: told to omit them, npm 11 leaves out as well what is both shipped and used in development, `pg` and `zod` among it.
 */
export function billOfMaterials(): object {
  const { name, version, description, dependencies, engines } = read('package.json');
  const lock = read('package-lock.json');
  const shipped = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  );
  const root = { name, version, description, dependencies, engines };
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-sbom-'));
  const write = (file: string, value: object) => writeFileSync(join(folder, file), JSON.stringify(value));
  try {
    write('package.json', root);
    write('package-lock.json', { ...lock, packages: { '': root, ...Object.fromEntries(shipped) } });
    const text = execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'], {
      ...{ cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 },
    });
    return asOurs(JSON.parse(text), name, version);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Bill = {
  readonly metadata: { readonly component: object };
  readonly components: object;
  readonly dependencies: object;
};

function asOurs(made: Bill, name: string, version: string): object {
  // npm gives the product the name of the folder that it lies in.
  const component = { ...made.metadata.component, type: 'application', name, version };
  // The same packages have the same number, wherever and whenever it is made.
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify([name, version, made.components, made.dependencies]))}`;
  return { ...made, serialNumber, metadata: { ...made.metadata, component } };
}

type Lock = { packages: Record<string, { dev?: boolean; devOptional?: boolean }> };

function read(file: 'package-lock.json'): Lock;
function read(
  file: 'package.json',
): Record<'name' | 'version' | 'description', string> & Record<'dependencies' | 'engines', object>;
function read(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

if (process.argv[1] === import.meta.filename) {
  const file = resolve(process.argv[2] ?? join(root, 'dist/sbom.cdx.json'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(billOfMaterials(), null, 1)}\n`);
  console.log(file);
}
