import { argv, exit, stderr } from 'node:process';
import { printReport, type Report } from './report.ts';

type Scripts = Readonly<Record<string, () => Promise<{ readonly run: (args: string[]) => Promise<Report> }>>>;

/** Runs the script that the command line names, and prints its table; ends with 1 unless its report is good. */
export async function runScript(
  command: string,
  scripts: Scripts,
  isGood: (report: Report) => boolean = () => true,
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
    exit(isGood(report) ? 0 : 1);
  } catch (error) {
    stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    exit(1);
  }
}
