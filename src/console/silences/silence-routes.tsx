import { Hono } from 'hono';
import { mayCommand } from '../../access/commands.ts';
import { dayMs } from '../../language/zoned.ts';
import type { Db } from '../../platform/database/database.ts';
import { type Refusal, refused } from '../../platform/refusal.ts';
import { houseZone } from '../../rules/ruleset.ts';
import { SilenceReason } from '../../rules/silences/commands.ts';
import { plannedIn } from '../../rules/silences/coverage.ts';
import { isRunning } from '../../rules/silences/silence.ts';
import { firingsOfSilences, listSilences } from '../../rules/silences/store.ts';
import type { Silencer } from '../../thread/silencing.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { formFor, type SilenceForm, scopeIn } from './silence-form.ts';
import { SilencesPage } from './silences.page.tsx';

type SilencesPorts = Shell & {
  readonly db: Db;
  readonly now: () => number;
  readonly silences: Silencer;
};

/** So far ahead planned work is shown. */
const aheadMs = 14 * dayMs;
const mostPast = 20;

/** The page of silences and planned work, and the two commands that set and end a silence. */
export function silencesRoutes(ports: SilencesPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/silences', (c) => page(c, ports, formFor(c.req.query('agent'), c.req.query('rule'))))
    .post('/silences', async (c) => {
      const { of = '', rule = '', span = '', reason = '' } = await formOf(c);
      const form = { of, rule, span, reason };
      const given = SilenceReason.safeParse(reason);
      const result = given.success
        ? await ports.silences.set(
            {
              of: scopeIn(form),
              rule: rule === '' ? undefined : rule,
              reason: given.data,
              until: ports.now() + (Number(span) || 0),
            },
            c.get('caller'),
          )
        : refused(reasonMissing);
      return result.ok ? c.redirect('/silences', 303) : page(c, ports, form, result.refusal);
    })
    .post('/silences/:number{[0-9]+}/end', async (c) => {
      const result = await ports.silences.end(Number(c.req.param('number')), c.get('caller'));
      return result.ok
        ? c.redirect('/silences', 303)
        : page(c, ports, formFor(undefined, undefined), result.refusal);
    });
}

const reasonMissing = { kind: 'invalid', code: 'reason_missing', detail: 'A reason is needed.' } as const;

async function page(c: ConsoleContext, ports: SilencesPorts, form: SilenceForm, refusal?: Refusal) {
  const { db } = ports;
  const [now, set] = [ports.now(), ports.ruleSet()];
  const [running, latest] = await Promise.all([
    listSilences(db, { limit: 500, runningAt: now }),
    listSilences(db, { limit: mostPast + 50 }),
  ]);
  const past = latest.filter((silence) => !isRunning(silence, now)).slice(0, mostPast);
  const firings = await firingsOfSilences(
    db,
    [...running, ...past].map(({ number }) => number),
  );
  const planned = plannedIn(set, { from: now, to: now + aheadMs });
  const maySet = mayCommand(c.get('caller'), { kind: 'silenceRules' }) === undefined;
  const view = { set, now, running, past, firings, planned, maySet, form, refusal };
  const frame = ports.frame(c, i18nOf(c, set, houseZone(set)));
  return c.html(<SilencesPage frame={frame} view={view} />, refusal === undefined ? 200 : 409);
}
