import { mayCommand } from '../../access/commands.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { actorOf, type DeskPorts } from '../../requests/ports.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { LiveHub } from '../live/live.ts';
import { audience, type ConsoleContext, i18nOf, type Shell } from '../shell/context.ts';
import type { I18n } from '../words/texts.ts';
import type { Viewer } from './request-view.ts';

/** The surroundings of the pages of the desk: the shell, live updates, the clock and the desk itself. */
export type DeskPages = Shell & {
  readonly live: LiveHub;
  readonly now: () => number;
  readonly desk: DeskPorts;
};

/** The words of a page of the desk: in its own time zone. */
export function deskI18n(c: ConsoleContext, set: RuleSet): I18n {
  return i18nOf(c, set, set.desk?.timezone);
}

/** The person or key that looks at a page of the desk. */
export function viewerOf(c: ConsoleContext, set: RuleSet): Viewer {
  const caller = c.get('caller');
  const { by, person, role } = actorOf(set, caller);
  const may = (kind: 'noteContact' | 'mergeRequests') =>
    mayCommand(caller, { kind, desk: role }) === undefined;
  return { by, person, role, mayEnter: may('noteContact'), mayCorrect: may('mergeRequests') };
}

/** Those who see the same of the desk: one person or key alone, because the vault notes who reads. */
export function deskAudience(c: ConsoleContext, set: RuleSet): string {
  return `${audience(c)}|${actorOf(set, c.get('caller')).by}`;
}

/** Whether a script of ours asks, which reads JSON, and not a form that a browser sends by itself. */
export function wantsJson(c: ConsoleContext): boolean {
  return (c.req.header('accept') ?? '').startsWith('application/json');
}

/** The status of a page that says why something was not taken. */
export function statusOf({ kind }: Refusal): 403 | 404 | 409 | 413 | 422 | 503 {
  switch (kind) {
    case 'forbidden':
      return 403;
    case 'not_found':
      return 404;
    case 'conflict':
      return 409;
    case 'too_large':
      return 413;
    case 'invalid':
      return 422;
    case 'unavailable':
      return 503;
    default:
      return kind satisfies never;
  }
}
