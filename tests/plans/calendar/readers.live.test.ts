import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { When } from '../../../src/plans/calendar/entries.ts';
import { calendarFeed } from '../../../src/plans/calendar/feed.ts';
import type { KeptEntry } from '../../../src/plans/calendar/ledger.ts';
import { eventually } from '../../support/eventually.ts';
import { freePort } from '../../support/free-port.ts';
import { missingPeer } from '../../support/peer.ts';

const run = promisify(execFile);
const changedAt = Date.parse('2027-03-01T00:00:00Z');
const kept = (uid: string, when: When, sequence = 0, isCancelled = false): KeptEntry => ({
  entry: { ...{ uid, plan: 4, subject: 'action', title: 'Garde-fou dédié', when, isDone: false } },
  ...{ sequence, isCancelled, changedAt },
});
/** One that moves and is then cancelled, and two that stay, in the night of the clock change. */
const readings = [
  kept('moved', { day: '2027-03-27' }),
  kept('moved', { day: '2027-03-29' }, 1),
  kept('moved', { day: '2027-03-29' }, 2, true),
].map((moved) =>
  calendarFeed(
    [moved, kept('day', { day: '2027-03-28' }), kept('review', { at: Date.parse('2027-03-28T07:00:00Z') })],
    { language: 'fr', host: 'filrouge.example' },
  ),
);
const stay = [
  'day@filrouge.example 2027-03-28 CONFIRMED',
  'review@filrouge.example 2027-03-28T09:00 CONFIRMED',
];
const told = [
  'moved@filrouge.example 2027-03-27 CONFIRMED',
  'moved@filrouge.example 2027-03-29 CONFIRMED',
  'moved@filrouge.example 2027-03-29 CANCELLED',
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-calendar-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noKhal = missingPeer('khal');
describe.skipIf(noKhal !== undefined)(`khal ${noKhal ?? ''}`, () => {
  test('shows days as days, a review at its hour after the clock change, and follows moves and cancellations', async () => {
    const [config, file] = [join(folder, 'khal.conf'), join(folder, 'filrouge.ics')];
    const formats = ['dateformat', 'longdateformat'].map((name) => `${name} = %Y-%m-%d`);
    const times = ['datetimeformat', 'longdatetimeformat'].map((name) => `${name} = %Y-%m-%dT%H:%M`);
    const zones = ['local_timezone', 'default_timezone'].map((name) => `${name} = Europe/Paris`);
    await writeFile(
      config,
      [
        '[calendars]',
        '[[lea]]',
        `path = ${join(folder, 'khal')}`,
        '[sqlite]',
        `path = ${join(folder, 'khal.db')}`,
      ]
        .concat('[locale]', ...zones, 'timeformat = %H:%M', ...formats, ...times)
        .join('\n'),
    );
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    const khal = (...args: string[]) => run('khal', ['-c', config, ...args], { env });
    for (const [nth, reading] of readings.entries()) {
      await writeFile(file, reading);
      await khal('import', '--batch', '-a', 'lea', file);
      const format = ['--format', '{uid} {start-long} {status}', '--day-format', ''];
      const { stdout } = await khal('list', ...format, '2027-03-01', '60d');
      const lines = stdout.split('\n').map((line) => line.trim());
      expect(lines.filter((line) => line !== '').toSorted()).toEqual([...stay, told[nth]].toSorted());
    }
  });
});

const noRadicale = missingPeer('radicale');
describe.skipIf(noRadicale !== undefined)(`radicale ${noRadicale ?? ''}`, () => {
  test('takes every reading as a calendar, and keeps each entry under its name', async () => {
    const port = await freePort();
    const config = join(folder, 'radicale.conf');
    await writeFile(
      config,
      `[server]\nhosts = 127.0.0.1:${port}\n[auth]\ntype = none\n[storage]\nfilesystem_folder = ${join(folder, 'radicale')}\n`,
    );
    const server = spawn('radicale', ['--config', config], { stdio: 'ignore' });
    try {
      const ask = async (method: string, path: string, body?: string) => {
        const headers = { 'Content-Type': 'text/calendar; charset=utf-8' };
        const sent = body === undefined ? {} : { body, headers };
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...sent });
        return { status: answer.status, text: await answer.text() };
      };
      await eventually(async () => expect((await ask('MKCOL', '/lea/')).status).toBe(201));
      for (const [nth, reading] of readings.entries()) {
        expect((await ask('PUT', '/lea/due/', reading)).status).toBe(201);
        const { text } = await ask('GET', '/lea/due/');
        const [uid = '', date = '', status = ''] = (told[nth] ?? '').split(' ');
        const events = text.split('BEGIN:VEVENT').slice(1);
        expect(events).toHaveLength(3);
        const moved = events.find((event) => event.includes(`UID:${uid}`));
        for (const said of [`SEQUENCE:${nth}`, `VALUE=DATE:${date.replaceAll('-', '')}`, `STATUS:${status}`])
          expect(moved).toContain(said);
      }
    } finally {
      server.kill('SIGKILL');
    }
  });
});
