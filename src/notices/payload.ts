import type { Notice } from './notice.ts';
import { linkTo } from './texts.ts';

/** The body that a webhook receives. Within a version members may be added; none is renamed or removed. */
export type NoticePayload = {
  /** The kind of notice: `agent_tripped`. */
  readonly type: string;
  readonly version: 1;
  /** When it was told, ISO 8601 UTC. */
  readonly at: string;
  /** `severity`, the case (`agent`, `incident`, `plan`, `url`), the facts of the kind; times in ISO 8601. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
};

/** A notice for programs. */
export function noticePayload(notice: Notice, publicUrl: string | undefined): NoticePayload {
  const { severity, agent, incident, plan } = notice;
  return {
    type: notice.kind,
    version: 1,
    at: new Date(notice.at).toISOString(),
    data: factsAtEdge({
      ...notice.data,
      severity,
      agent,
      incident,
      plan,
      url: publicUrl === undefined ? undefined : linkTo(notice, publicUrl),
    }),
  };
}

type Fact = string | number | boolean | null;

/** Epoch ms inside, ISO 8601 at the edge: facts that are times are called `since` or end in `At`. */
function factsAtEdge(facts: Readonly<Record<string, Fact | undefined>>): Record<string, Fact> {
  const edge: Record<string, Fact> = {};
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    const isTime = (name === 'since' || /[a-z]At$/.test(name)) && typeof value === 'number';
    edge[name] = isTime ? new Date(value).toISOString() : value;
  }
  return edge;
}
