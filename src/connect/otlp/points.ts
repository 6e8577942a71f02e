import { sha256Hex } from '../../platform/canonical.ts';
import { MalformedError, TooLargeError } from '../../platform/protobuf.ts';
import type { Message } from './wire.ts';

/** Attributes as texts, whatever they were. */
export type Attributes = ReadonlyMap<string, string>;

/**
 * One data point of a metric, as it came: values may be no numbers yet. `form` says whether it holds a
 * value, the increase since `startedAt`, or all since then; it is absent where nobody says.
 */
export type OtlpPoint = {
  readonly name: string;
  /** Those of the point, of its scope and of its resource: the first one that has an attribute counts. */
  readonly attributes: readonly Attributes[];
  /** The same for all points of a series, and for no other. */
  readonly series: string;
  /** The same for all series of a program. */
  readonly program: string;
  /** Epoch ms with fractions; NaN where there is none. */
  readonly at: number;
  readonly startedAt: number;
  readonly form: 'value' | 'increase' | 'total' | undefined;
  /** It says itself that nothing was measured. */
  readonly isEmpty: boolean;
  readonly data: PointData;
};

/** One log record that may be an event. */
export type OtlpEvent = {
  /** Empty where it has none. */
  readonly name: string;
  /** Those of the record, of its scope and of its resource. */
  readonly attributes: readonly Attributes[];
  /** The same for no other record. */
  readonly identity: string;
  readonly program: string;
  /** Epoch ms; NaN where there is none. */
  readonly at: number;
};

/** The data of a metric by its kind. */
export type PointData =
  | { readonly kind: 'number'; readonly value: number; readonly isMonotonic: boolean }
  | Histogram
  | { readonly kind: 'summary' };

/** `counts[n]` values lie above `bounds[n − 1]` and at or below `bounds[n]`. */
export type Histogram = {
  readonly kind: 'histogram';
  readonly count: number;
  readonly sum: number | undefined;
  readonly max: number | undefined;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  /** Its bounds change while it grows: only increases can be told from it, not differences. */
  readonly isExponential: boolean;
};

/** More points, or attributes of one thing, are not taken at once. */
const [mostPoints, mostAttributes] = [20_000, 128];
/** An exponential histogram of more buckets would hold up everybody else; SDKs have 160 at most. */
const mostBuckets = 1_000;

/** Every point of a request, in order. Throws where it is no request. */
export function pointsOf(request: unknown): OtlpPoint[] {
  const points: OtlpPoint[] = [];
  for (const { holder, item, scope, resource, program } of scopedItems(request, metricsPath)) {
    const name = item['name'];
    if (typeof name !== 'string') throw new MalformedError('name: expected a text');
    for (const [kind, of] of Object.entries(readers)) {
      if (item[kind] === undefined || item[kind] === null) continue;
      const body = messageOf(item[kind], kind);
      for (const raw of messagesOf(body['dataPoints'], 'dataPoints')) {
        if (points.length >= mostPoints) throw new TooLargeError();
        const own = attributesOf(raw['attributes']);
        points.push({
          name,
          attributes: [own, scope, resource],
          series: JSON.stringify([name, holder, sortedOf(own)]),
          program,
          at: timeOf(raw['timeUnixNano']),
          startedAt: timeOf(raw['startTimeUnixNano']),
          isEmpty: numberOf(raw['flags']) % 2 === 1,
          ...of(raw, body),
        });
      }
    }
  }
  return points;
}

/** Every log record of a request, in order. Throws where it is no request. */
export function eventsOf(request: unknown): OtlpEvent[] {
  const events: OtlpEvent[] = [];
  for (const { holder, item, scope, resource, program } of scopedItems(request, logsPath)) {
    if (events.length >= mostPoints) throw new TooLargeError();
    const { timeUnixNano, observedTimeUnixNano, eventName, traceId, spanId } = item;
    const own = attributesOf(item['attributes']);
    const name = typeof eventName === 'string' && eventName !== '' ? eventName : own.get('event.name');
    const at = timeOf(timeUnixNano);
    events.push({
      name: name ?? '',
      attributes: [own, scope, resource],
      identity: JSON.stringify([holder, String(timeUnixNano), traceId, spanId, sortedOf(own)]),
      program,
      at: Number.isNaN(at) ? timeOf(observedTimeUnixNano) : at,
    });
  }
  return events;
}

/** The value of an attribute of a point, or of its scope or resource. */
export function attributeOf(attributes: readonly Attributes[], name: string): string | undefined {
  return attributes.find((some) => some.has(name))?.get(name);
}

type Read = (raw: Message, body: Message) => Pick<OtlpPoint, 'form' | 'data'>;

const readers: Readonly<Record<string, Read>> = {
  gauge: (raw) => ({ form: 'value', data: { kind: 'number', value: measureOf(raw), isMonotonic: false } }),
  sum: (raw, body) => ({
    form: formOf(body),
    data: { kind: 'number', value: measureOf(raw), isMonotonic: body['isMonotonic'] === true },
  }),
  histogram: (raw, body) => ({
    form: formOf(body),
    data: {
      ...summed(raw),
      bounds: numbersOf(raw['explicitBounds']),
      counts: numbersOf(raw['bucketCounts']),
      isExponential: false,
    },
  }),
  exponentialHistogram: (raw, body) => ({ form: formOf(body), data: exponential(raw) }),
  summary: () => ({ form: 'value', data: { kind: 'summary' } }),
};

function formOf({ aggregationTemporality: temporality }: Message): OtlpPoint['form'] {
  return temporality === 1 ? 'increase' : temporality === 2 ? 'total' : undefined;
}

/** NaN for whatever is no number: JSON writes NaN and the infinities as null. */
function measureOf({ asDouble, asInt }: Message): number {
  return asInt === undefined || asInt === null ? numberOf(asDouble) : numberOf(asInt);
}

function summed({ count, sum, max }: Message): Omit<Histogram, 'bounds' | 'counts' | 'isExponential'> {
  return {
    kind: 'histogram',
    count: numberOf(count ?? 0),
    sum: sum === undefined ? undefined : numberOf(sum),
    max: max === undefined ? undefined : numberOf(max),
  };
}

/** Bucket n of scale s holds the values from 2^(n / 2^s), without it, to 2^((n + 1) / 2^s). */
function exponential(raw: Message): Histogram {
  const positive = messageOf(raw['positive'] ?? {}, 'positive');
  const negative = messageOf(raw['negative'] ?? {}, 'negative');
  const [scale, offset] = [numberOf(raw['scale'] ?? 0), numberOf(positive['offset'] ?? 0)];
  const above = numbersOf(positive['bucketCounts']);
  if (above.length > mostBuckets) throw new TooLargeError();
  const hasNegative = numbersOf(negative['bucketCounts']).some((count) => count !== 0);
  const bounds = [0, ...above.map((_, place) => 2 ** ((offset + place) / 2 ** scale))];
  const last = 2 ** ((offset + above.length) / 2 ** scale);
  const shape = { ...summed(raw), isExponential: true };
  if (hasNegative) return { ...shape, bounds: [], counts: [] };
  return {
    ...shape,
    bounds: above.length === 0 ? [0] : [...bounds, last],
    counts:
      above.length === 0
        ? [numberOf(raw['zeroCount'] ?? 0), 0]
        : [numberOf(raw['zeroCount'] ?? 0), 0, ...above, 0],
  };
}

function timeOf(nanoseconds: unknown): number {
  const at = numberOf(nanoseconds) / 1e6;
  return at > 0 ? at : Number.NaN;
}

/** JSON has 64-bit numbers as texts, and many write them as numbers. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? Number(value) : Number.NaN;
}

function numbersOf(values: unknown): number[] {
  return listOf(values, 'a list of numbers').map(numberOf);
}

/** Where things stand in a request. */
type Path = { readonly resources: string; readonly scopes: string; readonly items: string };
const metricsPath: Path = { resources: 'resourceMetrics', scopes: 'scopeMetrics', items: 'metrics' };
const logsPath: Path = { resources: 'resourceLogs', scopes: 'scopeLogs', items: 'logRecords' };

type Scoped = {
  readonly item: Message;
  readonly scope: Attributes;
  readonly resource: Attributes;
  /** The part that resource and scope add to the identity of a series, as a short text. */
  readonly holder: string;
  readonly program: string;
};

function* scopedItems(request: unknown, path: Path): Generator<Scoped> {
  for (const ofResource of messagesOf(messageOf(request, 'the request')[path.resources], path.resources)) {
    const resource = attributesOf(messageOf(ofResource['resource'] ?? {}, 'resource')['attributes']);
    const program = shortOf(sortedOf(resource));
    for (const ofScope of messagesOf(ofResource[path.scopes], path.scopes)) {
      const raw = messageOf(ofScope['scope'] ?? {}, 'scope');
      const scope = new Map(attributesOf(raw['attributes']));
      if (typeof raw['name'] === 'string' && raw['name'] !== '') scope.set('otel.scope.name', raw['name']);
      const holder = shortOf([program, sortedOf(scope)]);
      for (const item of messagesOf(ofScope[path.items], path.items))
        yield { item, scope, resource, holder, program };
    }
  }
}

function shortOf(value: unknown): string {
  return sha256Hex(JSON.stringify(value)).slice(0, 32);
}

function sortedOf(attributes: Attributes): [string, string][] {
  return [...attributes].sort(([left], [right]) => (left < right ? -1 : 1));
}

function attributesOf(list: unknown): Attributes {
  const pairs = messagesOf(list, 'attributes');
  if (pairs.length > mostAttributes)
    throw new MalformedError(`attributes: found ${pairs.length}, expected at most ${mostAttributes}`);
  const read = new Map<string, string>();
  for (const { key, value } of pairs)
    if (typeof key === 'string') read.set(key, textOf(messageOf(value ?? {}, 'value'), 0));
  return read;
}

/** An attribute as a text: what is a list or a map of things tells series apart, and is not looked into. */
function textOf(value: Message, depth: number): string {
  if (depth > 16) throw new MalformedError('it is nested too deeply');
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return String(boolValue);
  if (intValue !== undefined) return String(numberOf(intValue));
  if (doubleValue !== undefined) return String(numberOf(doubleValue));
  if (typeof bytesValue === 'string') return bytesValue;
  const inner = messagesOf(messageOf(arrayValue ?? kvlistValue ?? {}, 'value')['values'], 'values');
  const texts = inner.map(({ key, value: of, ...rest }) =>
    typeof key === 'string'
      ? [key, textOf(messageOf(of ?? {}, 'value'), depth + 1)]
      : textOf(rest, depth + 1),
  );
  return JSON.stringify(texts);
}

function messageOf(value: unknown, what: string): Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MalformedError(`${what}: expected an object`);
  return { ...value };
}

function messagesOf(value: unknown, what: string): Message[] {
  return listOf(value, what).map((item) => messageOf(item, what));
}

function listOf(value: unknown, what: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new MalformedError(`${what}: expected a list`);
  return value;
}
