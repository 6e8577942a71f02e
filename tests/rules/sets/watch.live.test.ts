import { EventEmitter, once } from 'node:events';
import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadRules } from '../../../src/rules/files/files.ts';
import type { RuleProblem, RuleSet } from '../../../src/rules/ruleset.ts';
import { watchRules } from '../../../src/rules/sets/watch.ts';
import { stepMs } from '../metrics.ts';

const shipped = new URL('../../../rules', import.meta.url).pathname;
const quiet = { info: () => {}, error: () => {} };

type Seen =
  | { readonly kind: 'good'; readonly set: RuleSet }
  | { readonly kind: 'bad'; readonly problems: readonly RuleProblem[] };

let parent: string;
let dir: string;
let watching: { close: () => Promise<void> };
let seen: Seen[];
let news: EventEmitter;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'filrouge-rules-'));
  dir = join(parent, 'rules');
  await cp(shipped, dir, { recursive: true });
  seen = [];
  news = new EventEmitter();
  await start();
});

/** `digest` is of what was read before the watch; nothing was, by default. */
async function start(digest = ''): Promise<void> {
  watching = await watchRules({
    dir,
    stepMs,
    digest,
    logger: quiet,
    onGood: (set) => note({ kind: 'good', set }),
    onBad: (problems) => note({ kind: 'bad', problems }),
  });
}

function note(one: Seen): void {
  seen.push(one);
  news.emit('seen');
}

afterEach(async () => {
  await watching.close();
  await rm(parent, { recursive: true, force: true });
});

/** Waits until the last thing seen is as wished; the test's time-out is the bound. */
async function until(wished: (last: Seen) => boolean): Promise<Seen> {
  for (;;) {
    const last = seen.at(-1);
    if (last !== undefined && wished(last)) return last;
    await once(news, 'seen');
  }
}

const thresholdOf = (last: Seen) =>
  last.kind === 'good' ? last.set.rules.find(({ id }) => id === 'error-rate')?.when[0]?.threshold : undefined;
const margaux = () => join(dir, 'agents', 'margaux.yaml');
const lowered = async () =>
  (await readFile(margaux(), 'utf8')).replace('error_rate > 2%', 'error_rate > 1.6%');

describe('a watched rules folder', () => {
  test('is read once more before the watch stands, so that no edit falls in between', () => {
    expect(seen).toEqual([{ kind: 'good', set: expect.objectContaining({ stepMs }) }]);
  });

  test('gives nothing as long as the files are those that were read before', async () => {
    await watching.close();
    seen = [];
    const { digest } = await loadRules(dir, { stepMs });
    await start(digest);
    expect(seen).toEqual([]);
    await writeFile(margaux(), await readFile(margaux(), 'utf8'));
    await writeFile(margaux(), await lowered());
    await until((last) => thresholdOf(last) === 0.016);
    expect(seen).toHaveLength(1);
  });

  test('gives a good edit within a second', async () => {
    const text = await lowered();
    const start = performance.now();
    await writeFile(margaux(), text);
    await until((last) => thresholdOf(last) === 0.016);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('gives an edit that an editor puts in place by renaming', async () => {
    await writeFile(`${margaux()}~`, await lowered());
    await rename(`${margaux()}~`, margaux());
    await until((last) => thresholdOf(last) === 0.016);
  });

  test('gives no set for a bad edit, and the next good one again', async () => {
    const good = await readFile(margaux(), 'utf8');
    await writeFile(margaux(), good.replace('error_rate > 2%', 'eror_rate > 2%'));
    const bad = await until(({ kind }) => kind === 'bad');
    expect(bad).toMatchObject({
      problems: [{ file: 'agents/margaux.yaml', line: 23, code: 'unknown_metric' }],
    });
    expect(seen.filter(({ kind }) => kind === 'good')).toHaveLength(1);
    await writeFile(margaux(), good);
    expect(thresholdOf(await until(({ kind }) => kind === 'good'))).toBe(0.02);
  });

  test('gives no set for a file that is saved only half yet', async () => {
    const text = await lowered();
    const half = text.indexOf('rules:') + 30;
    await truncate(margaux(), 0);
    await until(({ kind }) => kind === 'bad');
    await appendFile(margaux(), text.slice(0, half));
    await until((last) => last.kind === 'bad' && last.problems.some(({ code }) => code === 'cut_short'));
    expect(seen.filter(({ kind }) => kind === 'good')).toHaveLength(1);
    await appendFile(margaux(), text.slice(half));
    await until((last) => thresholdOf(last) === 0.016);
  });

  test('notices new and removed files', async () => {
    const rule = 'rules:\n  - { id: slow, agents: "*", when: response_time > 30s over 15m, then: observe }\n';
    await writeFile(join(dir, 'shared.yaml'), rule);
    await until((last) => last.kind === 'good' && last.set.rules.length === 4);
    await rm(join(dir, 'shared.yaml'));
    await until((last) => last.kind === 'good' && last.set.rules.length === 3);
  });

  test('notices what comes into a folder that has just come, and into one that took the place of another', async () => {
    await rm(join(dir, 'agents'), { recursive: true });
    await until(({ kind }) => kind === 'bad');
    await cp(join(shipped, 'agents'), join(dir, 'agents'), { recursive: true });
    await until((last) => thresholdOf(last) === 0.02);
    await writeFile(margaux(), await lowered());
    await until((last) => thresholdOf(last) === 0.016);
    await cp(join(shipped, 'agents'), join(parent, 'agents'), { recursive: true });
    await rename(join(dir, 'agents'), join(parent, 'before'));
    await rename(join(parent, 'agents'), join(dir, 'agents'));
    await until((last) => thresholdOf(last) === 0.02);
    await writeFile(margaux(), await lowered());
    await until((last) => thresholdOf(last) === 0.016);
  });

  test('notices an edit of what a linked file leads to, however it is put in place', async () => {
    await watching.close();
    const target = join(parent, 'margaux.yaml');
    await rename(margaux(), target);
    await symlink(target, margaux());
    await start();
    const text = await lowered();
    await writeFile(target, text);
    await until((last) => thresholdOf(last) === 0.016);
    await writeFile(`${target}~`, text.replace('> 1.6%', '> 1.7%'));
    await rename(`${target}~`, target);
    await until((last) => thresholdOf(last) === 0.017);
    await writeFile(target, text.replace('> 1.6%', '> 1.8%'));
    await until((last) => thresholdOf(last) === 0.018);
  });

  test('outlives the folder itself: removed it is bad, put back it is watched as before', async () => {
    await rm(dir, { recursive: true });
    await until((last) => last.kind === 'bad' && last.problems.some(({ code }) => code === 'missing_folder'));
    await cp(shipped, dir, { recursive: true });
    await until((last) => thresholdOf(last) === 0.02);
    await writeFile(margaux(), await lowered());
    await until((last) => thresholdOf(last) === 0.016);
  });

  test('outlives an exchange of the whole folder', async () => {
    await cp(shipped, join(parent, 'next'), { recursive: true });
    await writeFile(join(parent, 'next', 'agents', 'margaux.yaml'), await lowered());
    await rename(dir, join(parent, 'before'));
    await rename(join(parent, 'next'), dir);
    await until((last) => thresholdOf(last) === 0.016);
    await writeFile(margaux(), (await readFile(margaux(), 'utf8')).replace('> 1.6%', '> 1.7%'));
    await until((last) => thresholdOf(last) === 0.017);
  });

  test('follows a link that is turned to another folder, as container platforms do it', async () => {
    await watching.close();
    await cp(shipped, join(parent, 'next'), { recursive: true });
    await writeFile(join(parent, 'next', 'agents', 'margaux.yaml'), await lowered());
    await symlink('rules', join(parent, 'linked'));
    dir = join(parent, 'linked');
    await start();
    await symlink('next', join(parent, 'turned'));
    await rename(join(parent, 'turned'), dir);
    await until((last) => thresholdOf(last) === 0.016);
  });

  test('follows links to folders: a mounted ConfigMap, swapped again and again', async () => {
    await watching.close();
    dir = join(parent, 'mounted');
    await mkdir(dir);
    let current: string | undefined;
    const swap = async (stamp: string, text: string): Promise<void> => {
      await cp(shipped, join(dir, stamp), { recursive: true });
      await writeFile(join(dir, stamp, 'agents', 'margaux.yaml'), text);
      await symlink(stamp, join(dir, '..data_tmp'));
      await rename(join(dir, '..data_tmp'), join(dir, '..data'));
      if (current !== undefined) await rm(join(dir, current), { recursive: true });
      current = stamp;
    };
    const text = (await readFile(join(shipped, 'agents', 'margaux.yaml'), 'utf8')).replace(
      'error_rate > 2%',
      'error_rate > 1.6%',
    );
    await swap('..2026_1', text);
    for (const name of await readdir(join(dir, '..data'))) await symlink(`..data/${name}`, join(dir, name));
    await start();
    expect(thresholdOf(seen.at(-1) as Seen)).toBe(0.016);
    for (const [stamp, limit, threshold] of [
      ['..2026_2', '1.7%', 0.017],
      ['..2026_3', '1.8%', 0.018],
    ] as const) {
      await swap(stamp, text.replace('> 1.6%', `> ${limit}`));
      await until((last) => thresholdOf(last) === threshold);
    }
    // And an edit in the place that the link leads to now.
    await writeFile(margaux(), text.replace('> 1.6%', '> 1.9%'));
    await until((last) => thresholdOf(last) === 0.019);
  });

  test('follows a team’s linked folder, and says where a link leads round', async () => {
    await watching.close();
    await rename(join(dir, 'agents'), join(parent, 'team'));
    await symlink('../team', join(dir, 'agents'));
    await start();
    expect(thresholdOf(seen.at(-1) as Seen)).toBe(0.02);
    await writeFile(margaux(), await lowered());
    await until((last) => thresholdOf(last) === 0.016);
    await symlink('../rules', join(parent, 'team', 'round'));
    const last = await until(({ kind }) => kind === 'bad');
    expect(last.kind === 'bad' && last.problems).toMatchObject([{ file: 'agents/round', code: 'link_loop' }]);
  });

  test('gives nothing after it was closed', async () => {
    await writeFile(margaux(), await lowered());
    await watching.close();
    const count = seen.length;
    await writeFile(margaux(), '');
    await watching.close();
    expect(seen).toHaveLength(count);
  });
});
