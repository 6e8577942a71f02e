import type { StatusThere } from '../../../plans/link.ts';
import { defined } from '../../../platform/defined.ts';
import { listOf, objectOf, textIn, timeIn } from '../../json.ts';
import type { Ask } from '../../pull/asker.ts';
import { faultOf, type PullFault } from '../../pull/fault.ts';
import { type MirrorSite, pathOn, shownAddress } from './site.ts';

/** States of a task. A task that nobody has begun is in progress for Odoo. */
const there: Readonly<Record<string, StatusThere>> = {
  '01_in_progress': 'open',
  '02_changes_requested': 'open',
  '03_approved': 'open',
  '04_waiting_normal': 'waiting',
  '1_done': 'done',
  '1_canceled': 'cancelled',
};

/** Where tasks stand: the database, the user and the API key. */
export type OdooAccess = {
  readonly url: string;
  readonly database: string;
  readonly login: string;
  readonly key: string;
};

type Call = (method: string, args: Arguments) => Promise<{ readonly json: unknown } | PullFault>;
/** Of a method of tasks: those it is about, and what else it takes, by name. */
type Arguments = { readonly ids?: readonly number[]; readonly more: Readonly<Record<string, unknown>> };

/**
 * Project of Odoo from 17 on: by its JSON-2 API, which came with 19, else by JSON-RPC, which 20 takes away.
 */
export function odooSite(ask: Ask, access: OdooAccess, project: string | undefined): MirrorSite {
  const { url } = access;
  const call = callOf(ask, access);
  const site: MirrorSite = {
    refOf: (link) => {
      const path = pathOn(url, link) ?? '';
      const inHash = /[#&]model=project\.task\b/.test(link.hash) ? link.hash : '';
      return (/^\/odoo\/(?:.+\/)?(?:tasks|my-tasks|all-tasks|project\.task)\/(\d+)$/.exec(path) ??
        /[#&]id=(\d+)/.exec(inHash))?.[1];
    },
    refIn: ({ _model, _id }) =>
      _model === 'project.task' && Number.isSafeInteger(_id) ? String(_id) : undefined,
    read: async (ref) => {
      const more = { fields: ['state', 'write_date'] };
      const answer = await call('read', { ids: [Number(ref)], more });
      if ('outcome' in answer) return answer;
      const tasks: unknown = answer.json;
      const [task] = listOf(tasks);
      if (Array.isArray(tasks) && task === undefined)
        return { ...faultOf('http_error', 'there is no such task'), status: 404 };
      const { state, write_date: writtenAt } = objectOf(task) ?? {};
      const [status, at] = [there[textIn(state) ?? ''], timeIn(writtenAt)];
      return status === undefined || at === undefined
        ? faultOf('malformed', 'the answer is no task of Odoo 17 or later')
        : { status, at };
    },
    tell: async (ref, status) => {
      const vals = { state: status === 'done' ? '1_done' : '01_in_progress' };
      const answer = await call('write', { ids: [Number(ref)], more: { vals } });
      return 'outcome' in answer ? answer : undefined;
    },
  };
  if (project === undefined) return site;
  return {
    ...site,
    create: async ({ title, text }) => {
      const vals = { name: title, description: text, project_id: Number(project) };
      const answer = await call('create', { more: { vals_list: [vals] } });
      if ('outcome' in answer) return answer;
      const [id] = listOf(answer.json);
      return typeof id === 'number'
        ? `${shownAddress(url)}/web#id=${id}&model=project.task&view_type=form`
        : faultOf('malformed', 'the answer names no task');
    },
  };
}

/** Calls a method of tasks by whichever of the two APIs there is; which one is asked once. */
function callOf(ask: Ask, { database, login, key }: OdooAccess): Call {
  let isJson2: boolean | undefined;
  let user: unknown;
  const rpc = async (service: string, method: string, args: readonly unknown[], isOnce = false) => {
    const body = { jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } };
    const answer = await ask({ path: '/jsonrpc', body, isOnce });
    if ('outcome' in answer) return answer;
    const { error, result } = objectOf(answer.json) ?? {};
    if (error === undefined) return { json: result };
    const name = textIn(objectOf(objectOf(error)?.['data'])?.['name']) ?? '';
    // Errors come as 200.
    return { ...faultOf('http_error', `Odoo refuses it: ${name}`), status: /Missing/.test(name) ? 404 : 403 };
  };
  return async (method, { ids, more }) => {
    const isOnce = method === 'create';
    if (isJson2 === undefined) {
      const probe = await ask({ path: '/json/2/res.users/context_get', body: {} });
      if ('outcome' in probe && probe.status !== 404) return probe;
      isJson2 = !('outcome' in probe);
    }
    if (isJson2)
      return ask({
        path: `/json/2/project.task/${method}`,
        body: { ...defined({ ids }), ...more },
        isOnce,
      });
    if (user === undefined) {
      const signedIn = await rpc('common', 'login', [database, login, key]);
      if ('outcome' in signedIn) return signedIn;
      if (typeof signedIn.json !== 'number')
        return { ...faultOf('http_error', 'Odoo knows no such user and key'), status: 401 };
      user = signedIn.json;
    }
    const args = [...(ids === undefined ? [] : [ids]), ...Object.values(more)];
    return rpc('object', 'execute_kw', [database, user, key, 'project.task', method, args], isOnce);
  };
}
