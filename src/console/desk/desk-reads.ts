import type { Caller } from '../../access/roles.ts';
import { defined } from '../../platform/defined.ts';
import { type DeskPorts, type OpenDesk, openDesk } from '../../requests/ports.ts';
import { getRequest } from '../../requests/request-row-store.ts';
import { listRequests } from '../../requests/request-store.ts';
import { type RequestFile, readRequest, readRequests } from '../../requests/view-store.ts';
import type { ListQuery, ListView } from './requests.page.tsx';

/** So many requests stand on a page. */
const pageSize = 50;

/** A page of requests, in words. */
export type RequestsRead = Pick<ListView, 'items' | 'next'>;

/** A page of requests; the vault notes who reads it. */
export function requestsRead(desk: OpenDesk, query: ListQuery): Promise<RequestsRead> {
  return readRequests(desk, { ...rowsOf(query), ...defined({ q: query.q }) });
}

function rowsOf({ state, kind, owner, cursor }: ListQuery) {
  return {
    ...defined({ kind, owner, before: cursor }),
    ...(state !== 'all' && { state }),
    limit: pageSize,
  };
}

/**
 * A reader of a list that stays open. The vault notes who reads whose words, so they are read again only when
 * something has changed: a page that nobody touches leaves no trail of readings.
 */
export function rereadingList(desk: DeskPorts, caller: Caller, query: ListQuery, shown?: RequestsRead) {
  let known = shown;
  return async (): Promise<RequestsRead | undefined> => {
    const opened = openDesk(desk, caller);
    if (!opened.ok) return undefined;
    // What was looked for by words stays as it was found.
    const isSearch = query.q !== undefined && query.q.trim() !== '';
    if (known !== undefined && isSearch) return known;
    const now = await listRequests(opened.value.database.db, rowsOf(query));
    if (known === undefined || keyOf(now.items) !== keyOf(known.items))
      known = await requestsRead(opened.value, query);
    return known;
  };
}

function keyOf(items: readonly { readonly number: number; readonly version: number }[]): string {
  return items.map(({ number, version }) => `${number}:${version}`).join(' ');
}

/** A reader of one request that stays open, by the same rule. */
export function rereadingFile(desk: DeskPorts, caller: Caller, number: number, shown?: RequestFile) {
  let known = shown;
  return async (): Promise<RequestFile | undefined> => {
    const opened = openDesk(desk, caller);
    if (!opened.ok) return undefined;
    const now = await getRequest(opened.value.database.db, number);
    if (now === undefined || now.version === known?.request.version) return known;
    const read = await readRequest(opened.value, number);
    known = read.ok ? read.value : undefined;
    return known;
  };
}
