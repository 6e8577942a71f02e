import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * One change of a folder, or the wish to have a file on the disk, as strace saw it. `at` and `end` are wall-clock ms of the call and
 * its return; paths are absolute.
 */
export type Call = { readonly at: number; readonly end: number } & (
  | { readonly kind: 'make'; readonly path: string; readonly empties: boolean }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly length: number }
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
);

const traced =
  'openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir';

/** Whether calls can be traced here. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-D', '-f', '-o', '/dev/null', 'true']).status === 0;
}

/** The command that runs another under strace, as its parent's own child; what it sees goes to files that begin with `log`. */
export function tracing(log: string): string[] {
  return [
    'strace',
    '-D',
    '-ff',
    '-y',
    '-ttt',
    '-T',
    '-xx',
    '-s',
    '33554432',
    '-e',
    `trace=${traced}`,
    '-o',
    log,
  ];
}

/** What was done below a folder by all threads whose logs begin with these names, in order. */
export function readCalls(logs: readonly string[], folder: string): Call[] {
  const lines = logs.flatMap((log) =>
    readdirSync(dirname(log))
      .filter((name) => name.startsWith(`${basename(log)}.`))
      .flatMap((name) => readFileSync(join(dirname(log), name), 'latin1').split('\n')),
  );
  const traced = lines.flatMap((line) => parseLine(line) ?? []).sort((a, b) => a.at - b.at);
  const inside = (path: string): boolean => path === folder || path.startsWith(`${folder}/`);
  return withOffsets(traced).filter(({ path }) => inside(path));
}

type Parsed = { at: number; end: number; name: string; args: string; result: string };

/** Only calls that succeeded are of interest. */
function parseLine(line: string): Parsed | undefined {
  const match = /^(\d+\.\d+) (\w+)\((.*)\) = (\d+)(<[^>]*>)? <(\d+\.\d+)>$/s.exec(line);
  if (match === null) return undefined;
  const [, time, name = '', args = '', result = '', , lasted] = match;
  const at = Number(time) * 1_000;
  return { at, end: at + Number(lasted) * 1_000, name, args, result };
}

/** Puts the place of each write to it: `write` goes on where the last one on the same descriptor ended. */
function withOffsets(all: readonly Parsed[]): Call[] {
  const position = new Map<string, number>();
  return all.flatMap(({ at, end, name, args, result }): Call[] => {
    const [first, second] = pathsIn(args);
    const fd = /^(\d+)</.exec(args)?.[1] ?? '';
    const times = { at, end };
    switch (name) {
      case 'openat':
      case 'open':
      case 'creat': {
        const path =
          (name === 'openat' && second !== undefined ? resolve(first ?? '/', second) : first) ?? '';
        position.set(result, 0);
        const makes = /O_CREAT/.test(args);
        const empties = /O_TRUNC/.test(args);
        return makes || empties ? [{ ...times, kind: 'make', path, empties }] : [];
      }
      case 'write':
      case 'writev':
      case 'pwrite64':
      case 'pwritev': {
        const bytes = Buffer.concat(stringsIn(args.slice(args.indexOf('>') + 1))).subarray(0, Number(result));
        const given = name.startsWith('p') ? Number(/, (\d+)$/.exec(args)?.[1]) : undefined;
        const offset = given ?? position.get(fd) ?? 0;
        if (given === undefined) position.set(fd, offset + bytes.length);
        return [{ ...times, kind: 'write', path: first ?? '', offset, bytes }];
      }
      case 'ftruncate':
      case 'truncate':
        return [
          { ...times, kind: 'truncate', path: first ?? '', length: Number(/, (\d+)$/.exec(args)?.[1]) },
        ];
      case 'fsync':
      case 'fdatasync':
        return [{ ...times, kind: 'sync', path: first ?? '' }];
      case 'mkdir':
        return [{ ...times, kind: 'folder', path: first ?? '' }];
      case 'rename':
        return [{ ...times, kind: 'rename', path: first ?? '', to: second ?? '' }];
      case 'unlink':
      case 'rmdir':
        return [{ ...times, kind: 'remove', path: first ?? '' }];
      default:
        throw new Error(`nobody knows what ${name}(${args.slice(0, 200)}) does`);
    }
  });
}

/** Descriptors' paths and texts, in the order in which they stand. */
function pathsIn(args: string): string[] {
  return [
    ...args.slice(0, 20_000).matchAll(/<((?:\\x[0-9a-f]{2})+)(?:\\x[0-9a-f]{2})*>|"((?:\\x[0-9a-f]{2})+)"/g),
  ].map((match) => unhex(match[1] ?? match[2] ?? '').toString());
}

function stringsIn(args: string): Buffer[] {
  return [...args.matchAll(/"([^"]*)"/g)].map((match) => unhex(match[1] ?? ''));
}

function unhex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}
