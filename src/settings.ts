import { z } from 'zod';
import { defined } from './platform/defined.ts';
import { durationExpected, formatDuration, parseDuration } from './platform/duration.ts';
import './platform/issue-text.ts';
import { nearestName } from './platform/nearest.ts';
import { isSecretShaped, secretExpected } from './platform/secret.ts';
import { logLevels } from './platform/telemetry.ts';
import { type BackupSettings, backupIn, backupParts, backupVariables } from './settings/backup.ts';
import {
  type CheckpointSettings,
  checkpointParts,
  checkpointsIn,
  checkpointVariables,
} from './settings/checkpoints.ts';
import { type EvidenceSettings, evidenceIn, evidenceParts, evidenceVariables } from './settings/evidence.ts';
import { address, webAddress } from './settings/forms.ts';
import { type HelpdeskAccess, helpdeskFaults, helpdesksIn, isHelpdeskSetting } from './settings/helpdesks.ts';
import { isReplaySetting, type ReplaySettings, replayFaults, replayHeadersIn } from './settings/replay.ts';
import { isServiceLink } from './settings/service-links.ts';
import {
  isOidcSetting,
  type SignInSettings,
  signInFaults,
  signInIn,
  signInVariables,
} from './settings/sign-in.ts';
import { type SiteSettings, siteParts, sitesIn, siteVariables } from './settings/sites.ts';
import { type VaultSettings, vaultFaults, vaultIn, vaultVariables } from './settings/vault.ts';

/**
 * A setting that cannot be used: its name, what was found (never a secret's value), what is expected. A name
 * that is no setting has none of it but the nearest one that is.
 */
export type SettingProblem =
  | { readonly name: string; readonly found: string; readonly expected: string }
  | { readonly name: string; readonly nearest: string | undefined };

/** Settings, or everything that is wrong with them at once. */
export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

const bounds = { step: [100, 600_000], tick: [50, 60_000] } as const;

const Environment = z.object({
  FILROUGE_HOST: z.string().default('127.0.0.1'),
  FILROUGE_PORT: z
    .string()
    .regex(/^\d{1,5}$/, portExpected())
    .transform(Number)
    .refine((port) => port <= 65_535, portExpected())
    .default(4090),
  DATABASE_URL: address(
    ['postgres:', 'postgresql:'],
    'postgres://user:password@host:5432/database, special characters of the password percent-encoded',
  ).optional(),
  FILROUGE_DATA: z.string().default('./data'),
  FILROUGE_RULES: z.string().default('./rules'),
  FILROUGE_STEP: duration(bounds.step).default(10_000),
  FILROUGE_TICK: duration(bounds.tick).default(1_000),
  FILROUGE_ADMIN_KEY: z.string().refine(isSecretShaped, secretExpected).optional(),
  FILROUGE_LOG: z.enum(logLevels, { error: `one of ${logLevels.join(', ')}` }).default('info'),
  FILROUGE_PUBLIC_URL: webAddress()
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  FILROUGE_WEBHOOK_URL: webAddress().optional(),
  FILROUGE_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^whsec_[A-Za-z0-9+/]{32,88}={0,2}(?:,whsec_[A-Za-z0-9+/]{32,88}={0,2})*$/,
      'whsec_ and 24 to 64 bytes in base64, such as whsec_$(openssl rand -base64 32); several with commas between',
    )
    .optional(),
  FILROUGE_WEBHOOK_FORMAT: z
    .enum(['standard', 'cloudevents'], { error: 'one of standard, cloudevents' })
    .optional(),
  FILROUGE_CHAT_URL: webAddress().optional(),
  FILROUGE_CHAT_FORMAT: z.enum(['slack', 'teams'], { error: 'one of slack, teams' }).optional(),
  FILROUGE_APPRISE_URL: z
    .string()
    .regex(
      /^(?:\/|[a-z][a-z0-9+.-]*:\/\/)\S/i,
      'https://apprise.example.org/notify/…, the path of a configuration file, or addresses of Apprise',
    )
    .optional(),
  FILROUGE_CHAT_LANGUAGE: z.enum(['fr', 'en'], { error: 'one of fr, en' }).optional(),
  FILROUGE_SMTP_URL: address(['smtp:', 'smtps:'], 'smtp://user:password@host:587').optional(),
  FILROUGE_MAIL_FROM: z.string().regex(/@/, 'a sender such as filrouge <filrouge@example.org>').optional(),
  FILROUGE_ALLOW_PRIVATE_TARGETS: z.stringbool({ error: 'true or false' }).default(false),
  ...siteVariables,
  ...evidenceVariables,
  ...checkpointVariables,
  ...backupVariables,
  ...signInVariables,
  ...vaultVariables,
  FILROUGE_URL: webAddress()
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  FILROUGE_KEY: z.string().refine(isSecretShaped, secretExpected).optional(),
});

/** Which settings make sense only together with which other. */
const pairs = [
  ['FILROUGE_WEBHOOK_URL', 'FILROUGE_WEBHOOK_SECRET'],
  ['FILROUGE_SMTP_URL', 'FILROUGE_MAIL_FROM'],
  ['FILROUGE_ODOO_URL', 'FILROUGE_ODOO_DATABASE'],
] as const;

/** Every name that is read, for `.env.example`; beside these, those of helpdesks, replays and providers. */
export const settingNames: readonly string[] = Object.keys(Environment.shape);

/** The settings of a process; each member is one variable of `.env.example`. Times are milliseconds. */
export type Settings = SiteSettings &
  EvidenceSettings &
  CheckpointSettings &
  BackupSettings &
  ReplaySettings &
  SignInSettings &
  VaultSettings & {
    readonly host: string;
    readonly port: number;
    /** PostgreSQL; without it the embedded database in `dataDir`. */
    readonly databaseUrl?: string;
    readonly dataDir: string;
    readonly rulesDir: string;
    readonly stepMs: number;
    readonly tickMs: number;
    readonly adminKey?: string;
    /** The running service that a command asks, without a slash at its end, and the key it shows there. */
    readonly serviceUrl?: string;
    readonly serviceKey?: string;
    readonly logLevel: (typeof logLevels)[number];
    /** Without a slash at its end. */
    readonly publicUrl?: string;
    readonly webhookUrl?: string;
    readonly webhookSecret?: string;
    readonly webhookFormat?: 'standard' | 'cloudevents';
    readonly chatUrl?: string;
    readonly chatFormat?: 'slack' | 'teams';
    /** An Apprise API server, a configuration file of Apprise, or its addresses. */
    readonly appriseUrl?: string;
    /** That of most people where it is not said. */
    readonly chatLanguage?: 'fr' | 'en';
    readonly smtpUrl?: string;
    readonly mailFrom?: string;
    readonly allowPrivateTargets: boolean;
    /** By the name of the helpdesk in sources.yaml, in capital letters and with `_` for `-`. */
    readonly helpdesks?: ReadonlyMap<string, HelpdeskAccess>;
  };

/** Reads settings from environment variables; one that is set to nothing counts as unset. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): SettingsResult {
  const given = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => value !== undefined && value !== '' && !isServiceLink(name, value),
    ),
  );
  const parsed = Environment.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => problemOf(String(issue.path[0]), given, issue.message)),
    ...lonely(given),
    ...[...helpdeskFaults(given), ...replayFaults(given), ...signInFaults(given), ...vaultFaults(given)].map(
      ({ name, expected }) => problemOf(name, given, expected),
    ),
    ...unknownNames(given),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  const helpdesks = helpdesksIn(given);
  const settings = {
    ...settingsOf(parsed.data),
    ...signInIn(given, parsed.data),
    ...replayHeadersIn(given),
  };
  return { ok: true, settings: helpdesks.size === 0 ? settings : { ...settings, helpdesks } };
}

/** The sentence for a person: `FILROUGE_PORT is "x", expected a port …`. */
export function settingProblemText(problem: SettingProblem): string {
  if ('found' in problem) return `${problem.name} is ${problem.found}, expected ${problem.expected}.`;
  const { name, nearest } = problem;
  return `${name} is not a setting of filrouge.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`;
}

function settingsOf(env: z.output<typeof Environment>): Omit<Settings, keyof SignInSettings> {
  const own = defined({
    databaseUrl: env.DATABASE_URL,
    adminKey: env.FILROUGE_ADMIN_KEY,
    serviceUrl: env.FILROUGE_URL,
    serviceKey: env.FILROUGE_KEY,
    publicUrl: env.FILROUGE_PUBLIC_URL,
    webhookUrl: env.FILROUGE_WEBHOOK_URL,
    webhookSecret: env.FILROUGE_WEBHOOK_SECRET,
    webhookFormat: env.FILROUGE_WEBHOOK_FORMAT,
    chatUrl: env.FILROUGE_CHAT_URL,
    chatFormat: env.FILROUGE_CHAT_FORMAT,
    appriseUrl: env.FILROUGE_APPRISE_URL,
    chatLanguage: env.FILROUGE_CHAT_LANGUAGE,
    smtpUrl: env.FILROUGE_SMTP_URL,
    mailFrom: env.FILROUGE_MAIL_FROM,
    host: env.FILROUGE_HOST,
    port: env.FILROUGE_PORT,
    dataDir: env.FILROUGE_DATA,
    rulesDir: env.FILROUGE_RULES,
    stepMs: env.FILROUGE_STEP,
    tickMs: env.FILROUGE_TICK,
    logLevel: env.FILROUGE_LOG,
    allowPrivateTargets: env.FILROUGE_ALLOW_PRIVATE_TARGETS,
  });
  return {
    ...own,
    ...sitesIn(env),
    ...evidenceIn(env),
    ...checkpointsIn(env),
    ...backupIn(env),
    ...vaultIn(env),
  };
}

const secret = /KEY|SECRET|TOKEN|(?:URL|VALUE)$/;

function problemOf(
  name: string,
  given: Readonly<Record<string, string | undefined>>,
  expected: string,
): SettingProblem {
  const value = given[name];
  if (value === undefined) return { name, found: 'not set', expected };
  // A URL may hold a password; the log must not.
  return { name, found: secret.test(name) ? `a text of ${value.length} characters` : `"${value}"`, expected };
}

function lonely(given: Readonly<Record<string, string | undefined>>): SettingProblem[] {
  const halves = pairs.filter(([one, other]) => (given[one] === undefined) !== (given[other] === undefined));
  const apart = [...siteParts, ...evidenceParts, ...checkpointParts, ...backupParts].filter(
    ([one, whole]) => given[one] !== undefined && given[whole] === undefined,
  );
  return [...halves, ...apart].map(([one, other]) => {
    const [set, missing] = given[one] === undefined ? [other, one] : [one, other];
    return problemOf(missing, given, `a value, because ${set} is set`);
  });
}

/** A mistyped setting is believed to be in force; names of others are none of ours. */
function unknownNames(given: Readonly<Record<string, unknown>>): SettingProblem[] {
  return Object.keys(given)
    .filter(
      (name) =>
        name.startsWith('FILROUGE_') &&
        !settingNames.includes(name) &&
        !isHelpdeskSetting(name) &&
        !isReplaySetting(name) &&
        !isOidcSetting(name),
    )
    .map((name) => ({ name, nearest: nearestName(name, settingNames) }));
}

function duration([least, most]: readonly [number, number]) {
  const expected = `${durationExpected}, from ${formatDuration(least)} to ${formatDuration(most)}`;
  return z.string().transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms >= least && ms <= most) return ms;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
}

function portExpected(): string {
  return 'a port from 0 (any free one) to 65535';
}
