import { runScript } from '../lib/run-script.ts';

/** `npm run reliability -- NAME`: runs one of the long hard tests, prints its table, and ends with 1 when an aim is missed. */
await runScript(
  'reliability',
  {
    bombs: () => import('./bombs.ts'),
    churn: () => import('./churn.ts'),
    clients: () => import('./clients.ts'),
    double: () => import('./double.ts'),
    input: () => import('./input.ts'),
    kill9: () => import('./kill9.ts'),
    linear: () => import('./linear.ts'),
    outbox: () => import('./outbox.ts'),
    power: () => import('./power.ts'),
    sim: () => import('./sim.ts'),
    slowloris: () => import('./slowloris.ts'),
    terminate: () => import('./terminate.ts'),
  },
  ({ aims }) => aims.every(({ met }) => met !== false),
);
