import { argv, exit, stderr } from 'node:process';
import { printReport, type Report } from './lib/report.ts';

/** `npm run bench -- NAME`: runs one script, prints its table, and one JSON object as the last line. */
const scripts: Record<string, () => Promise<{ readonly run: (args: string[]) => Promise<Report> }>> = {
  detect: () => import('./detect.ts'),
  storm: () => import('./storm.ts'),
  ingest: () => import('./ingest.ts'),
  evaluate: () => import('./evaluate.ts'),
  backtest: () => import('./backtest.ts'),
  memory: () => import('./memory.ts'),
  restart: () => import('./restart.ts'),
  'switch-read': () => import('./switch-read.ts'),
  scale: () => import('./scale.ts'),
  console: () => import('./console.ts'),
};

const [name = '', ...args] = argv.slice(2);
const script = scripts[name];
if (script === undefined) {
  stderr.write(`Usage: npm run bench -- ${Object.keys(scripts).join(' | ')}\n`);
  exit(2);
}
try {
  printReport(await (await script()).run(args));
  exit(0);
} catch (error) {
  stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  exit(1);
}
