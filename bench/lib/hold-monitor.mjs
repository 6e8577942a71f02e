import { monitorEventLoopDelay } from 'node:perf_hooks';
import { stdout } from 'node:process';

// Loaded before the service: between two SIGUSR2 it notes the longest hold of the event loop, and says it in its log.
const resolutionMs = 1;
let watching;
process.on('SIGUSR2', () => {
  if (watching === undefined) {
    watching = monitorEventLoopDelay({ resolution: resolutionMs });
    watching.enable();
    return;
  }
  watching.disable();
  const heldMs = Math.max(0, watching.max / 1e6 - resolutionMs);
  watching = undefined;
  stdout.write(`{"benchHeldMs":${heldMs}}\n`);
});
