import { z } from 'zod';
import { webAddress } from './forms.ts';

/** The secret that a helpdesk signs with, where its API is, and the token shown there. */
export type HelpdeskAccess = { readonly secret?: string; readonly url?: string; readonly token?: string };

/** The access to the helpdesk that sources.yaml gives this name. */
export function helpdeskAccess(
  { helpdesks }: { readonly helpdesks?: ReadonlyMap<string, HelpdeskAccess> },
  name: string,
): HelpdeskAccess {
  return helpdesks?.get(name.toUpperCase().replaceAll('-', '_')) ?? {};
}

type Given = Readonly<Record<string, string | undefined>>;

const setting = /^FILROUGE_HELPDESK_([A-Z0-9_]+)_(SECRET|URL|TOKEN)$/;
const Forms = {
  SECRET: z.string().regex(/^[\x21-\x7e]{8,}$/, 'at least 8 visible characters'),
  URL: webAddress(),
  TOKEN: z.string().regex(/^[\x21-\x7e]+$/, 'a token of visible characters'),
};
type Part = keyof typeof Forms;
const members: Readonly<Record<Part, keyof HelpdeskAccess>> = {
  ...{ SECRET: 'secret', URL: 'url', TOKEN: 'token' },
};

/** Whether a name is a setting of a helpdesk: FILROUGE_HELPDESK_NAME_SECRET, … */
export function isHelpdeskSetting(name: string): boolean {
  return setting.test(name);
}

/** The settings of helpdesks among those given: the name of the helpdesk, and the part of its access. */
function partsIn(given: Given) {
  return Object.entries(given).flatMap(([name, value]) => {
    const [, helpdesk, part] = setting.exec(name) ?? [];
    const known = (['SECRET', 'URL', 'TOKEN'] as const).find((one) => one === part);
    return value === undefined || helpdesk === undefined || known === undefined
      ? []
      : [{ name, helpdesk, part: known, value }];
  });
}

/** By the name of the helpdesk in sources.yaml, in capital letters and with `_` for `-`. */
export function helpdesksIn(given: Given): Map<string, HelpdeskAccess> {
  const found = new Map<string, HelpdeskAccess>();
  for (const { helpdesk, part, value } of partsIn(given))
    found.set(helpdesk, { ...found.get(helpdesk), [members[part]]: value });
  return found;
}

/**
 * The faults of the settings: the name, and what was expected. An address and a token make sense only
 * together.
 */
export function helpdeskFaults(given: Given): { readonly name: string; readonly expected: string }[] {
  return partsIn(given).flatMap(({ name, helpdesk, part, value }) => {
    const { error } = Forms[part].safeParse(value);
    if (error !== undefined) return [{ name, expected: error.issues[0]?.message ?? 'another value' }];
    const other = part === 'SECRET' ? undefined : part === 'URL' ? 'TOKEN' : 'URL';
    const missing = `FILROUGE_HELPDESK_${helpdesk}_${other}`;
    return other === undefined || given[missing] !== undefined
      ? []
      : [{ name: missing, expected: `a value, because ${name} is set` }];
  });
}
