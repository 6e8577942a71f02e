import { countsText } from '../problem-text.ts';
import { backupFindings } from './backup-findings.ts';
import type { ServiceFacts } from './facts.ts';
import { agoText, type Finding, fault, fine, look, someOf, timeOf } from './finding.ts';

/** The findings about the service and its surroundings, agents aside. */
export function houseFindings(facts: ServiceFacts, ownVersion: string, now: number): Finding[] {
  return [
    readiness(facts),
    program(facts, ownVersion),
    clock(facts),
    rules(facts),
    ...pulls(facts),
    ...scores(facts),
    ...facts.setup.helpdesks.map((desk) => helpdesk(desk, now)),
    ...backupFindings(facts, now),
    ...ways(facts),
    ...deliveries(facts),
    ...senders(facts, now),
  ];
}

function readiness({ url, ready }: ServiceFacts): Finding {
  const reasons = ready.reasons.join('; ');
  if (ready.ready) return fine('service', `${url} is ready: ${reasons}`);
  return fault(
    'service',
    `${url} is not ready: ${reasons}`,
    'Look at its log; docs/ops.md says what each means.',
  );
}

function program({ setup }: ServiceFacts, ownVersion: string): Finding {
  const engine = setup.database === 'postgresql' ? 'PostgreSQL' : 'the embedded database';
  const says = `filrouge ${setup.version} on Node ${setup.node} with ${engine}`;
  if (setup.version === ownVersion) return fine('version', says);
  return look('version', `${says}, asked by ${ownVersion}`, 'Use the same version on both sides.');
}

/** Where answers are compared with the clock of whoever sent the measures, seconds matter. */
const clockMs = { look: 2_000, fault: 30_000 };

function clock({ aheadMs }: ServiceFacts): Finding {
  const off = Math.abs(aheadMs);
  if (off <= clockMs.look) return fine('clock', 'the clocks of both machines agree');
  const says = `the clock of the service is ${Math.round(off / 1_000)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`;
  const todo = 'Let both machines set their clocks by NTP: samples are counted at the time they name.';
  return off > clockMs.fault ? fault('clock', says, todo) : look('clock', says, todo);
}

function rules({ rules: { rules, error, loadedAt }, agents }: ServiceFacts): Finding {
  const [problem] = error?.problems ?? [];
  if (error !== undefined) {
    const where = problem === undefined ? '' : `: ${problem.file}:${problem.line}, found ${problem.found}`;
    return fault(
      'rules',
      `the files have errors, those of ${loadedAt} are still in force${where}`,
      'Run filrouge rules check, which names every fault.',
    );
  }
  if (agents.length === 0 || rules.length === 0)
    return fault('rules', 'nothing is watched', 'Write an agent with a rule: filrouge init.');
  return fine(
    'rules',
    `${countsText({ rule: rules.length, agent: agents.length })}, in force since ${loadedAt}`,
  );
}

function pulls({ setup: { asks, store } }: ServiceFacts): Finding[] {
  const queries = asks.filter(({ kind }) => kind === 'promql').map(({ metric }) => metric);
  if (queries.length > 0 && !store)
    return [
      fault(
        'store',
        `${someOf(queries)} would be asked of a Prometheus, and none is set`,
        'Set FILROUGE_PROMETHEUS_URL: docs/pull.md.',
      ),
    ];
  if (asks.length === 0) return [];
  return [fine('store', `${someOf(asks.map(({ metric }) => metric))} are asked for by filrouge itself`)];
}

function scores({ setup }: ServiceFacts): Finding[] {
  return setup.scores.map(({ from, project, metrics, isSet, answeredAt, fault: why }) => {
    const place = project === undefined ? from : `${from} ${project}`;
    if (!isSet)
      return fault(
        'scores',
        `${someOf(metrics)} would be asked of ${from}, whose address is not set`,
        `Set FILROUGE_${from.toUpperCase()}_URL: docs/scores.md.`,
      );
    if (why !== undefined)
      return fault('scores', `${place}: ${why}`, 'Correct its address or key: docs/scores.md.');
    if (answeredAt === undefined)
      return look(
        'scores',
        `${place} has not been looked at yet`,
        'Ask again in a minute, at the process that evaluates.',
      );
    return fine('scores', `${someOf(metrics)} are asked of ${place}`);
  });
}

/** A desk that is at work tells something every day. */
const quietMs = 86_400_000;

function helpdesk(
  {
    source,
    hasSecret,
    isAsked,
    needsApi,
    heardAt,
    answeredAt,
    fault: why,
  }: ServiceFacts['setup']['helpdesks'][number],
  now: number,
): Finding {
  const [about, setting] = [
    `helpdesk ${source}`,
    `FILROUGE_HELPDESK_${source.toUpperCase().replaceAll('-', '_')}`,
  ];
  if (!hasSecret)
    return fault(
      about,
      'no secret is set, so its webhooks are refused',
      `Set ${setting}_SECRET: docs/helpdesks.md.`,
    );
  if (why !== undefined)
    return fault(
      about,
      answeredAt === undefined
        ? `its API has never answered: ${why}`
        : `its API gives no answer, the last came ${agoText(answeredAt, now)}: ${why}`,
      `Look at ${setting}_URL and ${setting}_TOKEN.`,
    );
  const asks = isAsked ? `, its API answered ${agoText(answeredAt, now)}` : '';
  if (needsApi && !isAsked)
    return fault(
      about,
      'its webhooks do not say enough, and its API is not set',
      `Set ${setting}_URL and ${setting}_TOKEN: docs/helpdesks.md.`,
    );
  if (needsApi && heardAt === undefined) return fine(about, `is asked for its tickets${asks}`);
  if (heardAt === undefined || now - timeOf(heardAt) > quietMs)
    return look(
      about,
      `no webhook of it came ${heardAt === undefined ? 'in the last days' : `for a day, the last ${agoText(heardAt, now)}`}${asks}`,
      'Look at its trigger or automation, and at the log of its webhook.',
    );
  const loses = isAsked ? '' : `; what its webhooks lose is not asked for: ${setting}_URL`;
  return fine(about, `told something ${agoText(heardAt, now)}${asks}${loses}`);
}

function ways({ setup: { channels } }: ServiceFacts): Finding[] {
  if (channels.length > 0) return [fine('notices', `go out by ${channels.join(', ')}`)];
  return [
    look(
      'notices',
      'nobody is told of anything: no way out is set up',
      'Set up mail, chat or a webhook: docs/notices.md.',
    ),
  ];
}

/** A delivery that is tried again and again is as good as none. */
const manyAttempts = 3;

function deliveries({ notices }: ServiceFacts): Finding[] {
  const all = notices.flatMap(({ deliveries }) => deliveries);
  const failing = all.filter(
    ({ state, attempts }) => state === 'dead' || (state === 'waiting' && attempts >= manyAttempts),
  );
  if (failing.length === 0)
    return all.length === 0 ? [] : [fine('deliveries', `none of the last ${all.length} failed`)];
  const why = [...new Set(failing.map(({ channel, reason }) => `${channel}: ${reason ?? 'no answer'}`))];
  return [
    fault(
      'deliveries',
      `${failing.length} of the last ${all.length} failed (${someOf(why)})`,
      'Correct the address or the receiver; docs/notices.md says what each reason means.',
    ),
  ];
}

/** Keys of programs: without one, nothing can be sent; a key that was never used sends nothing. */
function senders({ keys, agents, setup }: ServiceFacts, now: number): Finding[] {
  if (keys === undefined)
    return [look('keys', 'this key may not list keys', 'Ask with an admin key to see which were used.')];
  const live = keys.filter(
    ({ revokedAt, expiresAt }) =>
      revokedAt === undefined && (expiresAt === undefined || timeOf(expiresAt) > now),
  );
  const ingest = live.filter(({ role }) => role === 'ingest');
  const used = (of: typeof live) =>
    of
      .flatMap(({ lastUsedAt }) => lastUsedAt ?? [])
      .toSorted()
      .at(-1);
  const withKey = new Set(
    live.flatMap(({ role, agent, agents }) => (role === 'agent' ? (agents ?? agent ?? []) : [])),
  );
  const without = agents.map(({ agent }) => agent).filter((agent) => !withKey.has(agent));
  const unused = live.filter(
    ({ role, lastUsedAt }) => (role === 'ingest' || role === 'agent') && lastUsedAt === undefined,
  );
  const found: Finding[] = [];
  if (ingest.length > 0)
    found.push(fine('keys', `a key of role ingest was used ${agoText(used(ingest), now)}`));
  else if (setup.asks.length === 0 && withKey.size === 0)
    found.push(
      look(
        'keys',
        'no program has a key to send measures with',
        'Make one: filrouge keys create --role ingest --name sender',
      ),
    );
  if (without.length > 0)
    found.push(
      look(
        'keys',
        `${someOf(without)}: no key to read the switch with`,
        'Make one for each agent: filrouge keys create --role agent --agent ID --name NAME',
      ),
    );
  if (unused.length > 0)
    found.push(
      look(
        'keys',
        `never used: ${someOf(unused.map(({ name, role }) => `${name} (${role})`))}`,
        'Use it on the other side, or revoke it: filrouge keys revoke ID',
      ),
    );
  return found;
}
