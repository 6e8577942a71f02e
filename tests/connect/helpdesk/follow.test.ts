import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { type Followed, follow } from '../../../src/connect/helpdesk/follow.ts';
import type { Note, RecordNote } from '../../../src/connect/helpdesk/told.ts';
import type { Interaction } from '../../../src/metrics/interaction.ts';

type Short = {
  readonly at: number;
  readonly agent?: string;
  readonly state?: 'open' | 'settled';
  readonly settledAt?: number;
};
const note = ({
  at,
  agent = 'margaux',
  ...rest
}: Short & { readonly facts?: Note['facts'] }): RecordNote => ({
  record: '81',
  at,
  note: { agent, facts: {}, ...rest },
});

/** All that is told of a record, told in this order. */
function tell(...notes: readonly RecordNote[]) {
  let standing: Followed | undefined;
  const told: Interaction[] = [];
  for (const one of notes) {
    const { after, interaction } = follow('desk', standing, one);
    standing = after;
    if (interaction !== undefined) told.push(interaction);
  }
  return { told, standing };
}

const open = (at: number, facts: Note['facts'] = {}) => note({ at, state: 'open', facts });
const settled = (at: number, facts: Note['facts'] = {}) => note({ at, state: 'settled', facts });

describe('a ticket becomes an interaction', () => {
  test('when it is settled, at that time and not before', () => {
    expect(tell(open(1), open(2, { channel: 'email' })).told).toEqual([]);
    expect(tell(open(1, { channel: 'email' }), settled(5, { firstContact: true })).told).toEqual([
      {
        id: 'desk:81',
        agent: 'margaux',
        at: 5,
        outcome: 'ok',
        channel: 'email',
        firstContact: true,
        reopened: false,
      },
    ]);
  });

  test('at the time that it names itself, where it does', () => {
    expect(tell(note({ at: 9, state: 'settled', settledAt: 7 })).told).toMatchObject([{ at: 7 }]);
  });

  test('when it is handed to people, and its end adds what is known by then', () => {
    const { told } = tell(open(1), open(2, { escalated: true }), settled(9, { escalated: true, csat: 4 }));
    expect(told).toEqual([
      { id: 'desk:81', agent: 'margaux', at: 2, outcome: 'ok', escalated: true },
      { id: 'desk:81', agent: 'margaux', at: 2, outcome: 'ok', escalated: true, csat: 4, reopened: false },
    ]);
  });

  test('once more each time that it is reopened', () => {
    const { told } = tell(settled(1), open(2), settled(3), open(4));
    expect(told.map(({ id, at, reopened }) => [id, at, reopened])).toEqual([
      ['desk:81', 1, false],
      ['desk:81:2', 2, true],
      ['desk:81:2', 2, true],
      ['desk:81:3', 4, true],
    ]);
  });

  test('once more when it is settled later than it was, though nobody told that it was open in between', () => {
    const again = (settledAt: number) => note({ at: 9, state: 'settled', settledAt });
    expect(tell(note({ at: 3, state: 'settled', settledAt: 3 }), again(3)).told.map(({ id }) => id)).toEqual([
      'desk:81',
      'desk:81',
    ]);
    expect(tell(note({ at: 3, state: 'settled', settledAt: 3 }), again(8)).told.map(({ id }) => id)).toEqual([
      'desk:81',
      'desk:81:2',
    ]);
  });

  test('only when somebody says whom it is about; then it stays with that agent', () => {
    const nobody = { record: '81', at: 1, note: { state: 'settled', facts: {} } } as const;
    expect(tell(nobody).told).toEqual([]);
    expect(tell(nobody, note({ at: 2 })).told).toMatchObject([{ agent: 'margaux', reopened: false }]);
    expect(tell(open(1), { ...nobody, at: 2 }).told).toMatchObject([{ agent: 'margaux' }]);
    expect(tell(open(1), note({ at: 2, agent: 'leo', state: 'settled' })).told).toMatchObject([
      { agent: 'margaux' },
    ]);
  });

  test('and what a reopened one still shows from before is not told again', () => {
    const facts = { failed: true, reason: 'stale', csat: 2, nps: 3, responseSeconds: 60, firstContact: true };
    const [, again, rated] = tell(settled(1, facts), open(2, facts), settled(3, { ...facts, csat: 5 })).told;
    expect(again).toEqual({ id: 'desk:81:2', agent: 'margaux', at: 2, outcome: 'ok', reopened: true });
    expect(rated).toEqual({ ...again, csat: 5 });
    const other = tell(settled(1, facts), open(2, { failed: true, reason: 'rude' })).told[1];
    expect(other).toMatchObject({ outcome: 'error', reason: 'rude' });
  });
});

test('a rating that comes before its ticket is told with it, and hides nothing that was before it', () => {
  const rating = note({ at: 9, facts: { csat: 4 } });
  expect(tell(rating).told).toEqual([]);
  expect(tell(rating, settled(5)).told).toMatchObject([{ at: 5, csat: 4, reopened: false }]);
  expect(tell(settled(5), rating, open(7)).told.at(-1)).toMatchObject({ id: 'desk:81:2', reopened: true });
});

describe('an event that is older than what is known', () => {
  test('changes nothing about how the ticket stands, and one of the same moment reopens nothing', () => {
    expect(tell(settled(5), open(4)).standing?.standing).toMatchObject({ settled: true, episode: 1 });
    expect(tell(settled(5), open(5)).standing?.standing).toMatchObject({ settled: true, episode: 1 });
    expect(tell(settled(5), open(6)).standing?.standing).toMatchObject({ settled: false, episode: 2 });
  });

  test('still tells what nobody has told since, such as a rating', () => {
    expect(tell(settled(5), note({ at: 3, facts: { csat: 4 } })).told.at(-1)).toMatchObject({ csat: 4 });
    expect(tell(settled(5, { csat: 2 }), note({ at: 3, facts: { csat: 4 } })).told.at(-1)).toMatchObject({
      csat: 2,
    });
  });
});

const anyNote = fc
  .record({
    at: fc.integer({ min: 1, max: 20 }),
    state: fc.constantFrom('open', 'settled', undefined),
    escalated: fc.boolean(),
    csat: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  })
  .map(
    ({ at, state, escalated, csat }): RecordNote => ({
      record: '81',
      at,
      note: { agent: 'margaux', state, facts: { escalated, csat } },
    }),
  );

test('whatever comes in whatever order: repetitions count nothing, and the newest says how it stands', () => {
  fc.assert(
    fc.property(fc.array(anyNote, { minLength: 1, maxLength: 12 }), fc.nat(), (notes, place) => {
      const once = tell(...notes);
      const twice = tell(...notes, notes[place % notes.length] ?? notes[0] ?? open(1));
      expect(twice.standing?.standing.episode).toBe(once.standing?.standing.episode);
      const known = notes.flatMap(({ at, note: { state } }) => (state === undefined ? [] : [at]));
      expect(twice.standing?.at).toBe(Math.max(0, ...known));
      const ids = new Set(once.told.map(({ id }) => id));
      expect(ids.size).toBeLessThanOrEqual(once.standing?.standing.episode ?? 0);
      expect(new Set(twice.told.map(({ id }) => id))).toEqual(ids);
      // The time of an interaction is the same however often it is told.
      for (const id of ids)
        expect(new Set(once.told.filter((one) => one.id === id).map(({ at }) => at)).size).toBe(1);
    }),
  );
});
