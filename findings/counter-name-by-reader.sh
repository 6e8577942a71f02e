#!/usr/bin/env bash
# A counter that prom-client exposes as `incidents_closed` has three names by who reads it: Prometheus' text format gives it as written, prom-client's
# own OpenMetrics form adds `_total` (which is asked for by a setting of the registry, not by the scraper), and Python's prometheus_client reads the
# plain text and calls the sample `incidents_closed_total` all the same. A rule that watches one name is silent under another.
# Why it matters here: every counter of filrouge ends in `_total`, where all three agree (a test holds that).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"type":"module"}' >package.json
npm install --silent --no-audit --no-fund prom-client@15.1.3
python3 -m venv python >/dev/null
python/bin/pip install --quiet --disable-pip-version-check prometheus_client==0.26.0
cat >write.mjs <<'SCRIPT'
import { Counter, Registry } from 'prom-client';
for (const type of [Registry.PROMETHEUS_CONTENT_TYPE, Registry.OPENMETRICS_CONTENT_TYPE]) {
  const registry = new Registry(type);
  new Counter({ name: 'incidents_closed', help: 'Incidents that were closed.', registers: [registry] }).inc(3);
  new Counter({ name: 'stops_total', help: 'Agents that were stopped.', registers: [registry] }).inc(2);
  console.log((await registry.metrics()).trim());
  console.log('=====');
}
SCRIPT
cat >read.py <<'SCRIPT'
import sys
from prometheus_client.parser import text_string_to_metric_families

text, openmetrics = open("pages").read().split("=====\n")[:2]
written = [line.split()[0] for line in text.splitlines() if line and line[0] != "#"]
newer = [line.split()[0] for line in openmetrics.splitlines() if line and line[0] != "#"]
read = [sample.name for family in text_string_to_metric_families(text) for sample in family.samples]
print("prom-client 15.1.3, prometheus_client 0.26.0")
print("prom-client, text:             ", written)
print("prom-client, OpenMetrics:      ", newer)
print("prometheus_client, of the text:", read)
named = ["incidents_closed_total", "stops_total"]
holds = written == ["incidents_closed", "stops_total"] and newer == named and read == named
print("OK: a counter without _total is renamed by its readers" if holds else "CHANGED")
sys.exit(0 if holds else 1)
SCRIPT
node write.mjs >pages
python/bin/python read.py
