import { sha256Hex } from '../../platform/canonical.ts';
import { instantExpected, parseInstant } from '../../platform/iso.ts';

/** One alert as Alertmanager, Grafana, Prometheus or vmalert tell it. Times are epoch ms. */
export type ForeignAlert = {
  /** The same for the same labels. */
  readonly fingerprint: string;
  readonly labels: ReadonlyMap<string, string>;
  /** With the fingerprint the identity of this episode; of the sender's clock, and perhaps in the future. */
  readonly startsAt: number;
  /** The value that a compiled rule fires with (workshop/prometheus). */
  readonly value?: number;
  /** Absent while it fires. */
  readonly endsAt?: number;
};

/** More labels, or longer ones, are no alert. */
const [mostLabels, mostLength] = [200, 4_096];

/**
 * Reads one alert of a webhook of Alertmanager (version 4) or Grafana, which say in `status` whether it
 * fires; the status of the group says nothing about it. Answers why it is none otherwise.
 */
export function readToldAlert(item: unknown, now: number): ForeignAlert | string {
  const read = readCommon(item);
  if (typeof read === 'string') return read;
  const { alert, fields } = read;
  const { status, endsAt, fingerprint } = fields;
  if (status !== 'firing' && status !== 'resolved') return 'status: expected firing or resolved';
  const told =
    typeof fingerprint === 'string' && /^[\w-]{1,128}$/.test(fingerprint) ? { ...alert, fingerprint } : alert;
  return status === 'firing' ? told : { ...told, endsAt: endOf(endsAt) ?? now };
}

/**
 * Clocks of two machines differ a little. What fires is told with an end that is several evaluations ahead.
 */
const soonMs = 1_000;

/**
 * Reads one alert as Prometheus and vmalert post it to an Alertmanager: it fires until `endsAt`, which they
 * move on with each evaluation. One that ends this moment is told once a minute at most, so it must not be
 * missed.
 */
export function readPostedAlert(item: unknown, now: number): ForeignAlert | string {
  const read = readCommon(item);
  if (typeof read === 'string') return read;
  const endsAt = endOf(read.fields['endsAt']);
  return endsAt === undefined || endsAt > now + soonMs ? read.alert : { ...read.alert, endsAt };
}

type Common = { readonly alert: ForeignAlert; readonly fields: Readonly<Record<string, unknown>> };

function readCommon(item: unknown): Common | string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'expected an object';
  const fields: Readonly<Record<string, unknown>> = { ...item };
  const labels = readLabels(fields['labels']);
  if (typeof labels === 'string') return labels;
  const startsAt = typeof fields['startsAt'] === 'string' ? parseInstant(fields['startsAt']) : undefined;
  if (startsAt === undefined || startsAt <= 0) return `startsAt: expected ${instantExpected}`;
  return {
    alert: { fingerprint: fingerprintOf(labels), labels, startsAt, ...valueIn(fields['annotations']) },
    fields,
  };
}

function valueIn(annotations: unknown): { value?: number } {
  if (typeof annotations !== 'object' || annotations === null || !('value' in annotations)) return {};
  const value = typeof annotations.value === 'string' ? Number.parseFloat(annotations.value) : Number.NaN;
  return Number.isFinite(value) ? { value } : {};
}

function readLabels(labels: unknown): ReadonlyMap<string, string> | string {
  if (typeof labels !== 'object' || labels === null || Array.isArray(labels))
    return 'labels: expected an object';
  const entries = Object.entries(labels);
  if (entries.length > mostLabels) return `labels: found ${entries.length}, expected at most ${mostLabels}`;
  const read = new Map<string, string>();
  for (const [name, value] of entries) {
    if (typeof value !== 'string' || value.length > mostLength || name.length > mostLength)
      return `labels: expected texts of at most ${mostLength} characters`;
    read.set(name, value);
  }
  return read.has('alertname') ? read : 'labels: expected one called alertname';
}

/** Alertmanager writes the year 1 for "not yet" (Go's zero time). */
function endOf(endsAt: unknown): number | undefined {
  const at = typeof endsAt === 'string' ? parseInstant(endsAt) : undefined;
  return at === undefined || at <= 0 ? undefined : at;
}

function fingerprintOf(labels: ReadonlyMap<string, string>): string {
  const sorted = [...labels].sort(([left], [right]) => (left < right ? -1 : 1));
  return sha256Hex(JSON.stringify(sorted)).slice(0, 32);
}
