import { loadModules } from './modules.ts';
import { metricNames } from './rules.ts';

/** Prints the bytes that an engine over so many agents keeps, with full windows. Run with --expose-gc. */
const agents = Number(process.argv[2]);
const stepMs = 10_000;
const { live, changed, record, engine, ruleSet } = await loadModules();
const set = ruleSet(agents);
const before = used();
const cells = live.createLiveCells(stepMs);
const made = engine.createEngine(set, cells);
const now = Math.floor(Date.now() / stepMs) * stepMs;
for (let cell = 29; cell >= 0; cell--)
  for (let series = 0; series < agents * metricNames.length; series++)
    record.record(cells, series, 0.004, 1, now - cell * stepMs, now);
changed.takeChanged(cells.changed);
engine.evaluateAll(made, now);
process.stdout.write(`${used() - before}\n`);
// So that it is all still there when it is counted.
if (made.live !== cells) throw new Error('another memory');

function used(): number {
  for (let time = 0; time < 3; time++) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
