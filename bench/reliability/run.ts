import { argv, exit, stderr } from 'node:process';
import { printReport, type Report } from '../lib/report.ts';

/** `npm run reliability -- NAME`: runs one of the long hard tests, prints its table, and ends with 1 when an aim is missed. */
const scripts: Record<string, () => Promise<{ readonly run: (args: string[]) => Promise<Report> }>> = {
  input: () => import('./input.ts'),
  kill9: () => import('./kill9.ts'),
};

const [name = '', ...args] = argv.slice(2);
const script = scripts[name];
if (script === undefined) {
  stderr.write(`Usage: npm run reliability -- ${Object.keys(scripts).join(' | ')}\n`);
  exit(2);
}
try {
  const report = await (await script()).run(args);
  printReport(report);
  exit(report.aims.every(({ met }) => met !== false) ? 0 : 1);
} catch (error) {
  stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  exit(1);
}
