import { setFlagsFromString } from 'node:v8';

/** A heap that holds the windows of so many series is so large that a collection takes as long as a trip. */
const manySeries = 5_000;

/** Doubles the heap between full collections; without it V8 aims at a tenth where little is allocated. */
const growth = '--heap-growing-percent=100';

/**
 * Lets the heap of a busy evaluator grow further before all of it is collected. V8 counts the buffers of
 * requests as growth of the heap: at 40 000 samples a second it went through 70 MB of windows once a second,
 * for a fifth of the process' CPU. A process with few series stays as small as it is.
 */
export function createHeapTuning(): (series: number) => void {
  let isTuned = false;
  return (series) => {
    if (isTuned || series < manySeries) return;
    isTuned = true;
    setFlagsFromString(growth);
  };
}
