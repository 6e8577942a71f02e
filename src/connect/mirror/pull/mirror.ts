import type { Caller } from '../../../access/roles.ts';
import type { PlanCommand } from '../../../plans/commands/command.ts';
import { planTexts } from '../../../plans/documents/texts.ts';
import type { LinkFault } from '../../../plans/link.ts';
import type { Action, ActionStatus, Plan } from '../../../plans/plan.ts';
import { backoffMs } from '../../../platform/backoff.ts';
import type { Refusal, Result } from '../../../platform/refusal.ts';
import type { Pace } from '../../pull/asker.ts';
import type { PullFault } from '../../pull/fault.ts';
import { agrees, reconcile, type Seen } from '../reconcile.ts';
import type { CountMirror } from '../telemetry.ts';
import type { MirrorSite, SiteName } from './site.ts';

/** A tool that is set up, and the turns in which it is asked. */
export type SetSite = MirrorSite & { readonly name: SiteName; readonly pace: Pace };

/** The outside of the mirror. */
export type MirrorPorts = {
  readonly now: () => number;
  readonly busy: () => Refusal | undefined;
  /** Plans that are not closed. */
  readonly plans: () => readonly Plan[];
  readonly command: (command: PlanCommand, caller: Caller) => Promise<Result<Plan>>;
  readonly sites: readonly SetSite[];
  readonly count: CountMirror;
};

/** Keeps the status of actions and of their issues elsewhere the same. */
export type Mirror = {
  /** Begins what is due, and waits for nothing. Called by the process that evaluates alone. */
  readonly tick: () => void;
  /** Looks at an issue now: a message says that something has become of it. */
  readonly knock: (site: SiteName, ref: string) => void;
  /** Resolves when nothing is being asked. */
  readonly stop: () => Promise<void>;
};

/** Each link is looked at this often, whether a message came or not: messages get lost. */
const everyMs = 300_000;
/** The wait after a look that failed. */
const again = { firstMs: 60_000, longestMs: 3_600_000 };
/** From the third failure in a row on, people are told on the action. */
const failuresTold = 3;
/** Few at a time: most of the time nothing has changed. */
const mostAtOnce = 4;

/** One link of an action, and when it is looked at next. */
type Link = {
  readonly plan: number;
  readonly action: string;
  readonly url: string;
  readonly site: SetSite;
  readonly ref: string;
  dueAt: number;
  failures: number;
  running: Promise<void> | undefined;
};

/** A mirror that has looked at nothing yet. */
export function createMirror(ports: MirrorPorts): Mirror {
  const links = new Map<string, Link>();
  let isStopped = false;

  const follow = (): void => {
    const kept = new Set<string>();
    for (const plan of ports.plans())
      for (const { id, link } of plan.actions) {
        if (link === undefined) continue;
        const key = `${id} ${link.url}`;
        const known = links.get(key) ?? linkOf(ports.sites, plan.number, id, link.url);
        if (known === undefined) continue;
        kept.add(key);
        links.set(key, known);
        if ((link.setAt ?? 0) > (link.notedAt ?? 0) && known.failures === 0) known.dueAt = 0;
      }
    for (const key of links.keys()) if (!kept.has(key)) links.delete(key);
  };

  return {
    tick: () => {
      if (isStopped || ports.busy() !== undefined || ports.sites.length === 0) return;
      follow();
      for (const { pace } of ports.sites) pace.refill(ports.now());
      let free = mostAtOnce - [...links.values()].filter(({ running }) => running !== undefined).length;
      for (const [key, link] of [...links]) {
        if (free <= 0) break;
        if (link.running !== undefined || link.dueAt > ports.now()) continue;
        free -= 1;
        // Behind all others: whoever was left out comes first the next time.
        links.delete(key);
        links.set(key, link);
        link.running = look(ports, link).finally(() => {
          link.running = undefined;
        });
      }
    },
    knock: (site, ref) => {
      for (const link of links.values())
        if (link.site.name === site && link.ref === ref && link.failures === 0) link.dueAt = 0;
    },
    stop: async () => {
      isStopped = true;
      for (const { pace } of ports.sites) pace.close();
      await Promise.all([...links.values()].map(({ running }) => running));
    },
  };
}

function linkOf(sites: readonly SetSite[], plan: number, action: string, text: string): Link | undefined {
  const url = new URL(text);
  for (const site of sites) {
    const ref = site.refOf(url);
    if (ref !== undefined)
      return { plan, action, url: text, site, ref, dueAt: 0, failures: 0, running: undefined };
  }
  return undefined;
}

/** Looks at an issue, and brings it and its action together. */
async function look(ports: MirrorPorts, link: Link): Promise<void> {
  const { site } = link;
  link.dueAt = ports.now() + everyMs;
  const seen = await site.read(link.ref).catch(asFault);
  const current = currentOf(ports, link);
  if (current === undefined) return;
  if ('outcome' in seen) return failed(ports, link, current, seen);
  link.failures = 0;
  const step = reconcile(current.action, seen);
  switch (step.kind) {
    case 'none':
      return ports.count(site.name, 'same');
    case 'note':
      return note(ports, link, current.action.status, { there: seen.status });
    case 'take':
      return take(ports, link, current, { status: step.status, seen });
    case 'tell':
      return tell(ports, link, current, step.status);
    default:
      return step satisfies never;
  }
}

type Current = { readonly plan: Plan; readonly action: Action };

/** The action as it is now, if it still has this link. */
function currentOf({ plans }: MirrorPorts, link: Link): Current | undefined {
  const plan = plans().find(({ number }) => number === link.plan);
  const action = plan?.actions.find(({ id }) => id === link.action);
  return plan !== undefined && action?.link?.url === link.url ? { plan, action } : undefined;
}

/** The status there becomes the one here, by the command that a person would give. */
async function take(
  ports: MirrorPorts,
  link: Link,
  { plan, action }: Current,
  { status, seen }: { readonly status: ActionStatus; readonly seen: Seen },
): Promise<void> {
  const common = { plan: plan.number, version: plan.version, action: action.id };
  const blockedWhy = planTexts(plan.language).waitsThere;
  const change = status === 'blocked' ? { status, blockedWhy } : { status };
  const taken = await give(ports, link, { kind: 'editAction', ...common, ...change });
  if (taken) ports.count(link.site.name, 'taken');
  if (taken) await note(ports, link, status, { there: seen.status });
}

/** The status here becomes the one there, if they let it. */
async function tell(ports: MirrorPorts, link: Link, current: Current, status: ActionStatus): Promise<void> {
  const { site, ref } = link;
  const fault = await site.tell(ref, status).catch(asFault);
  const isRefused =
    fault?.status !== undefined && fault.status < 500 && ![401, 404, 429].includes(fault.status);
  if (fault !== undefined && !isRefused) return failed(ports, link, current, fault);
  const seen = await site.read(ref).catch(asFault);
  if ('outcome' in seen) return failed(ports, link, current, seen);
  const isTold = fault === undefined && agrees(seen.status, status);
  ports.count(site.name, isTold ? 'told' : 'refused');
  await note(ports, link, status, isTold ? { there: seen.status } : { there: seen.status, fault: 'refused' });
}

async function failed(ports: MirrorPorts, link: Link, { action }: Current, fault: PullFault): Promise<void> {
  link.failures += 1;
  link.dueAt = ports.now() + backoffMs(link.failures, again);
  const isGone = fault.status === 404 || fault.status === 410;
  ports.count(link.site.name, isGone ? 'gone' : 'unreachable');
  if (isGone || link.failures >= failuresTold)
    await note(ports, link, action.status, { fault: isGone ? 'gone' : 'unreachable' });
}

/** Notes what was seen beside a status. */
async function note(
  ports: MirrorPorts,
  link: Link,
  status: ActionStatus,
  seen: { readonly there?: Seen['status']; readonly fault?: LinkFault },
): Promise<void> {
  const { plan, action, url } = link;
  await give(ports, link, { kind: 'noteLink', plan, action, link: url, status, ...seen });
}

/** Gives a command as the mirror; false where it was refused, which the next look finds again. */
async function give(ports: MirrorPorts, link: Link, command: PlanCommand): Promise<boolean> {
  const { name } = link.site;
  const caller: Caller = { actor: { kind: 'mirror', site: name }, role: 'operator' };
  const result = await ports.command(command, caller).catch(() => undefined);
  if (result?.ok) return true;
  // Whoever changed the plan at the same time goes first.
  if (result?.refusal.code === 'plan_changed') return false;
  ports.count(name, 'not_taken');
  link.failures += 1;
  return false;
}

function asFault(error: unknown): PullFault {
  return { outcome: 'malformed', reason: String(error) };
}
