import { Hono } from 'hono';
import { endOfDate, parseDate, startOfDate } from '../../language/zoned.ts';
import type { ChainVerdict, RegisterEntry } from '../../register/chain.ts';
import type { RegisterQuery } from '../../register/store.ts';
import { type ConsoleContext, type ConsoleEnv, i18nOf, numberOf, type Shell } from '../shell/context.ts';
import { type RegisterFilter, RegisterPage } from './register.page.tsx';

const pageSize = 50;

type RegisterPorts = Shell & {
  readonly readRegister: (query: RegisterQuery) => Promise<readonly RegisterEntry[]>;
  readonly verifyRegister: () => Promise<ChainVerdict>;
};

/** The register: read, filtered, verified. */
export function registerRoutes(ports: RegisterPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/register', (c) => registerPage(c, ports))
    .get('/register/verify', (c) => c.redirect('/register'))
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
    from: instant(filter.from, i18n.f.timezone, startOfDate),
    to: instant(filter.until, i18n.f.timezone, endOfDate),
    before,
    order: 'latest_first',
    limit: pageSize + 1,
  });
  const entries = found.slice(0, pageSize);
  const view = { entries, more: found.length > pageSize, filter, back: before !== undefined, set, verdict };
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

/** A day that cannot be read filters nothing. */
function instant(text: string, timezone: string, read: typeof endOfDate): number | undefined {
  const date = parseDate(text);
  return date === undefined ? undefined : read(date, timezone);
}
