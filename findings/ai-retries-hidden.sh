#!/usr/bin/env bash
# The AI SDK (`ai`) up to version 6 makes a span for each attempt of a model, so one that failed and was made good by a retry is seen; version 7
# with @ai-sdk/otel makes one span (and one gen_ai.client.inference.duration) for all attempts, which is good when the last one was.
# Why it matters here: after that update the share of failed calls of models falls without anything being better. docs/opentelemetry.md says so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir six seven
common="zod@4.6.7 @opentelemetry/api@1.9.1 @opentelemetry/sdk-trace-base@2.12.1"
(cd six && echo '{"type":"module"}' >package.json && npm install --silent --no-audit --no-fund ai@6.0.325 $common)
(cd seven && echo '{"type":"module"}' >package.json && npm install --silent --no-audit --no-fund ai@7.0.173 @ai-sdk/otel@1.0.173 $common)
cat >six/run.mjs <<'SCRIPT'
import * as sdk from 'ai';
import * as mocks from 'ai/test';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const is7 = 'registerTelemetry' in sdk;
const exporter = new InMemorySpanExporter();
// Both forms that the processor's constructor has had.
const processor = new SimpleSpanProcessor(Object.assign(exporter, { exporter }));
const tracer = new BasicTracerProvider({ spanProcessors: [processor] }).getTracer('x');
if (is7) sdk.registerTelemetry(new (await import('@ai-sdk/otel')).OpenTelemetry({ tracer }));
let attempts = 0;
const doGenerate = async () => {
  attempts += 1;
  if (attempts === 1)
    throw new sdk.APICallError({
      ...{ message: 'overloaded', url: 'http://x', requestBodyValues: {}, statusCode: 503, isRetryable: true },
      responseHeaders: { 'retry-after-ms': '1' },
    });
  const inputTokens = { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 };
  const usage = { inputTokens, outputTokens: { total: 1, text: 1, reasoning: 0 } };
  return { content: [{ type: 'text', text: 'yes' }], finishReason: { unified: 'stop', raw: 'stop' }, usage, warnings: [] };
};
const model = new mocks[is7 ? 'MockLanguageModelV4' : 'MockLanguageModelV3']({ doGenerate });
const telemetry = { isEnabled: true, tracer, functionId: 'x' };
await sdk.generateText({ model, prompt: 'x', ...(is7 ? { telemetry } : { experimental_telemetry: telemetry }) });
const calls = exporter.getFinishedSpans().filter(({ name }) => name.endsWith('.doGenerate') || name.startsWith('chat '));
console.log(JSON.stringify({ attempts, spans: calls.length, failed: calls.filter(({ status }) => status.code === 2).length }));
SCRIPT
cp six/run.mjs seven/run.mjs
six=$(node six/run.mjs)
seven=$(node seven/run.mjs)
echo "two attempts, the first of which fails:"
echo "ai 6.0.325:                        $six"
echo "ai 7.0.173, @ai-sdk/otel 1.0.173:  $seven"
if [ "$six" = '{"attempts":2,"spans":2,"failed":1}' ] && [ "$seven" = '{"attempts":2,"spans":1,"failed":0}' ]; then
  echo 'OK: version 7 hides an attempt that a retry made good'
else
  echo CHANGED
  exit 1
fi
