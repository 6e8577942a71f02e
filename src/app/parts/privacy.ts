import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Printer } from '../../console/exports/printer.ts';
import { actorText } from '../../platform/actor.ts';
import { randomId } from '../../platform/ids.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { privacyLetter } from '../../requests/privacy/document.ts';
import { copyOf } from '../../requests/privacy/export-store.ts';
import { letterTexts } from '../../requests/privacy/letter-store.ts';
import {
  countPrivacyRequests,
  createPrivacyDesk,
  getPrivacyRequest,
  listPrivacyRequests,
} from '../../requests/privacy/privacy-store.ts';
import { privacyRoutes } from '../../requests/privacy/routes.ts';
import { registerPrivacyTelemetry } from '../../requests/privacy/telemetry.ts';
import { createHolds, readHolds } from '../../requests/vault/hold-store.ts';
import { purgeReads, purgeVault } from '../../requests/vault/purge-store.ts';
import { vaultRoutes } from '../../requests/vault/routes.ts';
import { readErasure, readReadLog, readRetentionStanding } from '../../requests/vault/standing-store.ts';
import type { Vault } from '../../requests/vault/vault.ts';
import { houseLanguage, houseZone } from '../../rules/ruleset.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { Part } from './part.ts';

/** The rights of people over their data, holds, the log of readings, and what a night does for them. */
export function privacyOf(
  { ports: { clock, logger }, opened: { database, vault: kept }, registry }: Ground,
  { thread, isEvaluator }: Pick<Core, 'thread' | 'isEvaluator'>,
  printer: Printer,
): Part {
  const { db } = database;
  const vault = kept ?? noVault;
  const retention = () => {
    const { retention: rules, agents } = thread.ruleSet();
    return { rules, timezone: rules?.timezone ?? houseZone({ agents }) };
  };
  const ports = { database, vault, now: clock.now, newId: randomId, retention };
  const whyNot = () => (kept === undefined ? noKey : isEvaluator() ? undefined : standsBy);
  const routes = [
    privacyRoutes({
      ...{ now: clock.now, whyNot, desk: createPrivacyDesk(ports) },
      language: () => houseLanguage(thread.ruleSet()),
      find: (number) => getPrivacyRequest(db, number),
      list: (query) => listPrivacyRequests(db, query),
      copy: (request, { actor }) =>
        copyOf(db, vault, request, { who: actorText(actor), now: clock.now(), ...retention() }),
      letter: async (request, language, { actor }) => {
        const texts = await letterTexts(db, vault, request, actorText(actor));
        return privacyLetter({ request, texts, language, ...retention() });
      },
      print: (document) => printer({ format: 'pdf', document }),
    }),
    vaultRoutes({
      ...{ whyNot, holds: createHolds(ports) },
      holdsOf: (customer) => readHolds(db, customer),
      reads: (customer, before, limit) => readReadLog(db, customer, before, limit),
      erasure: (id) => readErasure(db, id),
      retention: () => readRetentionStanding(db, retention().rules, retention().timezone, clock.now()),
    }),
  ];
  if (kept !== undefined)
    registerPrivacyTelemetry(registry, { count: () => countPrivacyRequests(db, clock.now()) });
  /** Wraps keys anew that an earlier master key has wrapped, and erases what is past its retention. */
  const nightly = async (): Promise<void> => {
    if (kept === undefined) return;
    const { wrapped, unreadable } = await kept.rewrap(nextTurn);
    if (unreadable.length > 0)
      logger.error({ ids: unreadable }, 'keys of the vault that cannot be unwrapped');
    if (wrapped > 0) logger.info({ wrapped }, 'wrapped keys of the vault anew; the old master key may go');
    const { rules, timezone } = retention();
    if (rules === undefined) return;
    const purge = { ...ports, pause: async () => nextTurn(isEvaluator()) };
    const rows = await purgeVault(purge, rules, timezone);
    const reads = await purgeReads(purge, rules, timezone);
    logger.info({ rows, reads }, 'erased personal data that is past its retention');
  };
  return { api: routes, addJobs: (jobs) => jobs.add('vault', '29 3 * * *', nightly) };
}

const noKey: Refusal = {
  kind: 'unavailable',
  code: 'no_vault',
  detail: 'No personal data is kept here. Set FILROUGE_VAULT_KEY (docs/privacy.md) and start again.',
};
const standsBy: Refusal = {
  kind: 'unavailable',
  code: 'not_the_evaluator',
  detail: 'This process stands by. Send this to the evaluator, or try again.',
};

/** Behind `noKey` nobody asks it anything. */
const noVault: Vault = {
  seal: () => Promise.reject(new Error(noKey.detail)),
  open: () => Promise.reject(new Error(noKey.detail)),
  erase: () => Promise.reject(new Error(noKey.detail)),
  anchor: () => Promise.reject(new Error(noKey.detail)),
  index: () => {
    throw new Error(noKey.detail);
  },
  find: async () => [],
  standing: async () => new Map(),
  rewrap: async () => ({ wrapped: 0, unreadable: [] }),
};
