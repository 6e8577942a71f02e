import { argv, exit, stderr, stdout } from 'node:process';
import { printReport, type Report } from './report.ts';

type Scripts = Readonly<Record<string, () => Promise<{ readonly run: (args: string[]) => Promise<Report> }>>>;

/**
 * Runs the script that the command line names, and prints its table. Where a report may be bad, the last line says PASS or FAIL and
 * its figures, and the process ends with 1 after a bad one.
 */
export async function runScript(
  command: string,
  scripts: Scripts,
  isGood?: (report: Report) => boolean,
): Promise<never> {
  const [name = '', ...args] = argv.slice(2);
  const script = scripts[name];
  if (script === undefined) {
    stderr.write(`Usage: npm run ${command} -- ${Object.keys(scripts).join(' | ')}\n`);
    exit(2);
  }
  try {
    const report = await (await script()).run(args);
    printReport(report);
    if (isGood === undefined) exit(0);
    const figures = report.aims.map(({ name, value }) => `${name}: ${value ?? 'not measured'}`).join('; ');
    stdout.write(`${isGood(report) ? 'PASS' : 'FAIL'} ${report.bench}: ${figures}\n`);
    exit(isGood(report) ? 0 : 1);
  } catch (error) {
    stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    exit(1);
  }
}
