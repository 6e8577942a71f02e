import { lines, stacked, stat, timeline } from './kinds.ts';
import { steps } from './parts.ts';

function detection() {
  const buckets = 'sum by (le) (increase(filrouge_detection_seconds_bucket[1h]))';
  return lines(
    {
      title: 'Detection time',
      description:
        'From the breaching sample received to the trip committed. Trips are rare: each point looks back one hour.',
      noData: 'No trip in this range',
      width: 8,
      height: 8,
      queries: [
        { expr: `histogram_quantile(0.5, ${buckets})`, legend: 'p50' },
        { expr: `histogram_quantile(0.95, ${buckets})`, legend: 'p95' },
        { expr: `histogram_quantile(0.99, ${buckets})`, legend: 'p99' },
      ],
    },
    { unit: 's' },
  ).min(0);
}

function samples() {
  return stacked(
    {
      title: 'Samples by outcome',
      description:
        'Samples received each second. Refused ones were answered with their index and the reason.',
      noData: 'No sample received yet',
      width: 8,
      height: 8,
      queries: [
        {
          expr: 'sum by (source, outcome) (rate(filrouge_samples_total[$__rate_interval]))',
          legend: '{{source}} {{outcome}}',
        },
      ],
    },
    { unit: 'cps', colors: {} },
  ).overrideByRegexp('/ rejected$/', [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }]);
}

function notices() {
  return lines(
    {
      title: 'Notices',
      description:
        'Webhooks, mails and chat messages: how many wait to be sent (lines), how many were tried with which outcome.',
      noData: 'No notice yet',
      width: 8,
      height: 8,
      queries: [
        { expr: 'max by (channel) (filrouge_notices_waiting)', legend: '{{channel}} waiting' },
        {
          expr: 'sum by (channel, outcome) (increase(filrouge_notices_total[$__rate_interval]))',
          legend: '{{channel}} {{outcome}}',
        },
      ],
    },
    { unit: 'short' },
  ).min(0);
}

function ruleFiles() {
  return [
    timeline(
      {
        title: 'Rule files',
        description: 'After a bad edit the last good rule set stays in force until the files are mended.',
        noData: 'filrouge is not scraped',
        width: 8,
        height: 5,
        queries: [{ expr: 'min(filrouge_rules_last_reload_successful)', legend: 'rules' }],
      },
      [
        { value: 0, text: 'bad edit', color: 'red' },
        { value: 1, text: 'in force', color: 'green' },
      ],
    ),
    stat(
      {
        title: 'Rule set in force for',
        description: 'Since the rule files were last read without an error.',
        noData: 'Unknown',
        expr: 'time() - max(filrouge_rules_last_reload_success_timestamp_seconds)',
        unit: 's',
        colors: steps('text'),
      },
      { width: 4, height: 5 },
    ),
  ];
}

function evaluator() {
  return timeline(
    {
      title: 'Evaluator',
      description: 'Which process evaluates the rules. The others stand by and take over within seconds.',
      noData: 'filrouge is not scraped',
      width: 12,
      height: 5,
      queries: [{ expr: 'max by (instance) (filrouge_is_evaluator)', legend: '{{instance}}' }],
    },
    [
      { value: 0, text: 'standing by', color: 'blue' },
      { value: 1, text: 'evaluating', color: 'green' },
    ],
  );
}

/** How fast breaches are found, what comes in, what goes out, and whether filrouge itself is in order. */
export function detectionAndIntake() {
  return [detection(), samples(), notices(), ...ruleFiles(), evaluator()];
}
