#!/usr/bin/env bash
# OpenTelemetry JS starts a cumulative series at its first value, to the millisecond: recorded and flushed at once, as a function that ends does,
# the point has start = end, which is what the protocol's data model has for "nobody knows since when it was counted".
# Why it matters here: a count of unknown beginning is a baseline and no measure (src/metrics/intake/readings.ts), so what such a program counts is
# lost under cumulative. Under delta it is not; docs/opentelemetry.md says so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' >package.json
npm install --silent --no-audit --no-fund @opentelemetry/sdk-metrics@2.12.1 @opentelemetry/api@1.9.1
cat >run.mjs <<'SCRIPT'
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const times = 50;
let zero = 0;
for (let turn = 0; turn < times; turn++) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meters = new MeterProvider({ readers: [reader] });
  meters.getMeter('function').createCounter('runs').add(1, { outcome: 'error' });
  await meters.forceFlush();
  const [{ startTime, endTime }] = exporter.getMetrics()[0].scopeMetrics[0].metrics[0].dataPoints;
  if (startTime.join() === endTime.join()) zero += 1;
  await meters.shutdown();
}
console.log(`@opentelemetry/sdk-metrics 2.12.1: a counter of value 1, flushed at once, cumulative: start = end in ${zero} of ${times}`);
const holds = zero > times / 2;
console.log(holds ? 'OK: a count that is flushed at once has no beginning' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
