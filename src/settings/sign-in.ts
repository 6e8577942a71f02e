import { z } from 'zod';
import { defined } from '../platform/defined.ts';
import { formatDuration, parseDuration } from '../platform/duration.ts';
import { webAddress } from './forms.ts';

/** A provider of OpenID Connect, as the environment names it. */
type OidcProvider = {
  /** In lower case, with `-` for `_`. */
  readonly name: string;
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly scopes: string;
  readonly groups?: { readonly claim: string; readonly roles: ReadonlyMap<string, PersonRole> };
};
type PersonRole = (typeof personRoles)[number];

/** How people sign in, and how long they stay signed in. */
export type SignInSettings = {
  readonly signIn: {
    /** In the order of their names. */
    readonly providers: readonly OidcProvider[];
    /** Whether providers on this machine are taken over plain http: for tests. */
    readonly allowLoopback: boolean;
    readonly maxMs: number;
    /** Absent: a day, and for sessions of keys none. */
    readonly idleMs?: number;
  };
};

type Given = Readonly<Record<string, string | undefined>>;

const personRoles = ['viewer', 'operator', 'approver', 'admin'] as const;
const parts = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'LABEL', 'SCOPES', 'GROUPS_CLAIM', 'ROLES'] as const;
type Part = (typeof parts)[number];
const setting = new RegExp(`^FILROUGE_OIDC_([A-Z0-9]+(?:_[A-Z0-9]+)*?)_(${parts.join('|')})$`);

const dayMs = 86_400_000;
const span = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= least && ms <= most) return ms;
    const message = `a duration such as 12h or 7d, from ${formatDuration(least)} to ${formatDuration(most)}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** The variables about sessions, beside those of the providers. */
export const signInVariables = {
  FILROUGE_OIDC_LOOPBACK: z.stringbool({ error: 'true or false' }).default(false),
  FILROUGE_SESSION_MAX: span(5 * 60_000, 30 * dayMs).default(7 * dayMs),
  FILROUGE_SESSION_IDLE: span(60_000, 30 * dayMs).optional(),
};

/** Each role that a group gives: `admins=admin, support leads=operator`. */
const rolesExpected =
  'groups and the roles that they give, such as filrouge-admins=admin,support=operator (viewer, operator, approver, admin)';

const Forms: Readonly<Record<Part, z.ZodType>> = {
  ISSUER: webAddress().refine((text) => !text.includes('/.well-known/') && !/[?#]/.test(text), {
    error: "the issuer itself, such as https://login.example.org/realm, not its description's address",
  }),
  CLIENT_ID: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'the id that the provider gave filrouge'),
  CLIENT_SECRET: z.string().regex(/^[\x20-\x7e]{1,500}$/, 'a secret of visible characters'),
  LABEL: z.string().trim().min(1).max(60),
  SCOPES: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), 'scopes with blanks between, openid among them'),
  GROUPS_CLAIM: z.string().regex(/^\S{1,100}$/, 'the name of a claim, such as groups'),
  ROLES: z.string().refine((text) => rolesIn(text) !== undefined, rolesExpected),
};

/** Whether a name is a setting of a provider: FILROUGE_OIDC_NAME_ISSUER, … */
export function isOidcSetting(name: string): boolean {
  return setting.test(name);
}

/** The providers that are set, and how long sessions last. */
export function signInIn(given: Given, env: z.output<z.ZodObject<typeof signInVariables>>): SignInSettings {
  const providers = namesIn(given).flatMap((name) => {
    const of = (part: Part) => given[nameOf(name, part)];
    const [issuer, clientId] = [of('ISSUER'), of('CLIENT_ID')];
    if (issuer === undefined || clientId === undefined) return [];
    const [clientSecret, roles] = [of('CLIENT_SECRET'), rolesIn(of('ROLES') ?? '')];
    const own = name.toLowerCase().replaceAll('_', '-');
    return {
      ...{ name: own, label: of('LABEL')?.trim() ?? own, issuer, clientId },
      scopes: of('SCOPES') ?? 'openid email',
      ...(clientSecret !== undefined && { clientSecret }),
      ...(roles !== undefined &&
        roles.size > 0 && { groups: { claim: of('GROUPS_CLAIM') ?? 'groups', roles } }),
    };
  });
  return {
    signIn: {
      providers,
      allowLoopback: env.FILROUGE_OIDC_LOOPBACK,
      maxMs: env.FILROUGE_SESSION_MAX,
      ...defined({ idleMs: env.FILROUGE_SESSION_IDLE }),
    },
  };
}

/** The faults of the settings of providers: the name, and what was expected. */
export function signInFaults(given: Given): { readonly name: string; readonly expected: string }[] {
  const names = namesIn(given);
  const allowsLoopback = given['FILROUGE_OIDC_LOOPBACK'] === 'true';
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const part = parts.find((one) => one === setting.exec(name)?.[2]);
    const { error } = part === undefined ? {} : Forms[part].safeParse(value);
    return error === undefined ? [] : [{ name, expected: error.issues[0]?.message ?? 'another value' }];
  });
  const missing = names.flatMap((name) =>
    (['ISSUER', 'CLIENT_ID'] as const)
      .filter((part) => given[nameOf(name, part)] === undefined)
      .map((part) => ({
        name: nameOf(name, part),
        expected: `a value, because the provider ${name} is set`,
      })),
  );
  const addresses = [
    ...names.map((name) => nameOf(name, 'ISSUER')),
    ...(names.length > 0 ? ['FILROUGE_PUBLIC_URL'] : []),
  ].flatMap((name) => {
    const address = given[name];
    if (address === undefined || !URL.canParse(address))
      return name === 'FILROUGE_PUBLIC_URL' && address === undefined
        ? [
            {
              name,
              expected: 'the address of this service, because people sign in at a provider and come back',
            },
          ]
        : [];
    const isSafe = address.startsWith('https:') || (allowsLoopback && isLoopback(address));
    const expected = 'an address of https (of this machine also http, where FILROUGE_OIDC_LOOPBACK is true)';
    return isSafe ? [] : [{ name, expected }];
  });
  return [...wrong, ...missing, ...addresses];
}

function namesIn(given: Given): readonly string[] {
  const names = Object.keys(given).flatMap((name) => setting.exec(name)?.[1] ?? []);
  return [...new Set(names)].toSorted();
}

function nameOf(provider: string, part: Part): string {
  return `FILROUGE_OIDC_${provider}_${part}`;
}

function isLoopback(address: string): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(address).hostname);
}

/** The roles by the groups that give them; nothing where the text is none. */
function rolesIn(text: string): ReadonlyMap<string, PersonRole> | undefined {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean)
    .map((pair) => {
      const at = pair.lastIndexOf('=');
      const role = personRoles.find((one) => one === pair.slice(at + 1).trim());
      const group = pair.slice(0, Math.max(0, at)).trim();
      return role === undefined || group === '' ? undefined : ([group, role] as const);
    });
  const good = pairs.filter((pair) => pair !== undefined);
  return good.length === pairs.length ? new Map(good) : undefined;
}
