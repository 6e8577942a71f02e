import protobuf from 'protobufjs';

/** The messages of OTLP as far as they are read here, encoded by protobufjs: an implementation that is not ours. */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message ExportMetricsServiceRequest { repeated ResourceMetrics resourceMetrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scopeMetrics = 2; string schemaUrl = 3; }
  message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; string schemaUrl = 3; }
  message Resource { repeated KeyValue attributes = 1; uint32 droppedAttributesCount = 2; }
  message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
  message AnyValue { oneof value { string stringValue = 1; bool boolValue = 2; int64 intValue = 3; double doubleValue = 4; ArrayValue arrayValue = 5; KeyValueList kvlistValue = 6; bytes bytesValue = 7; } }
  message Metric { string name = 1; string description = 2; string unit = 3; oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; ExponentialHistogram exponentialHistogram = 10; Summary summary = 11; } }
  message Gauge { repeated NumberDataPoint dataPoints = 1; }
  message Sum { repeated NumberDataPoint dataPoints = 1; uint32 aggregationTemporality = 2; bool isMonotonic = 3; }
  message Histogram { repeated HistogramDataPoint dataPoints = 1; uint32 aggregationTemporality = 2; }
  message ExponentialHistogram { repeated ExponentialHistogramDataPoint dataPoints = 1; uint32 aggregationTemporality = 2; }
  message Summary { repeated SummaryDataPoint dataPoints = 1; }
  message SummaryDataPoint { repeated KeyValue attributes = 7; fixed64 timeUnixNano = 3; fixed64 count = 4; double sum = 5; }
  message NumberDataPoint { fixed64 startTimeUnixNano = 2; fixed64 timeUnixNano = 3; oneof value { double asDouble = 4; sfixed64 asInt = 6; } repeated KeyValue attributes = 7; uint32 flags = 8; }
  message HistogramDataPoint { fixed64 startTimeUnixNano = 2; fixed64 timeUnixNano = 3; fixed64 count = 4; optional double sum = 5; repeated fixed64 bucketCounts = 6; repeated double explicitBounds = 7; repeated KeyValue attributes = 9; uint32 flags = 10; optional double min = 11; optional double max = 12; }
  message Buckets { sint32 offset = 1; repeated uint64 bucketCounts = 2; }
  message ExponentialHistogramDataPoint { repeated KeyValue attributes = 1; fixed64 startTimeUnixNano = 2; fixed64 timeUnixNano = 3; fixed64 count = 4; optional double sum = 5; sint32 scale = 6; fixed64 zeroCount = 7; Buckets positive = 8; Buckets negative = 9; uint32 flags = 10; optional double min = 12; optional double max = 13; double zeroThreshold = 14; }
  message ExportLogsServiceRequest { repeated ResourceLogs resourceLogs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scopeLogs = 2; }
  message ScopeLogs { Scope scope = 1; repeated LogRecord logRecords = 2; }
  message LogRecord { fixed64 timeUnixNano = 1; fixed64 observedTimeUnixNano = 11; uint32 severityNumber = 2; string severityText = 3; AnyValue body = 5; repeated KeyValue attributes = 6; bytes traceId = 9; bytes spanId = 10; string eventName = 12; }
  message Status { int32 code = 1; string message = 2; }
  message Partial { int64 rejected = 1; string errorMessage = 2; }
  message Response { Partial partialSuccess = 1; }
`,
  { keepCase: true },
);

/** What may be sent: as JSON, and the same as protobuf. */
export type Request = Readonly<Record<string, unknown>>;

/** A request as bytes of protobuf. */
export function encode(request: Request): Uint8Array<ArrayBuffer> {
  const name = 'resourceLogs' in request ? 'ExportLogsServiceRequest' : 'ExportMetricsServiceRequest';
  const type = root.lookupType(name);
  return new Uint8Array(type.encode(type.fromObject(request)).finish());
}

/** An answer out of its bytes. */
export function decode(name: 'Status' | 'Response', bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const type = root.lookupType(name);
  return type.toObject(type.decode(bytes), { longs: Number });
}

/** Attributes as OTLP writes them. */
export function attributes(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** The time in nanoseconds, as a text. */
export function nano(ms: number): string {
  return `${Math.floor(ms)}000000`;
}

type PointFacts = {
  readonly at: number;
  readonly start?: number | undefined;
  readonly with?: Readonly<Record<string, string>> | undefined;
};

/** What all points have. */
export function point({ at, start, with: some = {} }: PointFacts) {
  return {
    timeUnixNano: nano(at),
    ...(start === undefined ? {} : { startTimeUnixNano: nano(start) }),
    attributes: attributes(some),
  };
}

export const [delta, cumulative] = [1, 2] as const;

/** A sum that only rises. */
export function sum(name: string, aggregationTemporality: number, dataPoints: readonly object[]) {
  return { name, sum: { aggregationTemporality, isMonotonic: true, dataPoints } };
}

/** A request of one program. */
export function metrics(
  list: readonly object[],
  resource: Readonly<Record<string, string>> = { 'service.name': 'margaux' },
): Request {
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributes(resource) },
        scopeMetrics: [{ scope: { name: 'bot' }, metrics: list }],
      },
    ],
  };
}

/** A request of log records of one program. */
export function logs(
  logRecords: readonly object[],
  resource: Readonly<Record<string, string>> = { 'service.name': 'margaux' },
): Request {
  return {
    resourceLogs: [
      {
        resource: { attributes: attributes(resource) },
        scopeLogs: [{ scope: { name: 'judge' }, logRecords }],
      },
    ],
  };
}
