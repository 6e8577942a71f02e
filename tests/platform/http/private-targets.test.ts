import { expect, test } from 'vitest';
import { guardedDoor, requestFault } from '../../../src/platform/http/guarded.ts';

/** Hosts as somebody may write them to have this machine, its network or its cloud ask itself. */
const hosts = [
  // This machine.
  ...['127.0.0.1', '127.0.0.2', '127.1', '127.0.1', '127.255.255.254', 'localhost', 'LOCALHOST'],
  ...['2130706433', '017700000001', '0x7f000001', '0x7f.1', '0177.0.0.1', '127.0.0.1%2e', '①②⑦.0.0.1'],
  ...['0.0.0.0', '0', '0.0.0.1', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[::127.0.0.1]', '[::7f00:1]'],
  // An IPv4 address within an IPv6 one, in all ways that translate it.
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:0:127.0.0.1]', '[::ffff:10.0.0.1]'],
  ...['[64:ff9b::127.0.0.1]', '[64:ff9b::a00:1]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::]', '[2002:a00:1::1]'],
  ...['[2001:0:7f00:1::]', '[2001::a00:1]', '[::10.0.0.1]', '[::169.254.169.254]'],
  // Networks of houses and clouds.
  ...['10.0.0.1', '10.255.255.255', '10.1', '172.16.0.1', '172.31.255.254', '192.168.0.1', '192.168.1.254'],
  ...['100.64.0.1', '100.127.255.254', '169.254.169.254', '169.254.0.1', '2852039166', '0xa9fea9fe'],
  ...['[fe80::1]', '[febf::1]', '[fc00::1]', '[fd00:ec2::254]', '[fdff:ffff::1]', '[fec0::1]'],
  // Of nobody, of many, or of documents.
  ...['192.0.0.1', '192.0.0.170', '192.0.2.1', '198.18.0.1', '198.19.255.254', '198.51.100.1', '203.0.113.1'],
  ...['192.88.99.1', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
  ...['[ff02::1]', '[ff05::2]', '[2001:db8::1]', '[100::1]', '[3fff::1]', '[5f00::1]'],
];

/** What becomes of a request: the code of its fault, or that a connection was begun. */
function askedOf(host: string): Promise<string> {
  let door: ReturnType<typeof guardedDoor>;
  try {
    door = guardedDoor(`http://${host}:9/`, false);
  } catch {
    return Promise.resolve('no address');
  }
  if (door === 'private_target') return Promise.resolve(door);
  const request = door({ method: 'POST', timeout: 500 });
  return new Promise((resolve) => {
    request.once('timeout', () => {
      resolve('a connection was begun');
      request.destroy();
    });
    request.on('error', (error) => resolve(requestFault(error)));
    request.end();
  });
}

test.each(hosts)('%s is none of the public, and is never asked', async (host) => {
  expect(['private_target', 'no address']).toContain(await askedOf(host));
});

test('an address of the public is asked', () => {
  expect(guardedDoor('http://93.184.216.34/', false)).toBeTypeOf('function');
  expect(guardedDoor('http://127.0.0.1/', true)).toBeTypeOf('function');
});
