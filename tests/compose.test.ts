import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { providers } from './dashboards/files.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const text = read('docker-compose.yml');

const Service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  restart: z.string(),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ disable: z.boolean().optional() }).optional(),
});
const { services, volumes } = z
  .looseObject({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.unknown()) })
  .parse(parse(text));
const all = Object.entries(services);

/** What the linter says of the one file it is given. */
const LintResults = z.tuple([
  z.object({ messages: z.array(z.object({ line: z.number(), message: z.string() })) }),
]);

/** `./host/path:/container/path:ro` or `volume:/path` of every service. */
const mounts = all.flatMap(([service, { volumes: own }]) =>
  own.map((mount) => {
    const [source = '', target = '', mode] = mount.split(':');
    return { service, source, target, mode };
  }),
);

describe('docker-compose.yml', () => {
  test('follows the schema of the Compose specification, and the habits that keep it safe', () => {
    const taste = [
      'no-build-and-image',
      'service-keys-order',
      'service-dependencies-alphabetical-order',
      'services-alphabetical-order',
      'top-level-properties-order',
    ];
    const linter = new DCLinter({
      rules: Object.fromEntries(taste.map((rule) => [rule, 0])),
      quiet: true,
      debug: false,
      exclude: [],
    });
    const found = LintResults.parse(linter.lintFiles([resolve(root, 'docker-compose.yml')], false));
    expect(found[0].messages.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });

  test('pins every image to one release', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
    for (const [name, { image }] of all) expect(image, name).toMatch(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
    expect(services['filrouge']?.image).toBe(`filrouge:${version}`);
    expect(services['metrics-key']?.image).toBe(services['filrouge']?.image);
  });

  test('mounts only files that exist, and what comes from the host read-only', () => {
    const fromHost = mounts.filter(({ source }) => source.startsWith('.'));
    expect(fromHost.filter(({ source }) => !existsSync(resolve(root, source)))).toEqual([]);
    expect(fromHost.filter(({ mode }) => mode !== 'ro')).toEqual([]);
  });

  test('declares every volume it mounts, and mounts every volume it declares', () => {
    const named = mounts.filter(({ source }) => !source.startsWith('.')).map(({ source }) => source);
    expect([...new Set(named)].sort()).toEqual(Object.keys(volumes).sort());
  });

  test('keeps the data of PostgreSQL 18 where the image of 18 puts it', () => {
    expect(services['postgres']?.image).toMatch(/^postgres:18\./);
    expect(services['postgres']?.volumes).toEqual(['postgres-data:/var/lib/postgresql']);
  });

  test('knows of every lasting service whether it is healthy', () => {
    const unknown = all.filter(
      ([, one]) =>
        one.restart !== 'no' &&
        one.build === undefined &&
        (one.healthcheck?.disable ?? one.healthcheck === undefined),
    );
    expect(unknown.map(([name]) => name)).toEqual([]);
    expect(read('Dockerfile')).toContain('HEALTHCHECK');
  });

  test('starts each service after what it needs, and waits for services that there are', () => {
    const waits = all.flatMap(([name, { depends_on: on }]) =>
      Object.entries(on).map(([needed, { condition }]) => `${name}: ${needed} ${condition}`),
    );
    expect(waits).toEqual([
      'filrouge: postgres service_healthy',
      'metrics-key: filrouge service_healthy',
      'prometheus: metrics-key service_completed_successfully',
      'grafana: prometheus service_healthy',
    ]);
  });

  test('publishes on this machine only', () => {
    const published = all.flatMap(([, { ports }]) => ports);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('gives filrouge no rights and a read-only file system, with a place for each thing it writes', () => {
    for (const name of ['filrouge', 'metrics-key'])
      expect([name, services[name]]).toMatchObject([
        name,
        { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
      ]);
    const writable = mounts.filter(({ service, mode }) => service === 'filrouge' && mode !== 'ro');
    expect(writable.map(({ target }) => target)).toEqual(['/data', '/backup']);
    expect(services['filrouge']?.['tmpfs']).toEqual(['/tmp:size=64m,mode=1777']);
    // A volume takes the owner of the folder that it is mounted on.
    for (const { target } of writable)
      expect(read('Dockerfile')).toMatch(new RegExp(`install -d .*${target}\\b`));
  });

  test('will not start without its passwords', () => {
    const secrets = [...text.matchAll(/\$\{(\w*PASSWORD)([^}]*)\}/g)].map(([, name, rest]) => [
      name,
      rest?.slice(0, 2),
    ]);
    expect(new Set(secrets.map(([name]) => name))).toEqual(
      new Set(['POSTGRES_PASSWORD', 'GRAFANA_PASSWORD']),
    );
    expect(secrets.filter(([, rest]) => rest !== ':?')).toEqual([]);
  });

  test('uses no variable that .env.example does not name', () => {
    const handedOn = all.flatMap(([, { environment }]) =>
      Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : [])),
    );
    const filledIn = [...text.matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? '');
    const example = read('.env.example');
    const unnamed = [...handedOn, ...filledIn].filter(
      (name) => !new RegExp(`^#? ?${name}=`, 'm').test(example),
    );
    expect(unnamed).toEqual([]);
  });
});

describe('the parts fit together', () => {
  test('Prometheus scrapes the service filrouge with the key that metrics-key leaves for it', () => {
    const scrape = z
      .object({
        scrape_configs: z.tuple([
          z.object({
            job_name: z.string(),
            authorization: z.object({ credentials_file: z.string() }),
            static_configs: z.tuple([z.object({ targets: z.tuple([z.string()]) })]),
          }),
        ]),
      })
      .loose()
      .parse(parse(read('docker/prometheus.yml'))).scrape_configs[0];
    expect(scrape.static_configs[0].targets).toEqual(['filrouge:4090']);
    expect(services['metrics-key']?.['entrypoint']).toEqual([
      'sh',
      '/docker/metrics-key.sh',
      scrape.authorization.credentials_file,
    ]);
    const holders = mounts.filter(({ target }) =>
      scrape.authorization.credentials_file.startsWith(`${target}/`),
    );
    expect(holders.map(({ service, source, mode }) => [service, source, mode])).toEqual([
      ['metrics-key', 'metrics-key', undefined],
      ['prometheus', 'metrics-key', 'ro'],
    ]);
  });

  test('Grafana finds its provisioning and the dashboards where the provider looks for them', () => {
    const own = mounts.filter(({ service }) => service === 'grafana');
    for (const kind of ['datasources', 'dashboards', 'alerting'])
      expect(own).toContainEqual({
        service: 'grafana',
        source: `./dashboards/provisioning/${kind}`,
        target: `/etc/grafana/provisioning/${kind}`,
        mode: 'ro',
      });
    const [provider] = providers().providers;
    expect(own.find(({ source }) => source === './dashboards')?.target).toBe(provider?.options.path);
    const home = services['grafana']?.environment['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    expect(existsSync(resolve(root, home.replace(provider?.options.path ?? '', 'dashboards')))).toBe(true);
  });
});
