import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { vi } from 'vitest';
import { freePort } from './free-port.ts';

/** A Request Tracker 5 with a queue `Support`, one person at its desk, and the scrip that tells filrouge. */
export type RequestTracker = {
  readonly url: string;
  /** Of the user that filrouge asks by, who may read tickets and nothing else. */
  readonly token: string;
  /** Opens a ticket; answers its id. */
  readonly create: (fields: Readonly<Record<string, string>>) => Promise<string>;
  /** Changes a ticket; answers what it says. */
  readonly change: (id: string, change: object) => Promise<unknown>;
  readonly reply: (id: string) => Promise<unknown>;
  readonly stop: () => Promise<void>;
};

const scrip = resolve(import.meta.dirname, '../../examples/request-tracker/filrouge.pl');
const person = { name: 'lea', password: 'a word for Lea' };

/** What the database is filled with: a desk, the scrip, and a token. */
const data = `
do '${scrip}' or die $@;
push @Queues, { Name => 'Support' };
push @Users, map { { Name => $_, EmailAddress => "$_\\@example.test", Privileged => 1, Password => '${person.password}' } }
  qw(${person.name} filrouge);
push @CustomFields, map { { Name => $_, Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', Queue => ['Support'] } }
  qw(agent csat address);
my @reads = qw(SeeQueue ShowTicket SeeCustomField);
push @ACL, map { { UserId => 'filrouge', Right => $_ } } @reads;
push @ACL, map { { UserId => '${person.name}', Right => $_ } } @reads,
  qw(CreateTicket ReplyToTicket ModifyTicket OwnTicket ModifyCustomField);
push @Final, sub {
  my $user = RT::User->new(RT->SystemUser);
  $user->Load('filrouge');
  my ($id, $said, $token) = RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->Id, Description => 'filrouge');
  print "token: $token\\n";
};
1;
`;

/**
 * Starts Debian's request-tracker5 on a free port with a folder of its own, and waits until it answers. `hook` is what the
 * scrip tells. Ask \`missingPeer('rt-crontool-5')\` first.
 */
export async function startRequestTracker(hook: {
  readonly url: string;
  readonly secret: string;
}): Promise<RequestTracker> {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-rt-'));
  const port = await freePort();
  writeFileSync(join(folder, 'data.pl'), data);
  writeFileSync(
    join(folder, 'site.pm'),
    `Set($rtname, 'desk'); Set($Organization, 'example.test'); Set($Timezone, 'Europe/Paris');
$MasonDataDir = '${folder}/mason'; $MasonSessionDir = '${folder}';
Set($WebDomain, '127.0.0.1'); Set($WebPort, ${port}); Set($WebPath, '');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '${folder}/rt.db');
Set($LogToSyslog, undef); Set($LogToSTDERR, 'error'); Set($MailCommand, 'testfile');
Set($FilrougeURL, '${hook.url}'); Set($FilrougeSecret, '${hook.secret}'); Set(@FilrougeFields, 'agent', 'csat');
1;
`,
  );
  const env = { ...process.env, RT_SITE_CONFIG: join(folder, 'site.pm'), RT_SITE_CONFIG_DIR: '/dev/null' };
  const setUp = (...action: string[]) =>
    spawnSync('/usr/sbin/rt-setup-database-5', ['--skip-create', '--action', ...action], { env }).stdout;
  const said = `${setUp('init')}${setUp('insert', '--datafile', join(folder, 'data.pl'))}`;
  const token = /^token: (\S+)$/m.exec(said)?.[1];
  if (token === undefined) throw new Error(`Request Tracker was not set up:\n${said}`);

  const listen = ['--server', 'Starlet', '--max-workers', '1', '--host', '127.0.0.1', '--port', `${port}`];
  const child = spawn('/usr/share/request-tracker5/libexec/rt-server', listen, { env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const login = Buffer.from(`${person.name}:${person.password}`).toString('base64');
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Basic ${login}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}/REST/2.0${path}`, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  await vi.waitFor(() => ask('GET', '/rt'), { timeout: 60_000, interval: 100 });
  return {
    url,
    token,
    create: async (fields) => {
      const ticket = { Queue: 'Support', Subject: 'Where is my order?', Requestor: 'jean@example.test' };
      const made = await ask('POST', '/ticket', { ...ticket, Content: 'Hello', CustomFields: fields });
      return (made as { id: string }).id;
    },
    change: (id, change) => ask('PUT', `/ticket/${id}`, change),
    reply: (id) => ask('POST', `/ticket/${id}/correspond`, { Content: 'Hello', ContentType: 'text/plain' }),
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
