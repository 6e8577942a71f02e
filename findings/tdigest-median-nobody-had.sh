#!/usr/bin/env bash
# The median of nine zeros and one hundred is 10 in tdigest: values between two kept points are always interpolated, even while every sample is
# kept as it was and could be told exactly. The same package's Digest in its discrete mode says 0. An alert "p50 > 5" rings, with nine of ten at 0.
# Why it matters here: agents have few interactions in five minutes; filrouge's percentile is a value with at least as many samples beyond it as
# allowed, to 1.09 %, never a mean of two that nobody had.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' >package.json
npm install --silent --no-audit --no-fund tdigest@0.1.3
cat >run.mjs <<'SCRIPT'
import tdigest from 'tdigest';
const seconds = [0, 0, 0, 0, 0, 0, 0, 0, 0, 100];
const continuous = new tdigest.TDigest();
continuous.push(seconds);
continuous.compress();
const mixed = new tdigest.Digest({ mode: 'disc' });
mixed.push(seconds);
mixed.compress();
const said = (digest) => digest.percentile([0.5, 0.9, 0.95]);
console.log('tdigest 0.1.3, nine zeros and one hundred');
console.log('TDigest: size', continuous.size(), 'p50, p90, p95:', said(continuous).join(', '));
console.log('Digest, discrete: p50, p90, p95:', said(mixed).join(', '));
const holds = said(continuous)[0] === 10 && said(mixed)[0] === 0;
console.log(holds ? 'OK: the median of nine zeros and one hundred is 10' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
