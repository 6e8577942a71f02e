import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stderr } from 'node:process';
import { aimOf, type Report } from '../../lib/report.ts';

/** Tests of the suite that answer one of the questions: which of them, and how many cases they must have had at least. */
export type Question = {
  readonly name: string;
  /** Files or folders below the root. */
  readonly files: readonly string[];
  /** Those whose names match, of them; all where it is absent. */
  readonly named?: string;
  /** Passed tests; the size that the aim asks for is held within them. */
  readonly atLeast: number;
  readonly env?: Readonly<Record<string, string>>;
};

/** What vitest's report in JSON says of a file. */
type Told = {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

const root = resolve(import.meta.dirname, '../../..');

/** Runs these tests alone. Those that the name leaves out do not count as skipped. */
export async function runTests({ name, files, named, atLeast, env }: Question): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-tested-'));
  const out = join(folder, 'report.json');
  const filter = named === undefined ? [] : ['-t', named];
  const args = ['vitest', 'run', ...files, ...filter, '--reporter=json', `--outputFile=${out}`];
  const child = spawn('npx', args, { cwd: root, env: { ...process.env, ...env }, stdio: 'pipe' });
  child.stdout.resume();
  child.stderr.pipe(stderr);
  await once(child, 'exit');
  const told: Told = JSON.parse(readFileSync(out, 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  const all = told.testResults.flatMap(({ assertionResults }) => assertionResults);
  const wanted = named === undefined ? all : all.filter(({ fullName }) => new RegExp(named).test(fullName));
  const count = (status: string) => wanted.filter((one) => one.status === status).length;
  const failed = wanted.filter(({ status }) => status === 'failed');
  return {
    bench: `reliability ${name}`,
    settings: { tests: wanted.length },
    columns: ['file', 'passed', 'failed', 'left out'],
    rows: told.testResults.map(({ name: file, assertionResults }) => {
      const own = assertionResults.filter((one) => wanted.includes(one));
      const of = (status: string) => own.filter((one) => one.status === status).length;
      const [passed, broken] = [of('passed'), of('failed')];
      return [file.replace(`${root}/`, ''), passed, broken, own.length - passed - broken];
    }),
    notes: failed.map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]?.slice(0, 300)}`),
    aims: [
      aimOf('tests that failed', failed.length, { atMost: 0 }),
      aimOf('tests that could not run here', wanted.length - count('passed') - failed.length, { atMost: 0 }),
      aimOf('tests that passed', count('passed'), { atLeast }),
    ],
  };
}
