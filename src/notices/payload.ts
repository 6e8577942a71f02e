import { z } from 'zod';
import { defined } from '../platform/defined.ts';
import { iso } from '../platform/iso.ts';
import { type Notice, noticeFacts } from './notice.ts';
import { time } from './parts.ts';
import { linkTo } from './texts.ts';

/** The body that a webhook receives. Within a version members may be added; none is renamed or removed. */
export type NoticePayload = {
  /** The kind of notice: `agent_tripped`. */
  readonly type: string;
  readonly version: 1;
  /** When it was told, ISO 8601 UTC. */
  readonly at: string;
  /**
   * `severity`, the case (`agent`, `incident`, `plan`, `url`), whether the agent may run as it is sent
   * (`mayRun`), the facts of the kind; times in ISO 8601.
   */
  readonly data: Readonly<Record<string, unknown>>;
};

/** A notice for programs. */
export function noticePayload(notice: Notice, publicUrl: string | undefined): NoticePayload {
  const { kind: type, severity, agent, incident, plan, mayRun } = notice;
  const url = publicUrl === undefined ? undefined : linkTo(notice, publicUrl);
  const about = { severity, agent, mayRun, incident, plan, url };
  const data = defined({ ...factsTold(noticeFacts[type].shape, notice.data), ...about });
  return { type, version: 1, at: iso(notice.at), data };
}

type Declared = Readonly<Record<string, unknown>>;

/** The facts with every declared time in ISO 8601; a number is a time only where `noticeFacts` says so. */
function factsTold(declared: Declared, facts: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, factTold(declared[name], fact)]),
  );
}

function factTold(declared: unknown, fact: unknown): unknown {
  if (declared instanceof z.ZodOptional) return factTold(declared.unwrap(), fact);
  if (declared === time && typeof fact === 'number') return iso(fact);
  if (declared instanceof z.ZodArray && Array.isArray(fact))
    return fact.map((each: unknown) => factTold(declared.element, each));
  if (declared instanceof z.ZodObject && typeof fact === 'object' && fact !== null)
    return factsTold(declared.shape, fact);
  return fact;
}
