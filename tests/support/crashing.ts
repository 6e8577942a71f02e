import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { breakable } from './breakable.ts';
import { type ManualClock, manualClock } from './clock.ts';
import { type House, openHouse } from './house.ts';
import { expireLease } from './lease.ts';

/** A house with a cell log that can be killed without a word to the database. */
export type Crashing = {
  readonly database: Database;
  readonly clock: ManualClock;
  readonly cellLogDir: string;
  /** The one that runs now. */
  readonly house: () => House;
  /** Kills it, and starts another on the same database, with the same log unless told otherwise. */
  readonly crash: (cellLogDir?: string) => Promise<void>;
};

/** Opens such houses; after each test all of them are stopped and their folders removed. Call it where tests are declared. */
export function crashingHouses(
  open: () => Promise<Database>,
  options: { readonly rulesDir?: () => string } = {},
): {
  readonly start: () => Promise<Crashing>;
  readonly newFolder: () => Promise<string>;
  /** Looks after a house that a test has opened itself. */
  readonly keep: (house: House) => House;
  /** Leaves a house to the test. */
  readonly release: () => House;
} {
  const houses: House[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.stop();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  const keep = (house: House): House => {
    houses.push(house);
    return house;
  };
  const newFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'filrouge-log-'));
    folders.push(folder);
    return folder;
  };
  const rules = () => (options.rulesDir === undefined ? {} : { rulesDir: options.rulesDir() });

  return {
    keep,
    newFolder,
    release: () => {
      const house = houses.pop();
      if (house === undefined) throw new Error('no house was opened');
      return house;
    },
    start: async () => {
      const [database, cellLogDir] = [await open(), await newFolder()];
      const clock = manualClock('2026-06-05T06:00:00Z');
      let wire = breakable(database);
      let house = keep(await openHouse(wire, { clock, cellLogDir, ...rules() }));
      return {
        database,
        clock,
        cellLogDir,
        house: () => house,
        crash: async (folder = cellLogDir) => {
          wire.cut();
          await expireLease(database);
          wire = breakable(database);
          house = keep(await openHouse(wire, { clock, cellLogDir: folder, ...rules() }));
          await house.app.settled();
        },
      };
    },
  };
}
