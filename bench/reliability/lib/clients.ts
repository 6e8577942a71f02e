import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { Counter, Registry } from 'prom-client';
import { debianVersion } from '../../lib/peers.ts';
import { freePort, start, until } from '../../lib/processes.ts';

/** Everything that a client is started with. */
export type Stage = {
  readonly filrouge: string;
  readonly key: string;
  /** For its files. */
  readonly folder: string;
  /** A page of a bot with `bot_errors_total` and `bot_answers_total`, half of whose answers are wrong; host and port. */
  readonly bot: string;
  /** Where this client listens, if it does; host and port. */
  readonly host: string;
};

/** A client that runs for real: each watches an agent that bears its name, and has to get it stopped. */
export type Client = {
  readonly name: string;
  readonly version: () => string | undefined;
  /** The metric that it feeds, and how rules/metrics.yaml or rules/sources.yaml say so. */
  readonly door: 'error_rate' | 'alarms' | 'scrape' | 'promql';
  /** The entry of sources.yaml for a page that is read; the metric and the agent stand in it already. */
  readonly reads?: string;
  readonly begin: (stage: Stage) => Promise<void> | void;
};

const half = (prefix: string, turn: number) =>
  `# TYPE ${prefix}_errors_total counter\n${prefix}_errors_total ${turn * 20}\n# TYPE ${prefix}_answers_total counter\n${prefix}_answers_total ${turn * 40}\n`;
const ratio = (prefix: string) => `ratio: { part: ${prefix}_errors_total, whole: ${prefix}_answers_total }`;
const everySecond = (turn: (count: number) => unknown): void => {
  let count = 0;
  setInterval(() => {
    count += 1;
    turn(count);
  }, 1_000).unref();
};

/** A page whose counters rise each time that it is read. */
export async function startBot(host: string): Promise<void> {
  let turn = 0;
  const [address, port] = host.split(':');
  const server = createServer((_, reply) => {
    reply.setHeader('Content-Type', 'text/plain; version=0.0.4');
    turn += 1;
    reply.end(half('bot', turn));
  });
  await new Promise<void>((done) => server.listen(Number(port), address, done));
  server.unref();
}

const npm = (name: string) => (): string => {
  const path = resolve(import.meta.dirname, '../../../node_modules', name, 'package.json');
  return JSON.parse(readFileSync(path, 'utf8')).version;
};
const debian = (name: string) => () => debianVersion(name);

const scrapeConfig = (agent: string, { bot }: Stage) =>
  `scrape_configs: [{ job_name: bot, scrape_interval: 1s, static_configs: [{ targets: ['${bot}'], labels: { agent: ${agent} } }] }]`;
const alertRule = (agent: string) =>
  `groups: [{ name: bot, interval: 1s, rules: [{ alert: AnswersWrong, expr: vector(1), labels: { agent: ${agent} } }] }]`;
const file = ({ folder }: Stage, name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** Prometheus that sends its samples, as a server or as an agent. */
function sendingPrometheus(name: string, ...modes: string[]): Client {
  return {
    ...{ name, version: debian('prometheus'), door: 'error_rate' as const },
    begin: (stage) => {
      const remote = `remote_write: [{ url: ${stage.filrouge}/api/v1/write, authorization: { credentials: ${stage.key} } }]`;
      const config = file(stage, 'prometheus.yml', `${scrapeConfig(name, stage)}\n${remote}\n`);
      const storage = modes.length > 0 ? 'storage.agent.path' : 'storage.tsdb.path';
      const listen = `--web.listen-address=${stage.host}`;
      start('prometheus', [`--config.file=${config}`, `--${storage}=${stage.folder}/data`, listen, ...modes]);
    },
  };
}

/** A program that measures itself by OpenTelemetry. */
function exporting(
  name: string,
  of: string,
  Exporter: typeof JsonExporter | typeof ProtobufExporter,
): Client {
  return {
    ...{ name, version: npm(of), door: 'error_rate' as const },
    begin: ({ filrouge, key }) => {
      const headers = { Authorization: `Bearer ${key}` };
      const exporter = new Exporter({ url: `${filrouge}/v1/metrics`, headers });
      const reader = new PeriodicExportingMetricReader({
        ...{ exporter, exportIntervalMillis: 1_000, exportTimeoutMillis: 1_000 },
      });
      const resource = resourceFromAttributes({ 'service.name': name });
      const meter = new MeterProvider({ resource, readers: [reader] }).getMeter('bot');
      const [answers, errors] = [meter.createCounter('bot.answers'), meter.createCounter('bot.errors')];
      everySecond(() => {
        answers.add(40);
        errors.add(20);
      });
    },
  };
}

export const clients: readonly Client[] = [
  sendingPrometheus('prometheus'),
  sendingPrometheus('prometheus-agent', '--enable-feature=agent'),
  {
    ...{ name: 'vmagent', version: debian('victoria-metrics'), door: 'error_rate' },
    begin: (stage) => {
      const config = file(stage, 'vmagent.yml', scrapeConfig('vmagent', stage));
      const to = [`-remoteWrite.url=${stage.filrouge}/api/v1/write`, `-remoteWrite.bearerToken=${stage.key}`];
      const own = [`-remoteWrite.tmpDataPath=${stage.folder}/queue`, `-httpListenAddr=${stage.host}`];
      start('vmagent', [`-promscrape.config=${config}`, ...to, ...own]);
    },
  },
  {
    ...{ name: 'prometheus-alerts', version: debian('prometheus'), door: 'alarms' },
    begin: (stage) => {
      const rules = file(stage, 'rules.yml', alertRule('prometheus-alerts'));
      const target = `static_configs: [{ targets: ['${new URL(stage.filrouge).host}'] }], authorization: { credentials: ${stage.key} }`;
      const text = `global: { evaluation_interval: 1s }\nrule_files: ['${rules}']\nalerting: { alertmanagers: [{ ${target} }] }\n`;
      const config = file(stage, 'prometheus.yml', text);
      const own = [`--storage.tsdb.path=${stage.folder}/data`, `--web.listen-address=${stage.host}`];
      // It knows whom to tell after 5 s only; what began to fire before is told again after the delay, else a minute.
      start('prometheus', [`--config.file=${config}`, ...own, '--rules.alert.resend-delay=1s']);
    },
  },
  {
    ...{ name: 'alertmanager', version: debian('prometheus-alertmanager'), door: 'alarms' },
    begin: async (stage) => {
      const hook = `url: ${stage.filrouge}/v1/alerts/alertmanager, http_config: { authorization: { credentials: ${stage.key} } }`;
      const text = `route: { receiver: filrouge, group_wait: 0s, group_interval: 1s }\nreceivers: [{ name: filrouge, webhook_configs: [{ ${hook} }] }]\n`;
      const config = file(stage, 'alertmanager.yml', text);
      const own = [`--storage.path=${stage.folder}/data`, `--web.listen-address=${stage.host}`];
      start('prometheus-alertmanager', [`--config.file=${config}`, ...own, '--cluster.listen-address=']);
      const alert = { labels: { alertname: 'AnswersWrong', agent: 'alertmanager' } };
      const post = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
      const say = () =>
        fetch(`http://${stage.host}/api/v2/alerts`, { ...post, body: JSON.stringify([alert]) });
      await until(async () => (await say()).ok, 'alertmanager');
    },
  },
  {
    ...{ name: 'vmalert', version: debian('victoria-metrics'), door: 'alarms' },
    begin: async (stage) => {
      const store = `127.0.0.1:${await freePort()}`;
      start('victoria-metrics', [`-storageDataPath=${stage.folder}/data`, `-httpListenAddr=${store}`]);
      const rules = file(stage, 'rules.yml', alertRule('vmalert'));
      const to = [`-notifier.url=${stage.filrouge}`, `-notifier.bearerToken=${stage.key}`];
      const from = [`-datasource.url=http://${store}`, `-httpListenAddr=${stage.host}`];
      start('vmalert', [`-rule=${rules}`, ...from, ...to]);
    },
  },
  {
    ...{ name: 'victoria-metrics', version: debian('victoria-metrics'), door: 'promql' },
    begin: async ({ folder, host }) => {
      start('victoria-metrics', [`-storageDataPath=${folder}/data`, `-httpListenAddr=${host}`]);
      const body = 'bot_share{agent="victoria-metrics"} 0.5\n';
      const say = () => fetch(`http://${host}/api/v1/import/prometheus`, { method: 'POST', body });
      await until(async () => (await say()).ok, 'victoria-metrics');
      everySecond(() => say().catch(() => {}));
    },
  },
  {
    ...{ name: 'prom-client', version: npm('prom-client'), door: 'scrape', reads: ratio('client') },
    begin: ({ host }) => {
      const registry = new Registry();
      const [errors, answers] = ['errors', 'answers'].map(
        (what) => new Counter({ name: `client_${what}_total`, help: what, registers: [registry] }),
      );
      everySecond(() => {
        errors?.inc(20);
        answers?.inc(40);
      });
      const [address, port] = host.split(':');
      createServer((_, reply) => void registry.metrics().then((page) => reply.end(page)))
        .listen(Number(port), address)
        .unref();
    },
  },
  {
    ...{ name: 'pushgateway', version: debian('prometheus-pushgateway') },
    ...{ door: 'scrape', reads: ratio('push') },
    begin: ({ host }) => {
      start('prometheus-pushgateway', [`--web.listen-address=${host}`]);
      const push = (body: string) => fetch(`http://${host}/metrics/job/bot`, { method: 'PUT', body });
      everySecond((turn) => push(half('push', turn)).catch(() => {}));
    },
  },
  {
    ...{ name: 'node-exporter', version: debian('prometheus-node-exporter') },
    ...{ door: 'scrape', reads: ratio('textfile') },
    begin: ({ host, folder }) => {
      mkdirSync(join(folder, 'text'));
      everySecond((turn) => writeFileSync(join(folder, 'text/bot.prom'), half('textfile', turn)));
      const textfile = [
        '--collector.disable-defaults',
        '--collector.textfile',
        `--collector.textfile.directory=${folder}/text`,
      ];
      start('prometheus-node-exporter', [...textfile, `--web.listen-address=${host}`]);
    },
  },
  {
    ...{ name: 'collectd', version: debian('collectd-core') },
    ...{ door: 'scrape', reads: 'gauge: collectd_bot_gauge' },
    begin: (stage) => {
      const say = 'while true; do echo PUTVAL bot/bot/gauge-share interval=1 N:0.5; sleep 1; done';
      const text = `Hostname "bot"
FQDNLookup false
Interval 1
BaseDir "${stage.folder}"
PIDFile "${stage.folder}/pid"
LoadPlugin exec
LoadPlugin write_prometheus
<Plugin exec>
  Exec "nobody" "/bin/sh" "-c" "${say}"
</Plugin>
<Plugin write_prometheus>
  Host "127.0.0.1"
  Port "${stage.host.split(':')[1]}"
</Plugin>
`;
      start('collectd', ['-f', '-C', file(stage, 'collectd.conf', text)]);
    },
  },
  exporting('otlp-json', '@opentelemetry/exporter-metrics-otlp-http', JsonExporter),
  exporting('otlp-protobuf', '@opentelemetry/exporter-metrics-otlp-proto', ProtobufExporter),
  {
    ...{ name: 'otlp-logs', version: npm('@opentelemetry/exporter-logs-otlp-http'), door: 'error_rate' },
    begin: ({ filrouge, key }) => {
      const headers = { Authorization: `Bearer ${key}` };
      const exporter = new OTLPLogExporter({ url: `${filrouge}/v1/logs`, headers });
      const resource = resourceFromAttributes({ 'service.name': 'otlp-logs' });
      const events = new LoggerProvider({
        resource,
        processors: [new SimpleLogRecordProcessor({ exporter })],
      });
      const attributes = { 'gen_ai.evaluation.name': 'truth', 'gen_ai.evaluation.score.label': 'wrong' };
      events.getLogger('judge').emit({ eventName: 'gen_ai.evaluation.result', attributes });
    },
  },
];
