#!/usr/bin/env bash
# parse-prometheus-text-format reads gauges and counters with their labels, but makes one histogram (or summary) of all label sets of a family:
# labels, sums and counts are gone, and each bucket is that of the set that came last. No error is thrown, and the JSON looks whole: of the two
# answers of one agent and the one of the other there is left one.
# Why it matters here: filrouge reads pages of /metrics by its own reader (`from: { scrape: … }`), which keeps each label set apart.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' >package.json
npm install --silent --no-audit --no-fund parse-prometheus-text-format@1.1.1
cat >run.mjs <<'SCRIPT'
import parse from 'parse-prometheus-text-format';
const page = `# HELP answer_seconds How long answers take.
# TYPE answer_seconds histogram
answer_seconds_bucket{agent="margaux",le="0.1"} 1
answer_seconds_bucket{agent="margaux",le="+Inf"} 2
answer_seconds_sum{agent="margaux"} 3
answer_seconds_count{agent="margaux"} 2
answer_seconds_bucket{agent="leo",le="0.1"} 1
answer_seconds_bucket{agent="leo",le="+Inf"} 1
answer_seconds_sum{agent="leo"} 0.05
answer_seconds_count{agent="leo"} 1
`;
const [family] = parse(page);
console.log('parse-prometheus-text-format 1.1.1, a histogram of two agents');
console.log(JSON.stringify(family, undefined, 1));
const [only] = family.metrics;
const holds = family.metrics.length === 1 && only.labels === undefined && only.count === undefined && only.buckets['+Inf'] === '1';
console.log(holds ? 'OK: two label sets became one, without sum and count' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
