import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decoded, startSmtp } from '../notices/peers.ts';
import { eventually } from '../support/eventually.ts';
import { missingFaketime, processClock } from '../support/faketime.ts';
import { adminKey, startFilrouge } from '../support/filrouge.ts';
import { ok, shippedRules } from '../support/house.ts';

const minute = 60_000;

describe.skipIf(missingFaketime !== undefined)(`the real process, away ${missingFaketime ?? ''}`, () => {
  test('over three reminders sends one message a person, with the days of the plan, wherever it runs', async () => {
    const [clock, data, smtp] = [
      processClock(),
      await mkdtemp(join(tmpdir(), 'filrouge-away-')),
      await startSmtp(),
    ];
    // Half a day ahead of Paris: a day of this zone would be another one.
    const env = {
      ...clock.env,
      TZ: 'Pacific/Auckland',
      FILROUGE_DATA: data,
      FILROUGE_RULES: shippedRules,
      FILROUGE_SMTP_URL: smtp.url,
      FILROUGE_MAIL_FROM: 'filrouge@lendari.example',
      FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
    };
    clock.set('2026-06-08T15:00:00Z');
    let filrouge = await startFilrouge(env);
    const as = (key = adminKey) => filrouge.as(key);
    const keyOf = async (person: string, role: string) =>
      (await ok(as().post('/v1/keys', { role, person, name: person }), 201)).secret;
    try {
      await eventually(async () => expect((await as().get('/readyz')).status).toBe(200));
      const [lea, camille] = [await keyOf('lea', 'operator'), await keyOf('camille', 'approver')];
      const order = { source: 'manual', agent: 'margaux', title: 'Vu', description: 'Vu' };
      await ok(as(lea).post('/v1/incidents', { ...order, playbook: 'stale-answers' }), 201);
      await ok(as(lea).post('/v1/incidents/1/acknowledge'));
      await ok(as(lea).patch('/v1/plans/1', { rootCause: 'Le flux était arrêté.' }));
      await ok(as(lea).post('/v1/plans/1/sign', { as: 'owner', for: 'activation' }));
      await ok(as(camille).post('/v1/plans/1/sign', { as: 'approver', for: 'activation' }));
      const { actions } = await ok(as().get('/v1/plans/1'));
      expect(actions[0]).toMatchObject({ owner: 'it-ops', due: '2026-06-09T21:59:59.999Z' });
      // What was sent and not noted as sent would be sent again.
      await eventually(async () => {
        const { items } = await ok(as().get('/v1/notices?limit=100'));
        const mails = items.flatMap(({ deliveries }: { deliveries: { channel: string; state: string }[] }) =>
          deliveries.filter(({ channel }) => channel === 'mail'),
        );
        expect(mails.filter(({ state }: { state: string }) => state !== 'delivered')).toEqual([]);
        expect(smtp.received.length).toBeGreaterThanOrEqual(7);
      });

      await filrouge.kill();
      const before = smtp.received.length;
      // Due on the 9th: reminded on the 11th and the 14th, and escalated on the 20th, had it been there.
      clock.set('2026-06-22T10:00:00Z');
      filrouge = await startFilrouge(env);
      const reminded = async () =>
        (await ok(as().get('/v1/notices?limit=100'))).items.filter(({ kind }: { kind: string }) =>
          ['action_reminder', 'review_reminder', 'reminder_escalated'].includes(kind),
        );
      const all = await eventually(async () => {
        const found = await reminded();
        expect(found.length).toBeGreaterThan(5);
        return found;
      });
      for (const { at } of all) expect(at).toMatch(/^2026-06-22T10:0\d:\d\d\.\d{3}Z$/);
      clock.step(2 * minute);
      // A feed that never came is another matter.
      const sinceThen = () =>
        smtp.received.slice(before).filter(({ raw }) => !decoded(raw).includes('Subject: Incident'));
      const came = await eventually(() => {
        expect(sinceThen().length).toBeGreaterThanOrEqual(3);
        return sinceThen();
      });
      expect(came.map(({ to }) => to.join()).toSorted()).toEqual([
        'camille.roussel@lendari.example',
        'it-ops@lendari.example',
        'lea.fontaine@lendari.example',
      ]);
      const toOps = decoded(came.find(({ to }) => to.includes('it-ops@lendari.example'))?.raw ?? '');
      expect(toOps).toContain('pour le 09/06/2026');
      expect(toOps).toMatch(/^Date: Mon, 22 Jun 2026 10:0\d:\d\d \+0000/m);
      // The next look finds nothing more, and neither does another start on the same day.
      await filrouge.kill();
      clock.step(5 * minute);
      filrouge = await startFilrouge(env);
      clock.step(2 * minute);
      await eventually(async () => expect((await as().get('/readyz')).status).toBe(200));
      expect(await reminded()).toHaveLength(all.length);
      expect(sinceThen()).toHaveLength(3);
    } finally {
      await filrouge.kill();
      clock.remove();
      await rm(data, { recursive: true, force: true });
    }
  });
});
