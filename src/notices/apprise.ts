import { spawn } from 'node:child_process';
import type { Language } from '../language/language.ts';
import { errorCode } from '../platform/database/sql-error.ts';
import { defined } from '../platform/defined.ts';
import type { Channel, Delivery, PersonOf, Sent } from './delivery.ts';
import { sectionsText } from './mail.ts';
import { gravestOf, type Notice, type NoticeSeverity } from './notice.ts';
import { wordNotices } from './texts.ts';
import { createPost, createTelling } from './webhook.ts';
import type { Message } from './wording.ts';

/** FILROUGE_APPRISE_URL, and how the team is spoken to. */
export type AppriseTarget = {
  /**
   * The `/notify/…` of an Apprise API server (http, https), the path of a configuration file of Apprise, or
   * addresses of Apprise with blanks or commas between (`slack://…`). The last two need the command
   * `apprise`.
   */
  readonly url: string;
  readonly allowPrivate: boolean;
  readonly language: () => Language;
  readonly publicUrl?: string;
  /** Where the command is found, and how long one message may take; for tests. */
  readonly path?: string;
  readonly timeoutMs?: number;
};

/** The tag of the team, where Apprise knows tags. People have their ids of people.yaml as tags. */
const teamTag = 'filrouge';

type Told = { readonly title: string; readonly body: string; readonly type: string; readonly tag: string };
type Tell = (told: Told, notices: readonly Notice[]) => Promise<Sent>;

/**
 * Everything that Apprise speaks, some hundred services: the team where there is no chat of its own, and
 * each person who prefers it. Throws `TypeError` for what is neither an address nor a path.
 */
export function createAppriseChannel(target: AppriseTarget): Channel {
  const tell = tellingOf(target);
  const sendTogether = async (deliveries: readonly Delivery[], personOf: PersonOf): Promise<Sent> => {
    const { recipient, instead } = deliveries[0] ?? {};
    const person = recipient === undefined ? undefined : personOf(recipient);
    if (recipient !== undefined && person === undefined)
      return { outcome: 'skipped', reason: 'unknown_person' };
    const notices = deliveries.map(({ notice }) => notice);
    const { severity } = gravestOf(notices);
    const options = {
      ...defined({ instead, publicUrl: target.publicUrl }),
      language: person?.language ?? target.language(),
      nameOf: (id: string) => personOf(id)?.name,
    };
    const { subject: title, ...message } = wordNotices(notices, options);
    return tell({ title, body: bodyOf(message), type: types[severity], tag: recipient ?? teamTag }, notices);
  };
  return { sendTogether, send: (delivery, personOf) => sendTogether([delivery], personOf) };
}

const types: Readonly<Record<NoticeSeverity, string>> = {
  info: 'info',
  warning: 'warning',
  critical: 'failure',
};

function bodyOf({ context, verbatim, sections, ask, link }: Omit<Message, 'subject'>): string {
  return [
    ...context,
    ...(verbatim === undefined ? [] : [verbatim.trimEnd()]),
    ...sectionsText(defined({ sections })),
    ask,
    ...(link === undefined ? [] : [link.url]),
  ].join('\n\n');
}

function tellingOf(target: AppriseTarget): Tell {
  const { url } = target;
  if (!/^https?:/.test(url)) return byCommand(target);
  // An Apprise API server says 204 when it knows no configuration of that name: nobody was told.
  const tell = createTelling(createPost({ ...target, refuses: [204] }));
  return (told, notices) => tell(notices, JSON.stringify({ ...told, format: 'text' }), {});
}

/** Addresses hold secrets, so they go through the environment: arguments are seen by the whole machine. */
function byCommand({ url, path = '/usr/local/bin:/usr/bin:/bin', timeoutMs = 30_000 }: AppriseTarget): Tell {
  const isFile = /^(?:\/|file:)/.test(url);
  if (!isFile && !/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) throw new TypeError('neither an address nor a path');
  const env = { PATH: path, LC_ALL: 'C.UTF-8', [isFile ? 'APPRISE_CONFIG' : 'APPRISE_URLS']: url };
  return async ({ title, body, type, tag }) => {
    // Addresses alone have no tags: behind them is the team.
    if (!isFile && tag !== teamTag) return { outcome: 'skipped', reason: 'no_address' };
    const args = [`--title=${title}`, `--notification-type=${type}`, ...(isFile ? [`--tag=${tag}`] : [])];
    return run(args, body, env, timeoutMs);
  };
}

/** Runs the command; its output is not looked at, because it names the addresses. */
function run(
  args: readonly string[],
  body: string,
  env: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Sent> {
  return new Promise((resolve) => {
    const child = spawn('apprise', args, {
      ...{ env, cwd: '/', timeout: timeoutMs, killSignal: 'SIGKILL' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.on('error', (error) => resolve({ outcome: 'failed', reason: `apprise_${codeOf(error)}` }));
    child.on('exit', (code, signal) => resolve(sentOf(code, signal)));
    // It may end before it has read the text.
    child.stdin.on('error', () => {});
    child.stdin.end(body);
  });
}

function codeOf(error: Error): string {
  return errorCode(error)?.toLowerCase() ?? 'failed';
}

function sentOf(code: number | null, signal: NodeJS.Signals | null): Sent {
  if (signal !== null) return { outcome: 'failed', reason: 'timeout' };
  if (code === 0) return { outcome: 'delivered' };
  // No service of the configuration has the tag.
  if (code === 3) return { outcome: 'skipped', reason: 'no_address' };
  return { outcome: 'failed', reason: `apprise_exit_${code}` };
}
