import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFilrouge } from './lib/filrouge.ts';
import { floodApart } from './lib/flood-apart.ts';
import { createSender, paced, writeBodies } from './lib/load.ts';
import { startPostgres } from './lib/postgres.ts';
import { readColumns, readFor, readRow } from './lib/reads.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, makeRules } from './lib/rules.ts';
import { quantile } from './lib/stats.ts';

const [agents, helpdesks, seconds, evenly] = [1_000, 4, 6, 40_000];
const secret = 'a-secret-of-a-bench';

/** Webhooks of Odoo, which gives up after a second and never tries again: alone, and while ingest runs at full speed. */
export async function run(): Promise<Report> {
  const rules = makeRules(agents);
  writeFileSync(join(rules.dir, 'sources.yaml'), `helpdesks:\n  odoo: { agent: ${agentName(0)} }\n`);
  const postgres = await startPostgres();
  const env = { FILROUGE_HELPDESK_ODOO_SECRET: secret };
  const server = await startFilrouge({ rulesDir: rules.dir, databaseUrl: await postgres.create(), env });
  const { url, ingestKey: key } = server;
  let begun = 0;
  const tell = () => {
    begun += 1;
    const first = begun * 1_000_000;
    const path = `/v1/hooks/odoo?secret=${secret}`;
    const ask = (turn: number) => ({ path, body: deliveryOf(first + turn) });
    return readFor({ url, key: secret, readers: helpdesks, seconds, ask });
  };
  try {
    // Code that was never run is slow once.
    await tell();
    const quiet = await tell();
    const sender = createSender(`${url}/api/v1/write`, { key, connections: 8 });
    const spread = { agents, workers: 15, samplesPerSeries: 1, shuffled: false };
    const load = paced(sender, writeBodies(spread), evenly);
    const busy = await tell();
    await load.stop();
    sender.close();
    const flooding = floodApart({ url, key, agents, seconds: seconds + 2 });
    const full = await tell();
    const { samples, seconds: took } = await flooding;
    return {
      bench: 'hooks',
      settings: { agents, helpdesks, seconds, evenly, floodPerSecond: Math.round(samples / took) },
      columns: ['webhooks', ...readColumns.slice(1)],
      rows: [
        readRow('of Odoo', quiet),
        readRow('beside 40 000 samples/s', busy),
        readRow('under a flood at full speed', full),
      ],
      aims: [
        aimOf('p99 ms of a webhook beside 40 000 samples/s', quantile(busy.delays, 0.99), { atMost: 200 }),
        aimOf('p99 ms of a webhook under a flood', quantile(full.delays, 0.99), { atMost: 200 }),
        aimOf('most ms of a webhook under a flood', quantile(full.delays, 1), { atMost: 1_000 }),
      ],
    };
  } finally {
    await server.stop('SIGKILL');
    await postgres.stop();
    rules.remove();
  }
}

/** What an automation rule sends of a ticket that was closed this moment. */
function deliveryOf(ticket: number): string {
  const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
  const rule = { _model: 'helpdesk.ticket', _id: ticket, _action: 'Send Webhook Notification(#7)' };
  return JSON.stringify({ ...rule, write_date: now, fold: true, close_date: now, team_id: 3 });
}
