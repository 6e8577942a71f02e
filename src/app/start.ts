import { ensureAdminKey } from '../access/store.ts';
import { defined } from '../platform/defined.ts';
import { watchLoopDelay } from '../platform/loop-delay.ts';
import type { Settings } from '../settings.ts';
import { createCore } from './core.ts';
import { type Ground, groundOf } from './ground.ts';
import { handOnStops } from './hand-on.ts';
import { createApi } from './http.ts';
import { type App, createLife } from './life.ts';
import { withOpened } from './open.ts';
import { accessOf } from './parts/access.ts';
import { agentsOf } from './parts/agents.ts';
import { casesOf } from './parts/cases.ts';
import { consoleOf } from './parts/console.ts';
import { deskOf } from './parts/desk.ts';
import { deskDataOf } from './parts/desk-data.ts';
import { intakeOf, storeOf } from './parts/intake.ts';
import { noticesOf } from './parts/notices.ts';
import { operationOf } from './parts/operation.ts';
import type { Part } from './parts/part.ts';
import { privacyOf } from './parts/privacy.ts';
import { registerOf } from './parts/register.ts';
import { relancesOf } from './parts/relances.ts';
import { rulesOf } from './parts/rules.ts';
import type { AppPorts } from './ports.ts';
import { readinessReads } from './reach/readiness.ts';
import { registerTelemetry } from './telemetry.ts';

/**
 * Puts a process together. Opens and migrates the database and reads the rules; throws `StartupError` when it
 * cannot.
 */
export function createApp(settings: Settings, ports: AppPorts): Promise<App> {
  return withOpened(settings, ports, (opened) => assemble(groundOf(settings, ports, opened)));
}

/**
 * The parts of a process in the order in which they depend on each other: each is made of the ground, the
 * core and parts before it, and later ones listen to the signals of earlier ones. A new part stands in
 * `parts/` (see `Part`) and in the list below: its routes, its work by the tick and its jobs go on from
 * there.
 */
async function assemble(ground: Ground): Promise<App> {
  const { settings, ports, opened, registry } = ground;
  const adminKey = defined({ given: settings.adminKey });
  const admin = await ensureAdminKey(opened.database, adminKey, ports.clock.now());
  const store = storeOf(ground);
  const core = createCore(ground, store.storeCells);
  const notices = await noticesOf(ground, core);
  const readiness = readinessReads(ground, core, notices.channels);
  const intake = intakeOf(ground, core, store, registerTelemetry(ground, core, readiness.inMemory));
  const access = accessOf(ground, core);
  const agents = agentsOf(ground, core, { access, intake, readiness, store });
  const rules = rulesOf(ground, core, store);
  const cases = casesOf(ground, core, notices);
  const desk = deskOf(ground, core, { onNotices: notices.worker.wake });
  const privacy = privacyOf(ground, core, cases.printer);
  const relances = relancesOf(ground, desk.ports);
  const deskData = deskDataOf(ground, core, { desk, notices });
  const register = registerOf(ground, core, notices);
  const operation = operationOf(ground, core, intake);
  const parts: readonly Part[] = [
    intake,
    agents,
    rules,
    cases,
    desk,
    privacy,
    relances,
    deskData,
    register,
    notices,
    access,
    operation,
  ];

  const handOn = handOnStops({
    canAct: core.canAct,
    evaluator: () => (core.isEvaluator() ? undefined : core.lease.evaluatorAddress()),
    isWorthWaiting: core.switches.isKnown,
  });
  const shown = { store, intake, rules, cases, desk, notices, access, readiness, handOn };
  const console = consoleOf(ground, core, shown);
  const http = createApi(ground, core, { access, console, handOn, parts });
  const unwatchLoop = watchLoopDelay(registry, ports.logger);
  return createLife(ground, core, { parts, http, console, register, notices, access, admin, unwatchLoop });
}
