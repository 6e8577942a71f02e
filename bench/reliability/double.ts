import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isEvaluating, launchFilrouge } from '../lib/filrouge.ts';
import { pause } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { sizesOf } from './lib/sizes.ts';
import { isWhole } from './lib/stored.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');

/** Two processes start on one folder of the embedded database, at the same moment or shortly after each other: exactly one serves. */
export async function run(args: string[]): Promise<Report> {
  const { opens } = sizesOf(args, { opens: 50 });
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-double-'));
  const served = [0, 0, 0];
  let broken = 0;
  for (let open = 0; open < opens; open++) {
    // Every fifth time the folder is new.
    const dataDir = join(folder, `data-${Math.floor(open / 5)}`);
    const launch = () =>
      launchFilrouge({ rulesDir, dataDir, env: { FILROUGE_LOG: 'fatal' } }).catch(() => undefined);
    const first = launch();
    await pause(open % 2 === 0 ? 0 : Math.random() * 1_500);
    const running = (await Promise.all([first, launch()])).filter((one) => one !== undefined);
    const evaluating = await Promise.all(running.map(({ url }) => isEvaluating(url).catch(() => false)));
    const count = evaluating.filter(Boolean).length;
    served[count] = (served[count] ?? 0) + 1;
    for (const { url } of running) if (!(await isWhole(url).catch(() => false))) broken += 1;
    await Promise.all(running.map((one) => one.stop(open % 3 === 0 ? 'SIGKILL' : 'SIGTERM')));
  }
  rmSync(folder, { recursive: true, force: true });
  return {
    bench: 'reliability double',
    settings: { opens },
    columns: ['opens', 'neither served', 'one', 'both'],
    rows: [[opens, ...served]],
    aims: [
      aimOf('opens in which both served', served[2], { atMost: 0 }),
      aimOf('opens in which neither served', served[0], { atMost: 0 }),
      aimOf('registers that are not whole', broken, { atMost: 0 }),
    ],
  };
}
