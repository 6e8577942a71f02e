import { runScript } from '../lib/run-script.ts';
import { testedScripts } from './tested.ts';

/** `npm run reliability -- NAME`: runs one of the long hard tests, prints its table, and ends with 1 when an aim is missed. */
await runScript(
  'reliability',
  {
    bombs: () => import('./bombs.ts'),
    boot: () => import('./boot.ts'),
    churn: () => import('./churn.ts'),
    clients: () => import('./clients.ts'),
    double: () => import('./double.ts'),
    erase: () => import('./erase.ts'),
    faults: () => import('./faults.ts'),
    full: () => import('./full.ts'),
    held: () => import('./held.ts'),
    input: () => import('./input.ts'),
    kill9: () => import('./kill9.ts'),
    linear: () => import('./linear.ts'),
    load: () => import('./load.ts'),
    model: () => import('./model.ts'),
    outbox: () => import('./outbox.ts'),
    power: () => import('./power.ts'),
    quiet: () => import('./quiet.ts'),
    sim: () => import('./sim.ts'),
    slowloris: () => import('./slowloris.ts'),
    soak: () => import('./soak.ts'),
    terminate: () => import('./terminate.ts'),
    ...testedScripts,
  },
  ({ aims }) => aims.every(({ met }) => met !== false),
);
