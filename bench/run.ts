import { runScript } from './lib/run-script.ts';

/** `npm run bench -- NAME`: runs one script, prints its table, and one JSON object as the last line. */
await runScript('bench', {
  detect: () => import('./detect.ts'),
  storm: () => import('./storm.ts'),
  ingest: () => import('./ingest.ts'),
  evaluate: () => import('./evaluate.ts'),
  backtest: () => import('./backtest.ts'),
  memory: () => import('./memory.ts'),
  register: () => import('./register.ts'),
  restart: () => import('./restart.ts'),
  'switch-read': () => import('./switch-read.ts'),
  ofrep: () => import('./ofrep.ts'),
  hooks: () => import('./hooks.ts'),
  scale: () => import('./scale.ts'),
  'scale-out': () => import('./scale-out.ts'),
  console: () => import('./console.ts'),
});
