import { Hono } from 'hono';
import { endOfDate, parseDate, startOfDate } from '../../language/zoned.ts';
import { iso } from '../../platform/iso.ts';
import { streamOf } from '../../register/audit/routes.ts';
import { bundleName, type Selection } from '../../register/audit/selection.ts';
import type { ChainVerdict, RegisterEntry } from '../../register/chain.ts';
import type { RegisterQuery } from '../../register/store.ts';
import { type ConsoleContext, type ConsoleEnv, i18nOf, numberOf, type Shell } from '../shell/context.ts';
import { type RegisterFilter, RegisterPage } from './register.page.tsx';
import type { SignedState } from './signed.page.tsx';

const pageSize = 50;

type RegisterPorts = Shell & {
  readonly readRegister: (query: RegisterQuery) => Promise<readonly RegisterEntry[]>;
  readonly verifyRegister: () => Promise<ChainVerdict>;
  readonly signed: () => Promise<SignedState>;
  /** The archive for auditors, made as it is sent. */
  readonly bundle: (selection: Selection) => Promise<AsyncIterable<Uint8Array>>;
};

/** The register: read, filtered, verified. */
export function registerRoutes(ports: RegisterPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/register', (c) => registerPage(c, ports))
    .get('/register/verify', (c) => c.redirect('/register'))
    .get('/register/checkpoint.txt', async (c) => {
      const { last } = await ports.signed();
      if (last === undefined) return c.redirect('/register#signed');
      return c.text(last.note, 200, { 'Content-Disposition': 'attachment; filename="checkpoint.txt"' });
    })
    .get('/register/audit.zip', async (c) => {
      const selection = spanOf(filterOf(c), i18nOf(c, ports.ruleSet()).f.timezone);
      return c.body(streamOf(await ports.bundle(selection)), 200, {
        'Content-Type': 'application/zip',
        'Content-Disposition': `attachment; filename="${bundleName(selection, iso(c.get('now')).slice(0, 10))}"`,
      });
    })
    .post('/register/verify', async (c) => registerPage(c, ports, await ports.verifyRegister()));
}

async function registerPage(
  c: ConsoleContext,
  ports: RegisterPorts,
  verdict?: ChainVerdict,
): Promise<Response> {
  const set = ports.ruleSet();
  const i18n = i18nOf(c, set);
  const filter = filterOf(c);
  const before = numberOf(c.req.query('before'), 12);
  const found = await ports.readRegister({
    agent: filter.agent || undefined,
    kind: filter.kind || undefined,
    actor: filter.actor || undefined,
    ...spanOf(filter, i18n.f.timezone),
    before,
    order: 'latest_first',
    limit: pageSize + 1,
  });
  const entries = found.slice(0, pageSize);
  const signed = await ports.signed();
  const more = found.length > pageSize;
  const view = { entries, more, filter, back: before !== undefined, set, verdict, signed };
  return c.html(<RegisterPage frame={ports.frame(c, i18n)} view={view} />);
}

function filterOf(c: ConsoleContext): RegisterFilter {
  const text = (name: string) => (c.req.query(name) ?? '').slice(0, 100);
  return {
    agent: text('agent'),
    kind: text('kind'),
    actor: text('actor'),
    from: text('from'),
    until: text('until'),
  };
}

function spanOf({ from, until }: RegisterFilter, timezone: string) {
  return { from: instant(from, timezone, startOfDate), to: instant(until, timezone, endOfDate) };
}

/** A day that cannot be read filters nothing. */
function instant(text: string, timezone: string, read: typeof endOfDate): number | undefined {
  const date = parseDate(text);
  return date === undefined ? undefined : read(date, timezone);
}
