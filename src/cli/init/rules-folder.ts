import type { Answers, SourceName } from './answers.ts';

/** A file of the new rules folder. */
export type NewFile = { readonly path: string; readonly text: string };

/** The rules folder for what people run: one agent, one metric, one rule, what is to be done, and a test. */
export function rulesFolder(answers: Answers): NewFile[] {
  const sources = sourcesText(answers);
  return [
    { path: 'people.yaml', text: peopleText(answers) },
    { path: 'metrics.yaml', text: metricsText(answers) },
    { path: `agents/${answers.agent}.yaml`, text: agentText(answers) },
    { path: `agents/${answers.agent}.test.yaml`, text: testText(answers) },
    { path: 'playbooks/wrong-answers.yaml', text: playbookText(answers) },
    ...(sources === undefined ? [] : [{ path: 'sources.yaml', text: sources }]),
  ];
}

/** In double quotes nothing is more than a text; what JSON writes, YAML reads. */
const quoted = (text: string) => JSON.stringify(text);

/** A text in the languages of the house. */
function inHouse({ language }: Pick<Answers, 'language'>, fr: string, en: string): string {
  switch (language) {
    case 'both':
      return `{ fr: ${quoted(fr)}, en: ${quoted(en)} }`;
    case 'fr':
      return quoted(fr);
    case 'en':
      return quoted(en);
    default:
      return language satisfies never;
  }
}

function peopleText({ owner, approver, language }: Answers): string {
  const mail = ({ email }: Answers['owner']) => (email === undefined ? '' : `    email: ${quoted(email)}\n`);
  return `# Who owns, approves and is told. The ids alone go into the register.
languages: [${language === 'both' ? 'fr, en' : language}]

people:
  ${owner.id}:
    name: ${quoted(owner.name)}
${mail(owner)}  ${approver.id}:
    name: ${quoted(approver.name)}
${mail(approver)}    approver: true # may sign plans and let agents run again
`;
}

/** The lines that each source adds to the metric. */
const feeds: Readonly<Record<SourceName, string>> = {
  interactions: '    from_interactions: outcome_error\n',
  openfeature: '    from_interactions: outcome_error\n',
  samples: '',
  'remote-write': '',
  opentelemetry: '',
  prometheus: `    from: # correct the query: one number for each agent, by its label agent
      promql: 'sum by (agent) (rate(bot_errors_total[1m])) / sum by (agent) (rate(bot_answers_total[1m]))'
      every: 30s
`,
  scrape: "    from: { scrape: 'http://127.0.0.1:9400/metrics' } # correct the address of the page\n",
  alertmanager: '',
  helpdesk: '    from_interactions: outcome_error\n',
  scores: '',
};

function metricsText(answers: Answers): string {
  if (answers.source === 'alertmanager')
    return `metrics:
  alarms:
    label: ${inHouse(answers, 'Alarmes', 'Alarms')}
    unit: count
    better: lower
    aggregate: last
    own_traffic: false
    from_alerts: true
`;
  return `metrics:
  error_rate:
    label: ${inHouse(answers, "Taux d'erreur", 'Error rate')}
    unit: ratio # 0 to 1, written as 5%
    better: lower
    aggregate: mean
${feeds[answers.source]}`;
}

function sourcesText({ source, agent }: Answers): string | undefined {
  switch (source) {
    case 'remote-write':
    case 'scrape':
      return `# Which series are which metric. Correct their names: all errors, and all answers.
sources:
  - { metric: error_rate, ratio: { part: bot_errors_total, whole: bot_answers_total }, agent: ${agent} }
`;
    case 'opentelemetry':
      return `# Which measures are which metric. Correct their names: all errors, and all answers.
otlp:
  - { metric: error_rate, ratio: { part: bot.errors, whole: bot.answers }, agent: ${agent} }
`;
    case 'alertmanager':
      return `# Which alerts count. Correct the names; the one that always fires tells silence from calm.
alerts:
  - { alert: AnswersWrong, metric: alarms, agent: ${agent} }
  - { alert: Watchdog, alive: true }
`;
    case 'helpdesk':
      return `# Whose tickets these are, and which were answered wrongly. Correct the helpdesk and its field.
helpdesks:
  zammad:
    agent: ${agent}
    fields: { error: { from: ai_verdict, is: [wrong] } }
`;
    case 'scores':
      return `# Which scores are which metric. Correct where they are, their name and their labels.
scores:
  - { metric: error_rate, from: phoenix, project: default, score: correctness, labels: { correct: 0, incorrect: 1 }, agent: ${agent} }
`;
    case 'interactions':
    case 'samples':
    case 'prometheus':
    case 'openfeature':
      return undefined;
    default:
      return source satisfies never;
  }
}

/** The rule, and the steps that its test takes: `step` seconds apart, each with `weight`. */
function ruleOf({ source, threshold }: Answers) {
  switch (source) {
    case 'alertmanager':
      return { id: 'alarm', when: 'alarms > 0 over 10m', minSamples: 1, step: 60, weight: 1 };
    case 'prometheus':
      return {
        id: 'error-rate',
        when: `error_rate > ${threshold}% over 5m`,
        minSamples: 5,
        step: 30,
        weight: 1,
      };
    case 'scores':
      // They come late.
      return {
        id: 'error-rate',
        when: `error_rate > ${threshold}% over 1h`,
        minSamples: 20,
        step: 10,
        weight: 10,
      };
    case 'helpdesk':
    case 'interactions':
    case 'samples':
    case 'remote-write':
    case 'scrape':
    case 'opentelemetry':
    case 'openfeature':
      return {
        id: 'error-rate',
        when: `error_rate > ${threshold}% over 5m`,
        minSamples: 20,
        step: 10,
        weight: 10,
      };
    default:
      return source satisfies never;
  }
}

function agentText(answers: Answers): string {
  const { agent, name, owner, approver, language } = answers;
  const { id, when, minSamples } = ruleOf(answers);
  return `agent: ${agent}
name: ${quoted(name)}
scope: ${inHouse(answers, 'Répond aux clients', 'Answers customers')} # what it may do, and what not
owner: ${owner.id} # drives the plan
approver: ${approver.id} # signs it, and lets the agent run again
on_unreachable: suspend # what the agent does when filrouge is silent
language: ${language === 'fr' ? 'fr' : 'en'}

rules:
  - id: ${id}
    when: ${when}
    min_samples: ${minSamples} # with less there is no verdict
    on_no_data: alert # its silence is told
    no_data_after: 20m
    then: suspend # kill switch, incident, plan
    severity: critical
    playbook: wrong-answers
`;
}

function testText(answers: Answers): string {
  const { agent, source, threshold, owner, approver } = answers;
  const { id, step, weight } = ruleOf(answers);
  const [metric, good, bad] =
    source === 'alertmanager' ? ['alarms', '0', '1'] : ['error_rate', `${threshold}%`, '100%'];
  const limit = source === 'alertmanager' ? 'an alarm' : `more than ${threshold} % of errors`;
  const calm = source === 'alertmanager' ? 'none' : `${threshold} %`;
  return `agent: ${agent}
step: ${step}s

tests:
  - name: ${limit} stops the agent, ${calm} does not
    series:
      ${metric}: { values: ${good}x11 ${bad}x6, weight: ${weight} }
    expect:
      - at: ${10 * step}s
        switch: running
      - at: ${16 * step}s
        alerts: { ${id}: firing }
        switch: suspended
        plan: { playbook: wrong-answers, owner: ${owner.id}, approver: ${approver.id} }
`;
}

function playbookText(answers: Answers): string {
  const { source, threshold, owner } = answers;
  const half = Math.round(threshold * 5_000) / 10_000;
  // That an alarm has ended proves nothing: somebody has to say that the cause is gone.
  const criterion =
    source === 'alertmanager'
      ? `attested ${quoted(inOne(answers, 'la cause est corrigée', 'the cause is mended'))}`
      : `error_rate < ${half}% over 1h for 24h`;
  return `playbook: wrong-answers
title: ${inHouse(answers, 'Réponses fausses', 'Wrong answers')}
objective: ${inHouse(answers, 'En 3 jours, la cause est corrigée', 'Within 3 days, the cause is mended')}

actions:
  - id: find-cause
    title: ${inHouse(answers, 'Trouver la cause et la corriger', 'Find the cause, and mend it')}
    owner: ${owner.id}
    due: 1d
    effort: low
    impact: high
    treats: cause
    criteria: ${criterion}

indicators: ${criterion}
`;
}

function inOne({ language }: Answers, fr: string, en: string): string {
  return language === 'fr' ? fr : en;
}
