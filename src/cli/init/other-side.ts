import type { Answers, SourceName } from './answers.ts';

type Asked = Pick<Answers, 'source' | 'agent'>;

/** Settings or calls of the other side by which measures come in: shown, with their page of the docs. */
export type OtherSide = { readonly snippet: string; readonly page: string };

/** The page of the docs about each way in. */
const pages: Readonly<Record<SourceName, string>> = {
  interactions: 'docs/agent-developer.md',
  samples: 'docs/agent-developer.md',
  'remote-write': 'docs/ops.md',
  prometheus: 'docs/pull.md',
  scrape: 'docs/pull.md',
  opentelemetry: 'docs/opentelemetry.md',
  alertmanager: 'docs/alerts.md',
  openfeature: 'docs/openfeature.md',
  helpdesk: 'docs/helpdesks.md',
  scores: 'docs/scores.md',
};

/** For what people run. `url`: where filrouge will be reached. */
export function otherSide(asked: Asked, url: string): OtherSide {
  return { page: pages[asked.source], snippet: snippetOf(asked, url) };
}

function snippetOf({ source, agent }: Asked, url: string): string {
  switch (source) {
    case 'interactions':
      return oneInteraction(url, agent);
    case 'samples':
      return posted(
        url,
        'samples',
        `{"samples":[{"agent":"${agent}","metric":"error_rate","value":0.01,"weight":100}]}`,
      );
    case 'remote-write':
      return `# prometheus.yml
remote_write:
  - url: ${url}/api/v1/write
    authorization: { credentials: fr_… }
    write_relabel_configs:
      - { source_labels: [__name__], regex: 'bot_errors_total|bot_answers_total', action: keep }`;
    case 'prometheus':
      return `# beside filrouge serve: the store that it asks
export FILROUGE_PROMETHEUS_URL=http://prometheus:9090`;
    case 'scrape':
      return `# the page that filrouge reads has to show both counters
curl http://127.0.0.1:9400/metrics | grep bot_`;
    case 'opentelemetry':
      return `export OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=${url}/v1/metrics
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20$FILROUGE_KEY"
export OTEL_SERVICE_NAME=${agent} OTEL_METRIC_EXPORT_INTERVAL=10000`;
    case 'alertmanager':
      return receiver(url);
    case 'openfeature':
      return flagAndAnswers(url, agent);
    case 'helpdesk':
      return `# beside filrouge serve: what the webhook of the helpdesk is signed with; it goes to ${url}/v1/hooks/zammad
export FILROUGE_HELPDESK_ZAMMAD_SECRET=…`;
    case 'scores':
      return `# beside filrouge serve: where the scores are
export FILROUGE_PHOENIX_URL=http://phoenix:6006 FILROUGE_PHOENIX_TOKEN=…`;
    default:
      return source satisfies never;
  }
}

function receiver(url: string): string {
  return `# alertmanager.yml
route:
  routes:
    - { matchers: [alertname="Watchdog"], receiver: filrouge, group_wait: 0s, group_interval: 1m, repeat_interval: 1m }
    - { matchers: [alertname="AnswersWrong"], receiver: filrouge, group_wait: 0s, group_interval: 5s, continue: true }
receivers:
  - name: filrouge
    webhook_configs:
      - url: ${url}/v1/alerts/alertmanager
        http_config: { authorization: { credentials: fr_… } }`;
}

function flagAndAnswers(url: string, agent: string): string {
  return `// the switch, before each answer; the default is "stopped"
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: '${url}', headers: { Authorization: 'Bearer ' + key } }));
const mayRun = await OpenFeature.getClient().getBooleanValue('agent.${agent}.may_run', false);

// and each answer, as an interaction (here by curl)
${oneInteraction(url, agent)}`;
}

function oneInteraction(url: string, agent: string): string {
  return posted(url, 'interactions', `{"interactions":[{"id":"c-1","agent":"${agent}","outcome":"ok"}]}`);
}

function posted(url: string, call: string, body: string): string {
  return `curl -H "Authorization: Bearer $FILROUGE_KEY" -H 'Content-Type: application/json' ${url}/v1/${call} \\
  -d '${body}'`;
}

/** The commands that come next. `dir`: the new folder. */
export function nextSteps({ source, agent }: Asked, dir: string): string[] {
  const role = source === 'openfeature' || source === 'interactions' ? `agent --agent ${agent}` : 'ingest';
  const isWithoutKey = ['prometheus', 'scrape', 'helpdesk', 'scores'].includes(source);
  return [
    `filrouge rules check ${shown(dir)}`,
    `FILROUGE_RULES=${shown(dir)} filrouge serve`,
    'export FILROUGE_KEY=fr_… # in a second terminal: the admin key that serve has shown',
    ...(isWithoutKey ? [] : [`filrouge keys create --role ${role} --name sender`]),
    'filrouge doctor',
  ];
}

/** As a shell takes it for one word. */
function shown(dir: string): string {
  return /^[\w./-]+$/.test(dir) ? dir : `'${dir.replaceAll("'", "'\\''")}'`;
}
