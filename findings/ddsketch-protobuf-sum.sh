#!/usr/bin/env bash
# A DDSketch that went through its protobuf form has all its values and none of its sum: the message of sketches-js carries buckets alone, so what
# is read back has the right count and quantiles, but sum 0, min Infinity and max -Infinity. Merged into another sketch it spoils nothing else:
# the mean of two sketches, one of them read back, is simply too low, and no error says so.
# Why it matters here: filrouge keeps sum, weight, min and max of a cell beside its buckets (docs: percentiles), and takes no sketches of others.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' >package.json
npm install --silent --no-audit --no-fund @datadog/sketches-js@2.1.1 protobufjs@7.5.4
cat >run.mjs <<'SCRIPT'
import sketches from '@datadog/sketches-js';
const { DDSketch } = sketches;
const facts = ({ count, sum, min, max }) => ({ count, sum, min, max });

const made = new DDSketch({ relativeAccuracy: 0.01 });
for (let seconds = 1; seconds <= 100; seconds += 1) made.accept(seconds);
const read = DDSketch.fromProto(made.toProto());
const both = new DDSketch({ relativeAccuracy: 0.01 });
both.merge(made);
both.merge(read);

console.log('@datadog/sketches-js 2.1.1, the values 1 to 100');
console.log('as made:                 ', facts(made), 'median', made.getValueAtQuantile(0.5).toFixed(1));
console.log('through protobuf:        ', facts(read), 'median', read.getValueAtQuantile(0.5).toFixed(1));
console.log('both merged, mean of 200:', both.sum / both.count, '(right: 50.5)');
const holds = read.count === 100 && read.sum === 0 && read.max === Number.NEGATIVE_INFINITY && both.sum / both.count === 25.25;
console.log(holds ? 'OK: the sum, the smallest and the largest value do not survive the wire' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
