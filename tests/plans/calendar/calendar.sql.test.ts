import ICAL from 'ical.js';
import { afterEach, expect, test } from 'vitest';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';

let house: House | undefined;
afterEach(() => house?.stop());

/** The events of a calendar by their names, without filrouge's host. */
function eventsOf(text: string) {
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((component) => {
    const { uid, startDate, sequence } = new ICAL.Event(component);
    const isCancelled = component.getFirstPropertyValue('status') === 'CANCELLED';
    return [uid.split('@')[0], { start: startDate.toString(), sequence, isCancelled }] as const;
  });
  return Object.fromEntries(events);
}

eachEngine('the calendar of a person', (open) => {
  const begin = async () => {
    house = await openHouse(await open(), { start: '2026-06-05T06:00:00Z' });
    const lea = house.as('lea');
    await ok(
      lea.post('/v1/incidents', {
        ...{ source: 'manual', agent: 'margaux', title: 'Wrong answers', description: 'Seen by hand' },
        playbook: 'stale-answers',
      }),
      201,
    );
    const plan = async () => ok(lea.get('/v1/plans/1'));
    const edit = async (action: string, body: object) => ok(lea.patch(`/v1/actions/${action}`, body));
    return { house, lea, plan, edit };
  };
  const openFor = async (of: House) => {
    const { status, body } = await of.as('lea').post('/v1/people/lea/calendar');
    expect(status).toBe(201);
    return new URL(body.address).pathname;
  };
  const read = async (of: House, path: string) => {
    const answer = await fetch(`${of.url}${path}`);
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };

  test('follows what moves, is done and goes to another, by name and number', async () => {
    const { house, edit } = await begin();
    await edit('1-2', { owner: 'lea', due: '2026-06-08' });
    await edit('1-3', { owner: 'lea', due: '2026-06-09' });
    const path = await openFor(house);
    const first = await read(house, path);
    expect(first).toMatchObject({ status: 200, type: 'text/calendar; charset=utf-8' });
    expect(eventsOf(first.text)).toMatchObject({
      'action-1-2': { start: '2026-06-08', sequence: 0, isCancelled: false },
      'action-1-3': { start: '2026-06-09', sequence: 0, isCancelled: false },
    });
    expect((await read(house, path)).text).toBe(first.text);

    await edit('1-2', { due: '2026-06-10' });
    await edit('1-3', { owner: 'camille' });
    expect(eventsOf((await read(house, path)).text)).toMatchObject({
      'action-1-2': { start: '2026-06-10', sequence: 1, isCancelled: false },
      'action-1-3': { start: '2026-06-09', sequence: 1, isCancelled: true },
    });

    const both = await Promise.all([edit('1-3', { owner: 'lea' }), read(house, path), read(house, path)]);
    expect(both[1].status).toBe(200);
    expect(eventsOf((await read(house, path)).text)).toMatchObject({
      'action-1-3': { start: '2026-06-09', sequence: 2, isCancelled: false },
    });
  });

  test('is opened and ended by its reader or an admin, and the register names neither address nor words', async () => {
    const { house, lea } = await begin();
    const path = await openFor(house);
    const anew = await openFor(house);
    expect((await read(house, path)).status).toBe(404);
    expect((await read(house, anew)).status).toBe(200);
    const others = await house.as('camille').del('/v1/people/lea/calendar');
    expect([others.status, others.body.type]).toEqual([403, 'urn:filrouge:problem:other_person']);
    expect((await house.as('admin').post('/v1/people/nobody/calendar')).status).toBe(404);
    expect((await house.as('admin').del('/v1/people/lea/calendar')).status).toBe(204);
    expect((await house.as('admin').del('/v1/people/lea/calendar')).status).toBe(204);
    expect((await read(house, anew)).status).toBe(404);
    const entries = (await ok(lea.get('/v1/register?limit=500'))).items.filter(({ kind }: { kind: string }) =>
      kind.startsWith('calendar'),
    );
    expect(entries.map(({ kind, data }: { kind: string; data: object }) => [kind, data])).toEqual([
      ['calendarOpened', { person: 'lea' }],
      ['calendarOpened', { person: 'lea' }],
      ['calendarClosed', { person: 'lea' }],
    ]);
  });

  test('has one address, that of whoever came last, when it is opened many times at once', async () => {
    const { house } = await begin();
    const paths = await Promise.all(Array.from({ length: 6 }, () => openFor(house)));
    const found = await Promise.all(paths.map((path) => read(house, path)));
    expect(found.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test.each(['/calendar/x.ics', `/calendar/fr_${'b'.repeat(40)}.ics`, `/calendar/fr_${'b'.repeat(40)}`])(
    'leads nowhere by the address %s',
    async (path) => {
      const { house } = await begin();
      const { status, text } = await read(house, path);
      expect([status, JSON.parse(text).type]).toEqual([404, 'urn:filrouge:problem:unknown_calendar']);
    },
  );
});
