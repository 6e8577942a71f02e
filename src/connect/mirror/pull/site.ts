import type { ActionStatus } from '../../../plans/plan.ts';
import type { PullFault } from '../../pull/fault.ts';
import type { Seen } from '../reconcile.ts';

/** The tools that actions are mirrored to and from. */
export const mirrorSites = ['jira', 'gitlab', 'odoo'] as const;
export type SiteName = (typeof mirrorSites)[number];

/** Something to be done, as it is noted elsewhere. */
export type Draft = { readonly title: string; readonly text: string };

/** One tool. A `ref` is what its API calls an issue or task. */
export type MirrorSite = {
  /** The issue that an address is of, if it is one of this tool. */
  readonly refOf: (url: URL) => string | undefined;
  /** The issue that a message of its webhook is about. */
  readonly refIn: (message: Readonly<Record<string, unknown>>) => string | undefined;
  readonly read: (ref: string) => Promise<Seen | PullFault>;
  readonly tell: (ref: string, status: ActionStatus) => Promise<PullFault | undefined>;
  /** Answers the address of a new one; absent where no project is set for them. */
  readonly create?: (draft: Draft) => Promise<string | PullFault>;
};

/** The path of an address below that of the site; undefined where it is another site's. */
export function pathOn(site: string, url: URL): string | undefined {
  const { host, pathname } = new URL(site);
  const base = pathname.replace(/\/+$/, '');
  return url.host === host && url.pathname.startsWith(`${base}/`)
    ? url.pathname.slice(base.length)
    : undefined;
}

/** The site without user, password and parameters, as people open it. */
export function shownAddress(site: string): string {
  const { origin, pathname } = new URL(site);
  return origin + pathname.replace(/\/+$/, '');
}
