import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isEvaluating, type Launched, launchFilrouge } from '../../lib/filrouge.ts';
import { freePort } from '../../lib/processes.ts';

/** Several processes on one PostgreSQL, each with a folder of its own. */
export type Processes = {
  readonly urls: readonly string[];
  readonly pid: (place: number) => number;
  /** Ends one and starts it again under the same address; resolves when it is ready. */
  readonly restart: (place: number) => Promise<void>;
  /** The place of the one that evaluates, if one says so. */
  readonly evaluator: () => Promise<number | undefined>;
  readonly stop: () => Promise<void>;
};

/** Starts so many processes over these rules. */
export async function startProcesses(
  count: number,
  databaseUrl: string,
  rulesDir: string,
): Promise<Processes> {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-processes-'));
  const ports: number[] = [];
  for (let place = 0; place < count; place++) ports.push(await freePort());
  const launch = (place: number) =>
    launchFilrouge({
      rulesDir,
      databaseUrl,
      dataDir: join(folder, `process-${place}`),
      port: ports[place] ?? 0,
      mayStandBy: true,
      env: { FILROUGE_STEP: '1s', FILROUGE_LOG: 'warn' },
    });
  const running: Launched[] = [];
  for (let place = 0; place < count; place++) running.push(await launch(place));
  const urls = running.map(({ url }) => url);
  return {
    urls,
    pid: (place) => running[place]?.pid ?? 0,
    restart: async (place) => {
      await running[place]?.stop('SIGKILL');
      running[place] = await launch(place);
    },
    evaluator: async () => {
      const answers = await Promise.all(urls.map((url) => isEvaluating(url).catch(() => false)));
      const place = answers.indexOf(true);
      return place === -1 ? undefined : place;
    },
    stop: async () => {
      await Promise.all(running.map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
