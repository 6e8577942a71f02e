import { readWith } from './schema-check.ts';
import { Id } from './schemas/parts.ts';
import { complain, itemsOf, type Place, type Source, under } from './source.ts';

/** The lists of ids beside the agents' files, by their path. */
export type Lists = ReadonlyMap<string, Place>;

/** An agent of a file, and the place that names it. */
export type NamedAgent = { readonly id: string; readonly named: Place };

/** A list of ids as a file: one a line; empty lines and those that begin with # say nothing. */
export function readList(file: string, text: string): Source {
  const ids = text.split(/\r?\n/).flatMap((line, row) => {
    const id = line.trim();
    return id === '' || id.startsWith('#') ? [] : [{ id, line: row + 1, column: line.indexOf(id) + 1 }];
  });
  const spanOf = ([place]: readonly (string | number)[]) => {
    const { id = '', line = 1, column = 1 } = ids[Number(place)] ?? {};
    return { line, column, length: id.length };
  };
  const wordSpan: Source['wordSpan'] = (path, offset, length) => {
    const { line, column } = spanOf(path);
    return { line, column: column + offset, length };
  };
  return { file, value: ids.map(({ id }) => id), valueSpan: spanOf, keySpan: spanOf, wordSpan };
}

/** The agents that a file of agents/ is about: the one it names, or those of its fleet with a good id. */
export function agentsIn(file: Place, lists: Lists): NamedAgent[] {
  return namesIn(file, lists).flatMap((named) => {
    const { value: id } = named;
    return typeof id === 'string' && Id.safeParse(id).success ? [{ id, named }] : [];
  });
}

/** Reports what of a fleet's list cannot be used. */
export function checkFleet(file: Place, lists: Lists): void {
  const from = under(file, 'fleet', 'from');
  if (typeof from.value !== 'string') return;
  const list = listOf(from, lists);
  if (list === undefined)
    complain(from, 'unknown_list', from.value, 'a file of agents/ with one id a line, such as ids.txt');
  else if (itemsOf(list).length === 0) complain(from, 'empty_list', from.value, 'one id at least');
  else for (const named of itemsOf(list)) readWith(Id, named);
}

function namesIn(file: Place, lists: Lists): Place[] {
  if (under(file, 'fleet').value === undefined) return [under(file, 'agent')];
  const list = listOf(under(file, 'fleet', 'from'), lists);
  return [...itemsOf(under(file, 'fleet', 'ids')), ...(list === undefined ? [] : itemsOf(list))];
}

function listOf({ value }: Place, lists: Lists): Place | undefined {
  return lists.get(`agents/${value}`);
}
