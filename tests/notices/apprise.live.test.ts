import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAppriseChannel } from '../../src/notices/apprise.ts';
import type { Delivery } from '../../src/notices/delivery.ts';
import type { Recipient } from '../../src/notices/notice.ts';
import { missingPeer } from '../support/peer.ts';
import { startReceiver } from './peers.ts';
import { trip } from './samples.ts';

const people: Record<string, Recipient> = { lea: { name: 'Léa Fontaine', language: 'fr' } };
const personOf = (id: string) => people[id];
const team: Delivery = { id: 'msg_1', channel: 'chat', attempts: 1, createdAt: 0, notice: trip() };
const toLea: Delivery = { ...team, channel: 'apprise', recipient: 'lea' };
const open = { allowPrivate: true, language: () => 'en' as const, publicUrl: 'https://filrouge.example' };

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'filrouge-apprise-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describe('an Apprise API server', () => {
  test('is given the message, how grave it is and whom it is for, by tag', async () => {
    const { url, received } = await startReceiver((response) => response.writeHead(200).end());
    const channel = createAppriseChannel({ ...open, url });
    expect(await channel.send(team, personOf)).toEqual({ outcome: 'delivered' });
    expect(await channel.send(toLea, personOf)).toEqual({ outcome: 'delivered' });
    const [forTeam, forLea] = received.map(({ body }) => JSON.parse(body));
    expect(forTeam).toEqual({
      title: 'Incident 4: Margaux is suspended, error rate 2.3%',
      body: expect.stringMatching(
        /threshold 2%.*\n\nPlease complete.*\n\nhttps:\/\/filrouge\.example\/plans\/4$/,
      ),
      type: 'failure',
      tag: 'filrouge',
      format: 'text',
    });
    expect(forLea).toMatchObject({ tag: 'lea', title: expect.stringContaining('est suspendu') });
  });

  test('that knows no such configuration (204) told nobody, and one that failed (424) is asked again', async () => {
    for (const status of [204, 424]) {
      const { url } = await startReceiver((response) => response.writeHead(status).end());
      const sent = await createAppriseChannel({ ...open, url }).send(team, personOf);
      expect(sent).toEqual({ outcome: 'failed', reason: `http_${status}` });
    }
  });
});

const missing = missingPeer('apprise');

describe.skipIf(missing !== undefined)('the command apprise', () => {
  test('tells whoever its addresses name, and nothing on the command line says them', async () => {
    const { port, received } = await startReceiver();
    const url = `json://user:s3cret@127.0.0.1:${port}/hook`;
    const channel = createAppriseChannel({ ...open, url });
    expect(await channel.send(team, personOf)).toEqual({ outcome: 'delivered' });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      title: 'Incident 4: Margaux is suspended, error rate 2.3%',
      message: expect.stringContaining('threshold 2%'),
      type: 'failure',
    });
    // There are no tags behind addresses alone.
    expect(await channel.send(toLea, personOf)).toEqual({ outcome: 'skipped', reason: 'no_address' });
  });

  test('finds people and the team by their tags in a file, and says who has none there', async () => {
    const [lea, room] = [await startReceiver(), await startReceiver()];
    const url = join(folder(), 'apprise.conf');
    writeFileSync(url, `lea=json://127.0.0.1:${lea.port}/lea\nfilrouge=json://127.0.0.1:${room.port}/room\n`);
    const channel = createAppriseChannel({ ...open, url });
    expect(await channel.send(toLea, personOf)).toEqual({ outcome: 'delivered' });
    expect([lea.received.length, room.received.length]).toEqual([1, 0]);
    expect(JSON.parse(lea.received[0]?.body ?? '').message).toContain(
      'Merci de compléter le plan d’action 4',
    );
    const stranger = { ...toLea, recipient: 'noah' };
    const known = (id: string) => personOf(id) ?? { name: 'Noah', language: 'fr' as const };
    expect(await channel.send(stranger, known)).toEqual({ outcome: 'skipped', reason: 'no_address' });
    expect(await channel.send(stranger, personOf)).toEqual({ outcome: 'skipped', reason: 'unknown_person' });
  });

  test('that could not tell somebody is tried again, and the reason names no address', async () => {
    const { port } = await startReceiver((response) => response.writeHead(500).end());
    const channel = createAppriseChannel({ ...open, url: `json://user:s3cret@127.0.0.1:${port}` });
    expect(await channel.send(team, personOf)).toEqual({ outcome: 'failed', reason: 'apprise_exit_1' });
  });
});

describe('a command apprise', () => {
  test('that is not there, or hangs, is a failure within its time', async () => {
    const path = folder();
    const absent = createAppriseChannel({ ...open, url: 'json://x', path });
    expect(await absent.send(team, personOf)).toEqual({ outcome: 'failed', reason: 'apprise_enoent' });
    writeFileSync(join(path, 'apprise'), '#!/bin/sh\nexec /bin/sleep 60\n');
    chmodSync(join(path, 'apprise'), 0o755);
    const hanging = createAppriseChannel({ ...open, url: 'json://x', path, timeoutMs: 100 });
    expect(await hanging.send(team, personOf)).toEqual({ outcome: 'failed', reason: 'timeout' });
  });

  test('is given the addresses in its environment and nothing else of ours', async () => {
    const path = folder();
    const said = join(path, 'said');
    writeFileSync(join(path, 'apprise'), `#!/bin/sh\n{ echo "$@"; /usr/bin/env; } > ${said}\n`);
    chmodSync(join(path, 'apprise'), 0o755);
    const url = 'json://user:s3cret@x json://y';
    await createAppriseChannel({ ...open, url, path }).send(team, personOf);
    const [args = '', ...env] = readFileSync(said, 'utf8').trim().split('\n');
    expect(args).not.toContain('s3cret');
    const names = env.map((line) => line.split('=')[0]);
    expect(names.filter((name) => !['PWD', '_', 'SHLVL', 'OLDPWD'].includes(name ?? '')).toSorted()).toEqual([
      'APPRISE_URLS',
      'LC_ALL',
      'PATH',
    ]);
  });

  test('is not asked for what is neither an address nor a path', () => {
    expect(() => createAppriseChannel({ ...open, url: 'team' })).toThrow(TypeError);
  });
});
