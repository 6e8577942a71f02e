import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Flood } from './load.ts';
import { start } from './processes.ts';

/** Remote write as fast as the receiver answers, for so many seconds. */
export type FloodWish = {
  readonly url: string;
  readonly key: string;
  readonly agents: number;
  readonly seconds: number;
};

/** Floods from a process of its own: whoever measures meanwhile does not wait for bodies to be made. */
export async function floodApart({ url, key, agents, seconds }: FloodWish): Promise<Flood> {
  let came: Flood | undefined;
  const script = resolve(import.meta.dirname, 'flooder.ts');
  const { child } = start(
    process.execPath,
    ['--import', 'tsx', script, `${url}/api/v1/write`, key, String(agents), String(seconds)],
    {
      onLine: (line) => {
        if (line.startsWith('{')) came = JSON.parse(line) as Flood;
      },
    },
  );
  await once(child, 'close');
  if (came === undefined) throw new Error('the flood did not say what it came to');
  return came;
}
