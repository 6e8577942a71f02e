import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('the README has a Prometheus send what the shipped sources map, and nothing that is refused', () => {
  const regex = /write_relabel_configs:\s+- \{.*regex: '(.+)', action: keep/.exec(read('README.md'))?.[1];
  // Prometheus anchors its expressions at both ends.
  const keeps = new RegExp(`^(?:${regex})$`);
  const { sources } = parse(read('rules/sources.yaml'));
  const mapped: string[] = sources.flatMap(
    ({ ratio, ...one }: { ratio?: Record<string, string>; [role: string]: unknown }) =>
      ratio === undefined ? [one['timestamp'] ?? one['counter'] ?? one['gauge']] : Object.values(ratio),
  );
  expect(mapped.length).toBeGreaterThan(2);
  expect(mapped.filter((name) => !keeps.test(name))).toEqual([]);
  expect([...mapped, 'csat', 'node_cpu_seconds_total'].filter((name) => keeps.test(name))).toEqual([
    ...mapped,
    'csat',
  ]);
});
