import { afterEach, describe, expect, test } from 'vitest';
import { gitlabSite } from '../../../src/connect/mirror/pull/gitlab.ts';
import { jiraSite } from '../../../src/connect/mirror/pull/jira.ts';
import { odooSite } from '../../../src/connect/mirror/pull/odoo.ts';
import type { MirrorSite } from '../../../src/connect/mirror/pull/site.ts';
import { createAsker } from '../../../src/connect/pull/asker.ts';
import type { Site } from '../../../src/connect/pull/site.ts';
import { json, startAnswering } from '../pull/server.ts';
import { gitlab, jira, odoo, type Tool } from './tools.ts';

const open: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

const pace = { refill: () => {}, turn: async () => {}, close: () => {} };
const ask = (site: Site, headers?: Record<string, string>) =>
  createAsker({
    ...{ site, pace, now: () => 0, stopped: new AbortController().signal },
    ...(headers === undefined ? {} : { headers }),
  });

/** Each tool, as it is set up, and an address that people have of its issue. */
const tools = {
  Jira: (url: string) => {
    const site = url.replace('//', '//bot%40example.org:t1@');
    return { site: jiraSite(ask({ url: site }), site, 'OPS'), link: `${url}/browse/OPS-7` };
  },
  GitLab: (url: string) => ({
    site: gitlabSite(ask({ url, token: 'glpat-1' }), url, 'it/sync'),
    link: `${url}/it/sync/-/issues/7`,
  }),
  Odoo: (url: string) => {
    const access = { url, database: 'db', login: 'bot', key: 'k1' };
    const asked = ask({ url, token: 'k1' }, { 'X-Odoo-Database': 'db' });
    return { site: odooSite(asked, access, '3'), link: `${url}/odoo/project/3/tasks/7` };
  },
};
type Name = keyof typeof tools;

async function begin(name: Name, tool: Tool) {
  const server = await startAnswering(tool.answer);
  open.push(server);
  const { site, link } = tools[name](server.url);
  const ref = site.refOf(new URL(link)) ?? '';
  return { server, site, link, ref, tool };
}
const outcomeOf = (answer: Awaited<ReturnType<MirrorSite['read']>> | undefined) =>
  answer !== undefined && 'outcome' in answer ? answer.status : answer;

describe.each<[string, Name, () => Tool, string, string, string]>([
  ['Jira', 'Jira', jira, 'new', 'todo', 'done'],
  ['GitLab', 'GitLab', gitlab, 'opened', 'open', 'closed'],
  ['Odoo 19', 'Odoo', () => odoo(19), '01_in_progress', 'open', '1_done'],
  ['Odoo 17', 'Odoo', () => odoo(17), '01_in_progress', 'open', '1_done'],
])('an issue of %s', (_, name, make, open_, before, closed) => {
  test('is read with the time at which it changed, and closed and opened again', async () => {
    const { site, ref, tool } = await begin(name, make());
    expect(await site.read(ref)).toEqual({ status: before, at: Date.parse('2026-06-05T08:00:00Z') });
    expect(await site.tell(ref, 'done')).toBeUndefined();
    expect(tool.state).toBe(closed);
    expect(await site.read(ref)).toMatchObject({ status: 'done' });
    expect(await site.tell(ref, 'todo')).toBeUndefined();
    expect(tool.state).toBe(open_);
  });

  test('that is gone, or not to be changed, is told apart from one that nobody answers for', async () => {
    const { site, ref, tool, server } = await begin(name, make());
    tool.isShut = true;
    expect([403, 409]).toContain(outcomeOf(await site.tell(ref, 'done')));
    tool.isGone = true;
    expect(outcomeOf(await site.read(ref))).toBe(404);
    server.answers(json({ unexpected: true }));
    expect(await site.read(ref)).toMatchObject({ outcome: 'malformed' });
  });

  test('is opened once, at an address that is known again', async () => {
    const { site, tool } = await begin(name, make());
    const link = await site.create?.({ title: 'Garde-fou', text: 'filrouge, 4-2' });
    expect(tool.opened).toEqual([expect.stringContaining('Garde-fou')]);
    expect(site.refOf(new URL(String(link)))).toBe(
      site.refOf(new URL(tools[name](new URL(String(link)).origin).link)),
    );
  });

  test.each(['javascript:alert(1)', '/it/sync/-/issues/7', ''])('is not opened at %j', async (address) => {
    const { site, server } = await begin(name, make());
    server.answers(json({ web_url: address, key: 7, result: [address] }, 201));
    expect(await site.create?.({ title: 'Garde-fou', text: 'filrouge, 4-2' })).toHaveProperty('outcome');
  });

  test('of another address is none of its own', async () => {
    const { site, server } = await begin(name, make());
    expect(site.refOf(new URL('https://elsewhere.example.org/browse/OPS-7'))).toBeUndefined();
    expect(site.refOf(new URL(`${server.url}/dashboard`))).toBeUndefined();
  });
});

test.each([
  ['Odoo', '/web#id=7&cids=1&model=project.task&view_type=form', '7'],
  ['Odoo', '/odoo/my-tasks/7', '7'],
  ['Odoo', '/odoo/action-412/project.task/7', '7'],
  ['Odoo', '/web#id=7&model=res.partner', undefined],
  ['GitLab', '/it/sync/-/work_items/7', '/api/v4/projects/it%2Fsync/issues/7'],
  ['GitLab', '/it/sync/-/merge_requests/7', undefined],
  ['Jira', '/browse/ops-7', undefined],
] as const)('an address of %s: %s', (name, path, ref) => {
  const url = 'https://tool.example.org';
  expect(tools[name](url).site.refOf(new URL(url + path))).toBe(ref);
});

test.each([
  ['Jira', { webhookEvent: 'jira:issue_updated', issue: { key: 'OPS-7' } }, 'OPS-7'],
  ['Jira', { webhookEvent: 'jira:version_released' }, undefined],
  [
    'GitLab',
    { object_kind: 'issue', object_attributes: { url: 'https://tool.example.org/it/sync/-/issues/7' } },
    '/api/v4/projects/it%2Fsync/issues/7',
  ],
  ['GitLab', { object_attributes: { url: 'no address' } }, undefined],
  ['Odoo', { _model: 'project.task', _id: 7 }, '7'],
  ['Odoo', { _model: 'res.partner', _id: 7 }, undefined],
] as const)('a message of %s names its issue', (name, message, ref) => {
  expect(tools[name]('https://tool.example.org').site.refIn(message)).toBe(ref);
});
