import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startReceiver } from '../notices/peers.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { webhookTo } from '../support/webhook.ts';
import { minute, paris, worldOf } from './margaux.ts';

/** The worked example, from the breach of 5 June 2026 to the closed plan of 12 June, over HTTP alone. */
eachEngine('incident 4 of Margaux', (open) => {
  let house: House;
  afterEach(() => house.stop());

  test('goes from the breach to the closed plan as the story tells it', { timeout: 120_000 }, async () => {
    const env = webhookTo((await startReceiver()).url);
    house = await openHouse(await open(), { start: '2026-03-02T09:00:00+01:00', env });
    const { as, clock, url } = house;
    const { sync, contacts, until, ordinary } = worldOf(house);
    const plan = () => ok(as('viewer').get('/v1/plans/4'));
    const incident = () => ok(as('viewer').get('/v1/incidents/4'));
    const patch = (path: string, body: object, who: 'lea' | 'camille' | 'ops') =>
      ok(as(who).patch(`/v1/${path}`, body));
    const action = async (id: string) =>
      (await plan()).actions.find((each: { id: string }) => each.id === id);
    const document = (name: string) =>
      ok(as('viewer').get('/v1/plans/4/document?format=md&lang=fr')).then((text) =>
        expect(text).toMatchFileSnapshot(`golden/${name}.fr.md`),
      );

    // Three cases before this one, opened by people and long over.
    for (const [number, source] of ['review', 'audit', 'manual'].entries()) {
      const title = `Cas ${number + 1}`;
      await ok(
        as('lea').post('/v1/incidents', { source, agent: 'margaux', title, description: 'Vu et réglé.' }),
        201,
      );
      await ok(as('lea').post(`/v1/incidents/${number + 1}/resolve`));
    }

    // The morning of the 5th: all is well until the feed of the catalogue stops coming.
    clock.set(paris('05 00:00'));
    await ordinary(paris('05 07:30'));
    for (let at = paris('05 07:31'); at < paris('05 07:58'); at += minute) {
      clock.set(at);
      if (at === paris('05 07:33')) await sync([at]);
      await contacts([{ at: at - minute / 2, of: 90 }]);
      await house.pass(0);
    }
    expect(await incident()).toMatchObject({ state: 'open', triggers: [{ rule: 'catalogue-freshness' }] });
    const unavailable = (count: number) => Array.from({ length: count }, () => 'item_unavailable');
    for (const [time, errors] of [
      ['05 07:58', ['timeout']],
      ['05 07:59', unavailable(2)],
      ['05 08:00', unavailable(2)],
      ['05 08:01', unavailable(2)],
    ] as const) {
      await until(paris(time));
      await contacts([{ at: clock.now(), of: 100, errors }]);
      expect((await ok(as('margaux').get('/v1/agents/margaux/switch'))).mayRun).toBe(true);
    }

    // 08:02: 11 of 478 answers were wrong, 2.3 %.
    await until(paris('05 08:02'));
    await contacts([{ at: clock.now(), of: 78, errors: unavailable(4) }]);
    const stopped = await ok(as('margaux').get('/v1/agents/margaux/switch'));
    expect(stopped).toMatchObject({
      mayRun: false,
      epoch: 1,
      incident: 4,
      since: '2026-06-05T06:02:00.000Z',
    });
    expect(stopped.reasons[0]).toMatchObject({ kind: 'trip', rule: 'error-rate', threshold: 0.02 });
    expect(stopped.reasons[0].value).toBeCloseTo(0.023, 4);
    await ok(as('margaux').post('/v1/agents/margaux/switch/ack', { epoch: 1 }));
    expect(await incident()).toMatchObject({
      number: 4,
      plan: 4,
      severity: 'critical',
      evidence: {
        movedFirst: [{ metric: 'catalogue_freshness', leadMs: 22 * minute }],
        reasons: [{ reason: 'item_unavailable', count: 10, share: 10 / 11 }, { reason: 'timeout' }],
        exposed: { interactions: 478, errors: 11 },
      },
    });

    // People: acknowledged, the feed mended, Margaux back on line after 40 minutes, by the approver.
    await until(paris('05 08:06'));
    await ok(as('lea').post('/v1/incidents/4/acknowledge'));
    await until(paris('05 08:30'));
    await sync([clock.now()]);
    await until(paris('05 08:42'));
    await ok(
      as('camille').post('/v1/agents/margaux/resume', { reason: 'Flux resynchronisé, réponses vérifiées.' }),
    );
    expect(await incident()).toMatchObject({ downtimeMs: 40 * minute });
    await document('margaux');

    // The owner establishes the cause; the feed is watched.
    await ordinary(paris('05 15:00'), 2);
    await patch(
      'plans/4',
      {
        rootCause:
          'Le flux du catalogue a cessé de se synchroniser ; Margaux a donc annoncé indisponibles des articles en stock. Aucune garde ne contrôlait la fraîcheur des données.',
      },
      'lea',
    );
    await ok(as('lea').post('/v1/incidents/4/resolve'));
    await ordinary(paris('05 17:30'), 2);
    await patch('actions/4-1', { status: 'done' }, 'ops');

    // The 6th: two actions at work, the customers contacted, the plan signed by two people.
    await ordinary(paris('06 09:00'), 2);
    await patch('actions/4-3', { status: 'in_progress' }, 'camille');
    await patch('actions/4-4', { status: 'in_progress' }, 'camille');
    await patch('improvements/4-m-1', { status: 'in_progress' }, 'ops');
    for (const item of [0, 1, 2, 3])
      await ok(as('lea').post(`/v1/actions/4-2/checklists/contact/items/${item}`, {}));
    await patch('actions/4-2', { status: 'done' }, 'lea');
    await patch('plans/4', { topThree: ['4-3', '4-4', '4-m-1'] }, 'camille');
    const sign = (who: 'lea' | 'camille', step: 'activation' | 'closure') =>
      as(who).post('/v1/plans/4/sign', { as: who === 'lea' ? 'owner' : 'approver', for: step });
    await ok(sign('lea', 'activation'));
    expect((await plan()).state).toBe('draft');
    await ok(sign('camille', 'activation'));
    expect(await plan()).toMatchObject({
      state: 'active',
      priorities: { topThree: ['4-3', '4-4', '4-m-1'] },
      progress: { actions: 5, done: 2, overdue: 0 },
    });
    await ok(as('camille').post('/v1/plans/4/reviews', { comment: 'Deux actions faites, plan signé.' }));
    await ordinary(paris('06 18:00'), 2);
    await document('margaux-06-06');

    // The guard in the prompt is done; 24 hours under 1 % prove it.
    await patch('actions/4-3', { status: 'done' }, 'camille');
    await ordinary(paris('07 17:00'));
    expect((await action('4-3')).criteria[0]).toMatchObject({ verdict: 'holding' });
    await ordinary(paris('07 20:00'));
    expect(await action('4-3')).toMatchObject({
      verification: 'verified',
      criteria: [{ verdict: 'met', attributed: true }],
    });

    // The threshold is lowered where it stands: in the file.
    await ordinary(paris('08 10:00'));
    const file = join(house.rulesDir, 'agents/margaux.yaml');
    const rules = await readFile(file, 'utf8');
    await writeFile(
      file,
      rules.replace('error_rate > 2% over 5m', 'error_rate > 1.5% over 5m').replace('< 1.5%', '< 1.2%'),
    );
    await eventually(async () => {
      const set = await ok(as('viewer').get('/v1/rules'));
      expect(JSON.stringify(set.rules)).toContain('error_rate > 1.5% over 5m');
    });
    await patch('actions/4-4', { status: 'done' }, 'camille');
    await house.pass(0);
    expect((await action('4-4')).criteria[0]).toMatchObject({ kind: 'threshold', why: 'settling' });

    // And proved where it stands: a drill through the whole chain shows that the alert would stop the agent, which reads its switch.
    await ok(as('margaux').get('/v1/agents/margaux/switch'));
    expect(await ok(as('camille').post('/v1/rules/error-rate/proof', {}))).toMatchObject({
      agent: 'margaux',
    });
    await ordinary(paris('08 10:30'));
    expect(await action('4-4')).toMatchObject({
      verification: 'verified',
      verifiedBy: ['measured'],
      criteria: [
        { kind: 'threshold', verdict: 'met' },
        { kind: 'proof', verdict: 'met' },
      ],
    });

    // Thirty cases replayed.
    await ordinary(paris('09 16:00'));
    for (let item = 0; item < 30; item += 1)
      await ok(as('lea').post(`/v1/actions/4-5/checklists/replay/items/${item}`, {}));
    await patch('actions/4-5', { status: 'done' }, 'lea');
    await until(paris('09 16:11'));
    for (const id of ['4-1', '4-2', '4-3', '4-4', '4-5']) {
      expect(await action(id)).toMatchObject({ status: 'done', verification: 'verified' });
    }

    // 12 June: the review, the signatures, the end.
    await ordinary(paris('12 10:00'));
    await ok(as('camille').post('/v1/plans/4/reviews', { comment: 'Tout tient depuis une semaine.' }));
    await patch('plans/4', { closingSummary: 'Cause traitée, garde en place, seuil abaissé.' }, 'lea');
    expect((await as('camille').post('/v1/plans/4/close', {})).body).toMatchObject({
      type: 'urn:filrouge:problem:closure_blocked',
      missing: [
        { code: 'signature_missing', at: 'signatures.owner' },
        { code: 'signature_missing', at: 'signatures.approver' },
      ],
    });
    await ok(sign('lea', 'closure'));
    await ok(sign('camille', 'closure'));
    expect(await ok(as('camille').post('/v1/plans/4/close', {}))).toMatchObject({
      state: 'closed',
      // As chosen, though all but one are done.
      priorities: { topThree: ['4-3', '4-4', '4-m-1'], chosen: { by: 'camille' } },
    });
    await ok(as('lea').post('/v1/incidents/4/close'));
    await document('margaux-closed');
    expect(await ok(as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
    const kinds = (await ok(as('viewer').get('/v1/register?incident=4&limit=500'))).items.map(
      (entry: { kind: string }) => entry.kind,
    );
    for (const kind of [
      'agentTripped',
      'agentResumed',
      'planActivated',
      'actionVerified',
      'planClosed',
      'incidentClosed',
    ])
      expect(kinds).toContain(kind);
    expect((await ok(as('viewer').get('/v1/incidents'))).items).toHaveLength(4);
    expect(url).toContain('127.0.0.1');
  });
});
