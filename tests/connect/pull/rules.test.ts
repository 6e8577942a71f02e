import { describe, expect, test } from 'vitest';
import { rulesFor, wantedBy } from '../../../src/connect/pull/wanted.ts';
import { edited, problemMarks, setOf, shippedFiles, withFile } from '../../rules/folder.ts';
import { pullFiles } from './files.ts';

const page = 'http://bot:9400/metrics';
const shipped = await shippedFiles();
const files = Object.entries(pullFiles(page)).reduce((all, [path, text]) => {
  const before = path === 'sources.yaml' ? '' : all.find((file) => file.path === path)?.text;
  return withFile(all, path, (before ?? '') + text);
}, shipped);
const query = "from: { promql: 'avg by (agent) (bot_quality)' }";

describe('what is asked for by metrics.yaml', () => {
  const set = setOf(files);

  test('is each query, and each page once, whatever number of metrics name it', () => {
    const wanted = wantedBy(set).map(({ kind, metrics, everyMs }) => [
      kind,
      metrics.map(({ name }) => name),
      everyMs,
    ]);
    expect(wanted).toEqual([
      ['promql', ['answer_quality'], 10_000],
      ['scrape', ['bot_answers', 'bot_faults'], 10_000],
    ]);
    for (const { lateMs } of wantedBy(set)) expect(lateMs).toBeLessThan(1_000);
  });

  test('reads the series of those metrics alone', () => {
    const [asked, read] = wantedBy(set);
    if (asked === undefined || read === undefined) throw new Error('nothing is wanted');
    expect(rulesFor(read, set).sources.map(({ metric }) => metric)).toEqual(['bot_faults', 'bot_answers']);
    expect(rulesFor(read, set).metric('answer_quality')).toBeUndefined();
    expect(rulesFor(asked, set).sources).toEqual([]);
  });

  test('makes another rule set, and none of those that ask for nothing', () => {
    const faster = setOf(edited(files, 'metrics.yaml', query, query.replace("' }", "', every: 20s }")));
    expect(faster.hash).not.toBe(set.hash);
    expect(JSON.stringify([...setOf(shipped).metrics])).not.toContain('"from"');
  });
});

describe('what is wrong with a metric that is asked for', () => {
  const from = (text: string) =>
    problemMarks(edited(files, 'metrics.yaml', query, `from: ${text}`)).map((mark) =>
      mark.replace(/^\S+ /, ''),
    );

  test.each([
    ['nothing to ask', '{ every: 10s }', 'missing_key neither promql nor scrape'],
    ['two things to ask', `{ promql: up, scrape: '${page}' }`, 'too_many_keys promql and scrape'],
    ['a page with a time of its own', `{ scrape: '${page}', every: 10s }`, 'too_many_keys scrape and every'],
    ['a page with an agent', `{ scrape: '${page}', agent: margaux }`, 'too_many_keys scrape and agent'],
    [
      'an agent twice',
      '{ promql: up, agent: margaux, agent_label: bot }',
      'too_many_keys agent and agent_label',
    ],
    ['an unknown agent', '{ promql: up, agent: margauxx }', 'unknown_agent margauxx → margaux'],
    ['less than a step', '{ promql: up, every: 9999ms }', 'every_out_of_bounds 9s999ms'],
    ['more than an hour', '{ promql: up, every: 3600001ms }', 'every_out_of_bounds 1h1ms'],
  ])('%s', (_, text, mark) => {
    expect(from(text)).toEqual([mark]);
  });

  test.each([
    ['an empty query', "{ promql: ' ' }"],
    ['a page with a password', "{ scrape: 'http://lea:pw@bot/metrics' }"],
    ['a page that is a file', "{ scrape: 'file:///etc/passwd' }"],
    ['an address that is none', "{ scrape: 'http://' }"],
    ['a label that is none', '{ promql: up, agent_label: a-b }'],
    ['a time that is none', '{ promql: up, every: often }'],
    ['another key', '{ promql: up, step: 10s }'],
  ])('%s', (_, text) => {
    expect(from(text)).toHaveLength(1);
  });

  test.each(['10s', '1h'])('every %s is none of it', (every) => {
    expect(from(`{ promql: up, every: ${every} }`)).toEqual([]);
  });

  test.each(['from_interactions: csat', 'from_alerts: true'])('asked for beside %s', (other) => {
    expect(problemMarks(edited(files, 'metrics.yaml', query, `${other}\n    ${query}`)).join()).toContain(
      other === 'from_alerts: true' ? 'alerts_are_counted' : 'interactions_are_own_traffic',
    );
    const own = edited(
      files,
      'metrics.yaml',
      `own_traffic: false\n    ${query}`,
      `from_interactions: csat\n    ${query}`,
    );
    expect(problemMarks(own).join()).toContain('too_many_keys from and from_interactions');
  });
});
