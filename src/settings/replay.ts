import { z } from 'zod';
import { webAddress } from './forms.ts';

/** The value of a header of replays, and the address below which alone it is shown. */
type ReplayHeader = { readonly url: string; readonly value: string };

/** By the name that actions give the value of a header, in capital letters and with `_` for `-`. */
export type ReplaySettings = { readonly replayHeaders?: ReadonlyMap<string, ReplayHeader> };

type Given = Readonly<Record<string, string | undefined>>;

const setting = /^FILROUGE_REPLAY_([A-Z0-9_]+)_(URL|VALUE)$/;
const Forms = {
  URL: webAddress(),
  VALUE: z.string().regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,2000}[\x21-\x7e])?$/, 'a text of visible characters'),
};

/** Whether a name is a setting of replays: FILROUGE_REPLAY_NAME_URL, FILROUGE_REPLAY_NAME_VALUE. */
export function isReplaySetting(name: string): boolean {
  return setting.test(name);
}

/** The headers that are set, if there are any. */
export function replayHeadersIn(given: Given): ReplaySettings {
  const names = new Set(Object.keys(given).flatMap((name) => setting.exec(name)?.[1] ?? []));
  const replayHeaders = new Map(
    [...names].flatMap((name) => {
      const [url, value] = [given[`FILROUGE_REPLAY_${name}_URL`], given[`FILROUGE_REPLAY_${name}_VALUE`]];
      return url === undefined || value === undefined ? [] : [[name, { url, value }] as const];
    }),
  );
  return replayHeaders.size === 0 ? {} : { replayHeaders };
}

/**
 * The faults of the settings: the name, and what was expected. A value without an address would be shown to
 * whatever address somebody writes into an action.
 */
export function replayFaults(given: Given): { readonly name: string; readonly expected: string }[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const [, header, part] = setting.exec(name) ?? [];
    if (header === undefined || (part !== 'URL' && part !== 'VALUE') || value === undefined) return [];
    const { error } = Forms[part].safeParse(value);
    if (error !== undefined) return [{ name, expected: error.issues[0]?.message ?? 'another value' }];
    const missing = `FILROUGE_REPLAY_${header}_${part === 'URL' ? 'VALUE' : 'URL'}`;
    return given[missing] === undefined
      ? [{ name: missing, expected: `a value, because ${name} is set` }]
      : [];
  });
}
