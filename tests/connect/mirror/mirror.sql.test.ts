import { createHmac } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { eachEngine } from '../../support/database.ts';
import { type House, ok, openHouse } from '../../support/house.ts';
import { startAnswering } from '../pull/server.ts';
import { gitlab, jira } from './tools.ts';

const secret = 'a-secret-of-the-mirror';
const open: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

eachEngine('actions that are mirrored', (database) => {
  let house: House;
  const begin = async (env: Record<string, string>) => {
    house = await openHouse(await database(), { env: { FILROUGE_MIRROR_SECRET: secret, ...env } });
    open.push(house);
    const incident = { source: 'manual', agent: 'margaux', title: 'Écart', description: 'À la main' };
    await ok(house.as('lea').post('/v1/incidents', { ...incident, playbook: 'stale-answers' }), 201);
  };
  const action = async () => (await ok(house.as('viewer').get('/v1/plans/1'))).actions[0];
  const until = (check: () => Promise<void>) =>
    vi.waitFor(
      async () => {
        await house.app.tick();
        await check();
      },
      { interval: 5, timeout: 10_000 },
    );
  const knock = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${house.url}/v1/mirror/${path}`, { method: 'POST', body: JSON.stringify(body), headers });

  test('are opened in GitLab, follow it by its messages, and are verified by nobody there', async () => {
    const tool = gitlab();
    const server = await startAnswering(tool.answer);
    open.push(server);
    const env = { FILROUGE_GITLAB_URL: server.url, FILROUGE_GITLAB_TOKEN: 'glpat-1' };
    await begin({ ...env, FILROUGE_GITLAB_PROJECT: 'it/sync' });
    const press = () => house.as('lea').post('/v1/actions/1-1/mirror', { site: 'gitlab' });
    const pressedTwice = await Promise.all([press(), press()]);
    expect(pressedTwice.map(({ status }) => status).sort()).toEqual([201, 409]);
    const link = (await action()).link.url;
    expect([link, tool.opened.length]).toEqual([`${server.url}/it/sync/-/issues/7`, 1]);
    const twice = await press();
    expect([twice.status, twice.body.type]).toEqual([409, expect.stringContaining('already_linked')]);
    expect((await house.as('viewer').post('/v1/actions/1-1/mirror', { site: 'gitlab' })).status).toBe(403);
    await until(async () => expect((await action()).link).toMatchObject({ url: link, there: 'open' }));

    tool.state = 'closed';
    const message = { object_kind: 'issue', object_attributes: { url: link } };
    expect((await knock('gitlab', message, { 'X-Gitlab-Token': 'wrong' })).status).toBe(401);
    expect((await knock('gitlab', message, { 'X-Gitlab-Token': secret })).status).toBe(204);
    await until(async () => expect((await action()).status).toBe('done'));
    expect((await action()).verification).toBe('unverified');
    const { items } = await ok(house.as('viewer').get('/v1/register?limit=500'));
    const set = items.findLast(
      ({ kind }: { kind: string }) => kind === 'plan.actionStatusSet' || kind === 'actionStatusSet',
    );
    expect(JSON.stringify(set)).toContain('mirror:gitlab');

    await ok(house.as('lea').patch('/v1/actions/1-1', { status: 'in_progress' }));
    await until(async () => expect(tool.state).toBe('opened'));
    tool.isGone = true;
    await knock('gitlab', message, { 'X-Gitlab-Token': secret });
    await until(async () => expect((await action()).link.fault).toBe('gone'));
    const { body } = await house.as('viewer').get('/metrics');
    expect(body).toContain('filrouge_mirror_broken{fault="gone"} 1');
    expect(body).toContain('filrouge_mirror_total{site="gitlab",outcome="taken"} 1');
    await ok(house.as('lea').patch('/v1/actions/1-1', { link: null }));
    expect((await action()).link).toBeUndefined();
  });

  test('are known by the signature of Jira, whatever else the message says', async () => {
    const tool = jira();
    const server = await startAnswering(tool.answer);
    open.push(server);
    await begin({ FILROUGE_JIRA_URL: server.url.replace('//', '//bot%40example.org:t1@') });
    await ok(house.as('lea').patch('/v1/actions/1-1', { link: `${server.url}/browse/OPS-7` }));
    await until(async () => expect((await action()).link.there).toBe('todo'));
    tool.state = 'indeterminate';
    // The message lies; the issue itself is looked at.
    const message = { issue: { key: 'OPS-7', fields: { status: { statusCategory: { key: 'done' } } } } };
    const signature = `sha256=${createHmac('sha256', secret).update(JSON.stringify(message)).digest('hex')}`;
    expect((await knock('jira', message)).status).toBe(401);
    expect((await knock('jira', message, { 'X-Hub-Signature': signature })).status).toBe(204);
    await until(async () => expect((await action()).status).toBe('in_progress'));
    expect((await knock(`odoo?token=${secret}`, { _model: 'project.task', _id: 7 })).status).toBe(404);
    expect((await house.as('lea').post('/v1/actions/1-1/mirror', { site: 'odoo' })).status).toBe(409);
  });
});
