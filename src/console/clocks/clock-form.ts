import { standingClass } from '../../incidents/clocks/classification.ts';
import { faultBeganAt } from '../../incidents/clocks/classify.ts';
import {
  ClassifyIncident,
  type ClockCommand,
  DeclassifyIncident,
  RecordReport,
} from '../../incidents/clocks/commands.ts';
import type { Incident } from '../../incidents/incident.ts';
import { parseLocalTime } from '../../language/local-time.ts';
import { iso } from '../../platform/iso.ts';
import type { Refusal } from '../../platform/refusal.ts';

/** The forms about an incident's classes and reports. */
export const clockForms = ['classify', 'report', 'declassify'] as const;
export type ClockFormKind = (typeof clockForms)[number];

/** A form as it was sent, shown again with why it was not taken. */
export type SentClockForm = {
  readonly kind: ClockFormKind;
  readonly fields: Readonly<Record<string, string>>;
  /** The field whose text says nothing, or the refusal of what was understood. */
  readonly fault: { readonly field: string } | { readonly refusal: Refusal };
};

type Read = { readonly command: ClockCommand } | { readonly field: string };

const minuteMs = 60_000;

/** The command that a form gives; or its first field that cannot be read. */
export function readClockForm(
  kind: ClockFormKind,
  fields: Readonly<Record<string, string>>,
  incident: Incident,
  timezone: string,
): Read {
  const text = (name: string) => fields[name]?.trim() || undefined;
  // A class alone, or with one circumstance or clock of it.
  const [id = '', part] = (text('class') ?? '').split(':');
  const about = { incident: incident.number, class: id, reason: text('reason') };
  const { classification } = standingClass(incident, id) ?? {};
  switch (kind) {
    case 'classify': {
      const awareAt = timeOf(text('awareAt'), timezone, [faultBeganAt(incident)]);
      if (awareAt === null) return { field: 'awareAt' };
      const command = { kind: 'classifyIncident', ...about, awareAt, facets: part && [part] };
      return parsed(ClassifyIncident.safeParse(withoutEmpty(command)));
    }
    case 'report': {
      const known =
        classification === undefined
          ? []
          : [classification.awareAt, ...classification.reports.map(({ sentAt }) => sentAt)];
      const sentAt = timeOf(text('sentAt'), timezone, known);
      if (sentAt === null) return { field: 'sentAt' };
      const said = { report: text('report'), reference: text('reference'), link: text('link') };
      const command = { kind: 'recordReport', ...about, ...said, sentAt, clocks: part && [part] };
      return parsed(RecordReport.safeParse(withoutEmpty(command)));
    }
    case 'declassify':
      return parsed(
        DeclassifyIncident.safeParse(
          withoutEmpty({ kind: 'declassifyIncident', ...about, facets: part && [part] }),
        ),
      );
    default:
      return kind satisfies never;
  }
}

/**
 * A local time of a form, ISO 8601; `null` for one that cannot be read. A form has minutes only: in a minute
 * in which something happened that a time may not come before, it is the last of these instants.
 */
function timeOf(
  text: string | undefined,
  timezone: string,
  notBefore: readonly number[],
): string | undefined | null {
  if (text === undefined) return undefined;
  const at = parseLocalTime(text, timezone);
  if (at === undefined) return null;
  return iso(Math.max(at, ...notBefore.filter((one) => at < one && one < at + minuteMs)));
}

function withoutEmpty(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  );
}

type Parsed =
  | { readonly success: true; readonly data: ClockCommand }
  | {
      readonly success: false;
      readonly error: { readonly issues: readonly { path: readonly PropertyKey[] }[] };
    };

function parsed(result: Parsed): Read {
  if (result.success) return { command: result.data };
  return { field: String(result.error.issues[0]?.path[0] ?? 'class') };
}
