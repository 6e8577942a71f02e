import type { Context } from 'hono';
import { mayCommand } from '../../access/commands.ts';
import { type Caller, may } from '../../access/roles.ts';
import type { SignedIn } from '../../access/sign-in/sessions.ts';
import type { Language } from '../../language/language.ts';
import { actorText } from '../../platform/actor.ts';
import { houseZone, languagesOf, type RuleSet } from '../../rules/ruleset.ts';
import type { ConsolePorts } from '../ports.ts';
import { type I18n, i18nIn } from '../words/texts.ts';
import type { AssetPaths, Frame } from './layout.page.tsx';

/** Values that the middleware leaves with a request for its handler. */
export type ConsoleEnv = {
  Variables: {
    language: Language;
    caller: Caller;
    /** Behind the sign-in alone. The token is never kept or shown. */
    session: SignedIn & { readonly token: string };
    now: number;
  };
};
/** A request to the console, with what was set up for it. */
export type ConsoleContext = Context<ConsoleEnv>;

/** All pages stand in the same frame, and name people and zones by the rules in force. */
export type Shell = {
  readonly ruleSet: () => RuleSet;
  /** Whether an agent could be stopped now. */
  readonly canStop: () => boolean;
  /** The frame of a page of this request. */
  readonly frame: (c: ConsoleContext, i18n: I18n) => Frame;
};

/** The words of this request, in the time zone of the page's agent or of the house. */
export function i18nOf(c: ConsoleContext, set: RuleSet, timezone?: string): I18n {
  return i18nIn(c.get('language'), timezone ?? houseZone(set), c.get('now'));
}

/** The shell of a console whose files stand at these addresses. */
export function createShell(
  {
    ruleSet,
    rules,
    isEvaluator,
    canStop,
  }: Pick<ConsolePorts, 'ruleSet' | 'rules' | 'isEvaluator' | 'canStop'>,
  assets: AssetPaths,
): Shell {
  return {
    ruleSet,
    canStop,
    frame: (c, i18n) => {
      const url = new URL(c.req.url);
      const caller: Caller | undefined = c.get('caller');
      return {
        i18n,
        assets,
        languages: languagesOf(ruleSet()),
        here: url.pathname + url.search,
        viewer: caller && viewerOf(caller, ruleSet(), i18n),
        standby: !isEvaluator(),
        cannotStop: !canStop(),
        rulesBroken: caller !== undefined && rules().error !== undefined,
      };
    },
  };
}

function viewerOf(caller: Caller, set: RuleSet, i18n: I18n) {
  const person = caller.person === undefined ? undefined : set.people.get(caller.person);
  const key = 'key' in caller.actor ? i18n.t.common.key(caller.actor.key) : i18n.t.signIn.session.link;
  const admin = may(caller.role, 'keys.manage');
  const atDesk = isAtDesk(set, caller) ? actorText(caller.actor) : undefined;
  return { name: person?.name ?? key, admin, isPerson: caller.person !== undefined, atDesk };
}

/** Whether there is a desk, and this one may look at what customers ask. */
export function isAtDesk({ desk }: Pick<RuleSet, 'desk'>, { role }: Pick<Caller, 'role'>): boolean {
  return desk !== undefined && may(role, 'requests.read');
}

/** Whether the person may declare an incident by hand. */
export function mayDeclare(c: ConsoleContext): boolean {
  return mayCommand(c.get('caller'), { kind: 'openIncident' }) === undefined;
}

/** The group of people who see the same: by role, person and language. */
export function audience(c: ConsoleContext): string {
  const { role, person } = c.get('caller');
  return `${c.get('language')}|${role}|${person ?? ''}`;
}

/** The fields of a form as texts that databases keep; files and repeated fields are not among ours. */
export async function formOf(c: ConsoleContext): Promise<Readonly<Record<string, string>>> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value.replaceAll('\0', '')]] : [],
    ),
  );
}

/** Whether htmx asks, for a piece of a page rather than the whole. */
export function isFragment(c: ConsoleContext): boolean {
  return c.req.header('hx-request') === 'true';
}

/** The number in an address, of at most so many digits; what is none counts as not given. */
export function numberOf(text: string | undefined, digits: 9 | 12 = 9): number | undefined {
  return text !== undefined && /^[1-9]\d*$/.test(text) && text.length <= digits ? Number(text) : undefined;
}
