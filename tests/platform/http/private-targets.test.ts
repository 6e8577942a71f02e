import { describe, expect, test } from 'vitest';
import { guardedDoor, requestFault } from '../../../src/platform/http/guarded.ts';

/** Addresses of this machine, of private networks and of clouds' own services, in every way they are written. */
const targets = [
  ...[
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '017700000001',
  ],
  ...['0177.0.0.1', '0x7f.0x0.0x0.0x1', '127.0.0.1.', 'localhost', 'LOCALHOST', '0.0.0.0', '0', '0x0'],
  ...['10.0.0.1', '10.255.255.255', '0x0a000001', '012.0.0.1', '167772161', '172.16.0.1', '172.31.255.255'],
  ...['192.168.0.1', '192.168.255.255', '0xc0a80001', '3232235521', '192.168.1', '169.254.169.254'],
  ...['169.254.0.1', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '100.64.0.1', '100.127.255.255'],
  ...['198.18.0.1', '192.0.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255'],
  ...['240.0.0.1', '255.255.255.255', '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]'],
  ...['[::ffff:7f00:1]', '[::ffff:10.0.0.1]', '[::ffff:169.254.169.254]', '[::127.0.0.1]', '[::7f00:1]'],
  ...['[fc00::1]', '[fd12:3456:789a::1]', '[fe80::1]', '[febf::1]', '[ff02::1]', '[64:ff9b::127.0.0.1]'],
  ...['①②⑦.⓪.⓪.①', '１２７.0.0.1', '127。0。0。1'],
];

/** What becomes of a request: the guard refuses before anything is sent. */
function outcome(url: string): Promise<string> {
  const door = guardedDoor(url, false);
  if (door === 'private_target') return Promise.resolve(door);
  return new Promise((done) => {
    try {
      const request = door({ method: 'GET', signal: AbortSignal.timeout(2_000) });
      request.on('error', (error) => done(requestFault(error)));
      request.on('response', () => done('answered'));
      request.end();
    } catch (error) {
      done(requestFault(error instanceof Error ? error : new Error(String(error))));
    }
  });
}

describe('addresses that people write', () => {
  test('are at least sixty in this list', () => {
    expect(new Set(targets).size).toBeGreaterThanOrEqual(60);
  });

  test.each(['http', 'https'])(
    'of this machine and of private networks are refused over %s',
    async (scheme) => {
      const found = await Promise.all(
        targets.map(async (target) => [target, await outcome(`${scheme}://${target}/`)]),
      );
      expect(found.filter(([, what]) => what !== 'private_target')).toEqual([]);
    },
  );
});
