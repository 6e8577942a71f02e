import { defined } from '../platform/defined.ts';
import { iso, isoTimes } from '../platform/iso.ts';
import type { Notice } from './notice.ts';
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
  readonly data: Readonly<Record<string, Fact | readonly Item[] | readonly string[]>>;
};

type Fact = string | number | boolean | null;
type Item = Readonly<Record<string, Fact | undefined>>;

/** A notice for programs. */
export function noticePayload(notice: Notice, publicUrl: string | undefined): NoticePayload {
  const { kind: type, severity, agent, incident, plan, mayRun } = notice;
  const url = publicUrl === undefined ? undefined : linkTo(notice, publicUrl);
  const facts = defined({ ...notice.data, severity, agent, mayRun, incident, plan, url });
  return { type, version: 1, at: iso(notice.at), data: isoTimes(facts) };
}
