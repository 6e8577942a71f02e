import { expect } from 'vitest';
import type { House } from '../support/house.ts';

export const minute = 60_000;
export const hour = 60 * minute;

/** An instant of the story: `paris('05 08:02')` is the 5th of June 2026 in Paris, where the clocks stand at UTC+2. */
export function paris(dayAndTime: string): number {
  const [day, time] = dayAndTime.split(' ');
  return Date.parse(`2026-06-${day}T${time}:00+02:00`);
}

/** Contacts at one instant: so many, of which some went wrong for these reasons. */
export type Contacts = { readonly at: number; readonly of: number; readonly errors?: readonly string[] };

/** What the world around filrouge does in the story. Every request must be answered as the story expects. */
export function worldOf(house: House) {
  const { as, clock, app } = house;
  let counted = 0;

  async function sync(times: readonly number[]): Promise<void> {
    const samples = times.map((at) => ({
      agent: 'margaux',
      metric: 'catalogue_freshness',
      value: 1,
      at: iso(at),
    }));
    expect((await as('ingest').post('/v1/samples', { samples })).body).toEqual({
      accepted: times.length,
      rejected: [],
    });
  }

  async function contacts(batches: readonly Contacts[]): Promise<void> {
    const interactions = batches.flatMap(({ at, of, errors = [] }) =>
      Array.from({ length: of }, (_, place) => {
        counted += 1;
        const reason = errors[place];
        const base = { id: `contact-${counted}`, agent: 'margaux', at: iso(at), channel: 'chat', csat: 4.6 };
        return reason === undefined ? { ...base, outcome: 'ok' } : { ...base, outcome: 'error', reason };
      }),
    );
    const { status, body } = await as('margaux').post('/v1/interactions', { interactions });
    expect({ status, body }).toEqual({
      status: 200,
      body: { accepted: interactions.length, merged: 0, duplicates: 0, rejected: [] },
    });
    await app.settled();
  }

  /** Moves the clock, without anything else happening, and lets the app notice. */
  const until = (to: number) => house.pass(to - clock.now());

  /** An ordinary time: the feed comes every five minutes, customers every quarter of an hour; of 120, so many hear something wrong. */
  async function ordinary(to: number, wrong = 1): Promise<void> {
    while (clock.now() < to) {
      const from = clock.now();
      clock.set(Math.min(from + 4 * hour, to));
      await sync(steps(from, clock.now(), 5 * minute));
      await contacts(
        steps(from, clock.now(), 15 * minute).map((at) => ({
          at,
          of: 30,
          ...(at % hour === 0 ? { errors: Array.from({ length: wrong }, () => 'item_unavailable') } : {}),
        })),
      );
      await house.pass(0);
    }
  }

  return { sync, contacts, until, ordinary };
}

/** Multiples of `every` after `from`, up to and with `to`. */
function steps(from: number, to: number, every: number): number[] {
  const times: number[] = [];
  for (let at = (Math.floor(from / every) + 1) * every; at <= to; at += every) times.push(at);
  return times;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
