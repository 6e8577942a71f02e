import { type Command, Option } from 'commander';
import { languages } from '../language/language.ts';
import { channelNames } from '../notices/channel.ts';
import { MessageBody, NoticeList, TestSent } from '../notices/routes.ts';
import { deliveryStates } from '../notices/tables.ts';
import { defined } from '../platform/defined.ts';
import { asked, WorkshopError } from './asked.ts';
import type { CliContext } from './context.ts';
import { type Ask, runningService, type ServiceOptions, withServiceOptions } from './service.ts';
import { tableText } from './table.ts';

type LogOptions = ServiceOptions & {
  readonly agent?: string;
  readonly plan?: string;
  readonly incident?: string;
  readonly state?: string;
  readonly kind?: string;
  readonly limit: string;
};
type PreviewOptions = ServiceOptions & {
  readonly kind?: string;
  readonly language?: string;
  readonly html?: boolean;
};
type TestOptions = ServiceOptions & { readonly channel: string; readonly to?: string };

/** `filrouge notices log|preview|send-test`: asks the running service, which has outbox and channels. */
export function registerNotices(program: Command, context: CliContext): void {
  const notices = program.command('notices').description('what people were told, and whether it arrives');
  const viewer = (name: string) => withServiceOptions(notices.command(name), 'a viewer');
  viewer('log')
    .description('what went out, to whom, when and how it ended, the newest first')
    .option('--agent <id>', 'about this agent')
    .option('--plan <number>', 'about this plan')
    .option('--incident <number>', 'about this incident')
    .option('--kind <kind>', 'of this kind, such as agent_tripped')
    .addOption(new Option('--state <state>', 'with a delivery that stands so').choices(deliveryStates))
    .option('--limit <count>', 'so many notices, at most 200', '20')
    .action((options: LogOptions) => asked(context, () => log(options, context)));
  viewer('preview')
    .description('a message as it is read')
    .argument('[delivery]', 'as in notices log; left out: that of the newest notice')
    .option('--kind <kind>', 'the newest notice of this kind, such as agent_tripped')
    .addOption(new Option('--language <language>', 'left out: the language of the reader').choices(languages))
    .option('--html', 'the page of the mail instead of its text')
    .action((delivery: string | undefined, options: PreviewOptions) =>
      asked(context, () => preview(delivery, options, context)),
    );
  withServiceOptions(notices.command('send-test'), 'an operator')
    .description('send a test message')
    .addOption(new Option('--channel <channel>', 'the way').choices(channelNames).default('mail'))
    .option('--to <person>', 'the person of people.yaml, for mail and apprise')
    .action((options: TestOptions) => asked(context, () => sendTest(options, context)));
}

function listAddress(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/v1/notices?${new URLSearchParams(given)}`;
}

async function log(options: LogOptions, context: CliContext): Promise<void> {
  const { agent, plan, incident, kind, state, limit } = options;
  const address = listAddress({ agent, plan, incident, kind, state, limit });
  const { items } = await runningService(options, context)(NoticeList, 'GET', address);
  const rows = items.flatMap(
    ({ at, kind: what, plan: ofPlan, incident: ofIncident, agent: of, deliveries }) =>
      deliveries.map(({ id, channel, person, instead, state: stands, reason }) => [
        at.slice(0, 16).replace('T', ' '),
        what,
        ofPlan !== undefined
          ? `plan ${ofPlan}`
          : ofIncident !== undefined
            ? `incident ${ofIncident}`
            : (of ?? ''),
        [channel, person, instead === undefined ? undefined : `(for ${instead})`].filter(Boolean).join(' '),
        reason === undefined ? stands : `${stands}: ${reason}`,
        id,
      ]),
  );
  const head = ['at (UTC)', 'notice', 'about', 'by, to', 'how it stands', 'delivery'];
  context.print(rows.length === 0 ? 'There is no such notice.' : tableText(head, rows));
}

async function preview(
  delivery: string | undefined,
  options: PreviewOptions,
  context: CliContext,
): Promise<void> {
  const ask = runningService(options, context);
  const id = delivery ?? (await newest(ask, options.kind));
  const query = options.language === undefined ? '' : `?language=${options.language}`;
  const address = `/v1/notices/messages/${encodeURIComponent(id)}${query}`;
  const { subject, text, html } = await ask(MessageBody, 'GET', address);
  context.print(options.html === true ? html : `${subject}\n\n${text}`);
}

/** The newest notice as a person got it; where no person did, as anybody did. */
async function newest(ask: Ask, kind: string | undefined): Promise<string> {
  const { items } = await ask(NoticeList, 'GET', listAddress({ kind, limit: '1' }));
  const deliveries = items[0]?.deliveries ?? [];
  const found = deliveries.find(({ person }) => person !== undefined) ?? deliveries[0];
  if (found === undefined) throw new WorkshopError('There is no such notice.');
  return found.id;
}

async function sendTest(options: TestOptions, context: CliContext): Promise<void> {
  const { channel, to: person } = options;
  const order = { channel, ...defined({ person }) };
  const { delivery } = await runningService(options, context)(TestSent, 'POST', '/v1/notices/test', order);
  context.print(`Sent as ${delivery}: filrouge notices log --kind test_message says how it went.`);
}
