import { type Answering, json } from '../pull/server.ts';

/** A server that speaks like one of the tools, with one issue; a test sets what it holds, and how it answers. */
export type Tool = {
  readonly answer: Answering;
  /** In the words of the tool. */
  state: string;
  changedAt: string;
  isGone: boolean;
  /** Changes are refused. */
  isShut: boolean;
  readonly opened: string[];
};

const start = { changedAt: '2026-06-05T08:00:00Z', isGone: false, isShut: false };
const nothing: Answering = (_, response) => {
  response.statusCode = 204;
  response.end();
};

/** Jira Cloud, version 3 of its API: a workflow of three statuses with a dead end. */
export function jira(): Tool {
  const tool: Tool = {
    ...{ ...start, state: 'new', opened: [] },
    answer: (asked, response) => {
      const send = (answer: Answering) => answer(asked, response);
      if (asked.authorization !== `Basic ${Buffer.from('bot@example.org:t1').toString('base64')}`)
        return send(json({ errorMessages: ['Client must be authenticated'] }, 401));
      if (asked.path === '/rest/api/3/issue') {
        const { fields } = JSON.parse(asked.body);
        tool.opened.push(`${fields.project.key} ${fields.summary}`);
        return send(json({ id: '10001', key: 'OPS-7' }, 201));
      }
      if (tool.isGone || !asked.path.startsWith('/rest/api/3/issue/OPS-7'))
        return send(json({ errorMessages: ['Issue does not exist'] }, 404));
      if (!asked.path.endsWith('/transitions'))
        return send(
          json({
            key: 'OPS-7',
            fields: {
              status: { name: 'Whatever', statusCategory: { key: tool.state } },
              statuscategorychangedate: tool.changedAt.replace('Z', '.000+0000'),
            },
          }),
        );
      const names = tool.isShut ? ['new'] : ['new', 'indeterminate', 'done'];
      if (asked.method === 'GET')
        return send(
          json({ transitions: names.map((key) => ({ id: `to-${key}`, to: { statusCategory: { key } } })) }),
        );
      tool.state = String(JSON.parse(asked.body).transition.id).replace('to-', '');
      return send(nothing);
    },
  };
  return tool;
}

/** GitLab, version 4 of its API. */
export function gitlab(): Tool {
  const tool: Tool = {
    ...{ ...start, state: 'opened', opened: [] },
    answer: (asked, response) => {
      const send = (answer: Answering) => answer(asked, response);
      if (asked.authorization !== 'Bearer glpat-1') return send(json({ message: '401 Unauthorized' }, 401));
      const issue = () => ({
        ...{ iid: 7, state: tool.state, updated_at: tool.changedAt },
        closed_at: tool.state === 'closed' ? tool.changedAt : null,
        web_url: `http://${asked.headers.host}/it/sync/-/issues/7`,
      });
      if (asked.path === '/api/v4/projects/it%2Fsync/issues') {
        tool.opened.push(JSON.parse(asked.body).title);
        return send(json(issue(), 201));
      }
      if (tool.isGone || asked.path !== '/api/v4/projects/it%2Fsync/issues/7')
        return send(json({ message: '404 Not found' }, 404));
      if (asked.method === 'PUT') {
        if (tool.isShut) return send(json({ message: '403 Forbidden' }, 403));
        tool.state = JSON.parse(asked.body).state_event === 'close' ? 'closed' : 'opened';
      }
      return send(json(issue()));
    },
  };
  return tool;
}

/** Odoo 19, which has the JSON-2 API, or 17, which has JSON-RPC alone and errors that come as 200. */
export function odoo(version: 17 | 19): Tool {
  const task = (tool: Tool) => ({
    id: 7,
    state: tool.state,
    write_date: tool.changedAt.replace('T', ' ').replace('Z', ''),
  });
  const run = (tool: Tool, method: string, values: Record<string, unknown>): unknown => {
    if (method === 'read') return tool.isGone ? [] : [task(tool)];
    if (method === 'create') {
      const [{ name, project_id: project }] = values['vals_list'] as [{ name: string; project_id: number }];
      tool.opened.push(`${project} ${name}`);
      return [7];
    }
    tool.state = (values['vals'] as { state: string }).state;
    return true;
  };
  const tool: Tool = {
    ...{ ...start, state: '01_in_progress', opened: [] },
    answer: (asked, response) => {
      const send = (answer: Answering) => answer(asked, response);
      const body = JSON.parse(asked.body || '{}');
      if (version === 17) {
        if (asked.path !== '/jsonrpc') return send((_, to) => to.writeHead(404).end('<html>Not Found'));
        const { service, method, args } = body.params;
        if (service === 'common' && method === 'login')
          return send(
            json({ jsonrpc: '2.0', id: 1, result: args[1] === 'bot' && args[2] === 'k1' ? 2 : false }),
          );
        const [database, user, key, model, called, [first, second]] = args;
        if (
          database !== 'db' ||
          user !== 2 ||
          key !== 'k1' ||
          model !== 'project.task' ||
          (called === 'write' && tool.isShut)
        )
          return send(
            json({ jsonrpc: '2.0', id: 1, error: { data: { name: 'odoo.exceptions.AccessError' } } }),
          );
        const values = called === 'create' ? { vals_list: first } : { ids: first, vals: second };
        return send(json({ jsonrpc: '2.0', id: 1, result: run(tool, called, values) }));
      }
      if (asked.authorization !== 'Bearer k1' || asked.headers['x-odoo-database'] !== 'db')
        return send(json({ name: 'werkzeug.exceptions.Unauthorized' }, 401));
      if (asked.path === '/json/2/res.users/context_get') return send(json({ uid: 2 }));
      const method = asked.path.replace('/json/2/project.task/', '');
      if (method === 'write' && tool.isShut) return send(json({ name: 'odoo.exceptions.AccessError' }, 403));
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(run(tool, method, body)));
    },
  };
  return tool;
}
