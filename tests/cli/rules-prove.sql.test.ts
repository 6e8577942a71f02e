import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startReceiver } from '../notices/peers.ts';
import { eachEngine } from '../support/database.ts';
import { type House, openHouse, shippedRules } from '../support/house.ts';
import { webhookTo } from '../support/webhook.ts';
import { environment, filrouge, type Said } from './run.ts';

const adminKey = `fr_${'a'.repeat(43)}`;

/** Runs `filrouge rules prove` with this environment. */
function prove(env: Record<string, string>, ...args: string[]): Promise<Said> {
  return filrouge(environment(shippedRules, env), ['rules', 'prove', ...args]);
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

eachEngine('filrouge rules prove', (open) => {
  let house: House;
  afterEach(() => house.stop());

  /** A house whose notices go to a receiver that answers with this status. */
  async function start(status: number): Promise<void> {
    const { url } = await startReceiver((response) => response.writeHead(status).end());
    house = await openHouse(await open(), { env: webhookTo(url) });
  }

  test('says every stage from the breach to the delivered notice, each with its time', async () => {
    await start(200);
    const { printed, failures } = await prove(
      { FILROUGE_ADMIN_KEY: adminKey },
      'error-rate',
      '--url',
      house.url,
    );
    expect(failures).toEqual([]);
    const [first, ...stages] = printed.split('\n');
    expect(first).toMatch(/^Rule error-rate passed its proof test on margaux, rule set [0-9a-f]{64}\.$/);
    expect(stages.map((line) => line.replace(/^ {2}\S+Z {2}\+\d+ ms {2}/, ''))).toEqual([
      'begun',
      'fired',
      'suspended',
      'acknowledged',
      'notice committed',
      'notice delivered',
    ]);
    const entries = (await house.as('viewer').get('/v1/register')).body.items;
    expect(entries.at(-1)).toMatchObject({ kind: 'proofPassed', agent: 'margaux' });
  });

  test('takes the address from FILROUGE_PUBLIC_URL, with or without a slash at its end', async () => {
    await start(200);
    const env = { FILROUGE_PUBLIC_URL: `${house.url}/`, FILROUGE_ADMIN_KEY: adminKey };
    expect((await prove(env, 'csat', '--agent', 'margaux')).failures).toEqual([]);
  });

  test('a proof that does not pass, and one that cannot be made, say why and fail', async () => {
    await start(410);
    const at = ['--url', house.url, '--key', adminKey];
    expect(await prove({}, 'eror-rate', ...at)).toEqual({
      printed: '',
      failures: ['There is no rule "eror-rate".'],
    });
    expect((await prove({}, 'error-rate', '--agent', 'leo', ...at)).failures).toEqual([
      expect.stringContaining('leo'),
    ]);
    expect((await prove({}, 'error-rate', ...at)).failures).toEqual([
      expect.stringMatching(/^The drill notice was not delivered: .* The proof did not pass\.$/),
    ]);
    const entries = (await house.as('viewer').get('/v1/register')).body.items;
    expect(entries.map(({ kind }: { kind: string }) => kind)).not.toContain('proofPassed');
  });

  test('a key that is none is refused in one sentence', async () => {
    await start(200);
    const { printed, failures } = await prove({}, 'error-rate', '--url', house.url, '--key', 'fr_wrong');
    expect(printed).toBe('');
    expect(failures).toHaveLength(1);
    expect(failures[0]).not.toContain('fr_wrong');
  });
});

describe('filrouge rules prove, without a service', () => {
  test('says that it needs a key', async () => {
    expect((await prove({}, 'error-rate')).failures).toEqual([
      'The filrouge that runs at http://127.0.0.1:4090 is asked, and it wants a key: give --key, or set FILROUGE_KEY.',
    ]);
  });

  test('says where it looked, and why nobody answered', async () => {
    const server = createServer();
    const url = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const { failures } = await prove({}, 'error-rate', '--url', url, '--key', adminKey);
    expect(failures).toEqual([
      expect.stringMatching(
        /^There is no filrouge at http:\/\/127\.0\.0\.1:\d+ \(connect ECONNREFUSED .*\)\.$/,
      ),
    ]);
  });

  test('something else that answers there is named by its status', async () => {
    const server = createServer((_, response) => response.writeHead(404).end('<html>'));
    const url = await listening(server);
    const { failures } = await prove({}, 'error-rate', '--url', url, '--key', adminKey);
    server.close();
    expect(failures).toEqual([`${url} answered with status 404.`]);
  });
});
