import { z } from 'zod';
import { defined } from '../platform/defined.ts';
import { iso } from '../platform/iso.ts';
import { type Notice, type NoticeKind, noticeFacts, noticeSeverities } from './notice.ts';
import { time } from './parts.ts';
import { noticePayload } from './payload.ts';
import { pathOf } from './texts.ts';

/** A notice as a CloudEvent (cloudevents.io, version 1.0) in the structured JSON form. */
export type CloudEvent = {
  readonly specversion: '1.0';
  /** That of the delivery: the same at every attempt. */
  readonly id: string;
  /** FILROUGE_PUBLIC_URL, or a name where there is none. */
  readonly source: string;
  readonly type: string;
  /** The thing that it is about, as its page is called: `incidents/4`. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** Where the JSON Schema of `data` is; absent without FILROUGE_PUBLIC_URL. */
  readonly dataschema?: string;
  readonly data: ReturnType<typeof noticePayload>['data'];
};

/** The type of the events of a kind: `incident_opened` is `io.filrouge.incident.opened`. */
export function eventType(kind: NoticeKind): string {
  return `io.filrouge.${kind.replace('_', '.')}`;
}

/** Where the schema of the data of a kind is served. Another version would have another address. */
export function eventSchemaPath(kind: NoticeKind): string {
  return `/schemas/events/v1/${kind}.json`;
}

/** A notice as the event of one delivery. */
export function cloudEvent(id: string, notice: Notice, publicUrl: string | undefined): CloudEvent {
  const base = publicUrl?.replace(/\/+$/, '');
  return defined({
    specversion: '1.0' as const,
    id,
    source: base ?? 'urn:filrouge',
    type: eventType(notice.kind),
    subject: pathOf(aboutOf(notice)).slice(1),
    time: iso(notice.at),
    datacontenttype: 'application/json' as const,
    dataschema: base && `${base}${eventSchemaPath(notice.kind)}`,
    data: noticePayload(notice, publicUrl).data,
  });
}

/** An event of an incident is about that and not about its plan; one of the switch, about its agent. */
function aboutOf({ kind, agent, incident, plan, data }: Notice): Parameters<typeof pathOf>[0] {
  if (kind === 'weekly_report') return { kind, data, ...defined({ agent }) };
  if (kind.startsWith('incident_')) return defined({ incident });
  if (kind === 'unanswered' || kind === 'mention') return defined({ plan, incident, agent });
  return /^(?:agent|suspension|rule|drill|proof)/.test(kind) ? defined({ agent }) : defined({ plan });
}

const number = z.int().optional();

/** The JSON Schema of the data of a kind. Within a version members may be added, so others are allowed. */
export function eventDataSchema(kind: NoticeKind): object {
  const facts = z.object({
    severity: z.enum(noticeSeverities),
    agent: z.string().optional(),
    incident: number,
    plan: number,
    mayRun: z.boolean().optional().describe('Whether the agent may run as this is sent'),
    url: z.url().optional(),
    ...noticeFacts[kind].shape,
  });
  return z.toJSONSchema(facts.meta({ title: eventType(kind) }), {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== time) return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
    },
  });
}
