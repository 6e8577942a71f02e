#!/usr/bin/env bash
# hdr-histogram-js offers counters of 8, 16, 32 and 64 bits ("bitBucketSize"). A counter that is full begins again at nought without a word: after
# 256 equal values the histogram of 8 bits still knows its total, but every percentile is 0, the largest value included, although `maxValue` is
# right; the mean throws "Index Out Of Bounds Exception". With 16 bits the same happens at 65 536 equal values: a minute of a busy service.
# Why it matters here: latencies and scores are often the same value many times over; filrouge's buckets are of floating point and cannot be full.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' >package.json
npm install --silent --no-audit --no-fund hdr-histogram-js@3.0.1
cat >run.mjs <<'SCRIPT'
import hdr from 'hdr-histogram-js';
const after = (bitBucketSize, times) => {
  const histogram = hdr.build({ bitBucketSize });
  for (let each = 0; each < times; each += 1) histogram.recordValue(10);
  let mean;
  try {
    mean = histogram.mean;
  } catch (error) {
    mean = error.message;
  }
  const { totalCount, maxValue } = histogram;
  return { bitBucketSize, totalCount, p50: histogram.getValueAtPercentile(50), p100: histogram.getValueAtPercentile(100), maxValue, mean };
};

console.log('hdr-histogram-js 3.0.1, the value 10 over and over');
const [last, full, wide] = [after(8, 255), after(8, 256), after(16, 65_536)];
console.table([last, full, wide]);
const holds = last.p50 === 10 && full.totalCount === 256 && full.p50 === 0 && full.p100 === 0 && full.maxValue === 10 && wide.p50 === 0;
console.log(holds ? 'OK: a full counter begins again, and the percentiles are 0' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
