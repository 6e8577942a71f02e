import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { missingPeer } from './support/peer.ts';

const missing = missingPeer('promtool');
const note = missing === undefined ? '' : ` (${missing})`;

describe.skipIf(missing !== undefined)(`docker/prometheus.yml${note}`, () => {
  test('is accepted by Prometheus', async () => {
    const config = resolve(import.meta.dirname, '../docker/prometheus.yml');
    // The key file is made at the first start: only the text can be checked.
    const { stdout } = await promisify(execFile)('promtool', ['check', 'config', '--syntax-only', config]);
    expect(stdout).toContain('SUCCESS');
  });
});
