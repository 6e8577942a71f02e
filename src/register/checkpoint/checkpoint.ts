import { iso } from '../../platform/iso.ts';

/**
 * A state of the register that somebody signed: a checkpoint of https://c2sp.org/tlog-checkpoint. Its tree
 * has the hashes of the entries as leaves; what the chain adds stands in two extension lines.
 */
export type Checkpoint = {
  /** The name that says whose register it is; also that of the key. */
  readonly origin: string;
  /** How many entries it covers: those from 1 to this one. */
  readonly size: number;
  /** Root hash of the Merkle tree over the hashes of these entries (RFC 6962), in hex. */
  readonly root: string;
  /** Hash of the last of them, sixty-four zeros where there are none; others' notes do not say it. */
  readonly head?: string;
  /** When it was made, epoch ms; others' notes do not say it. */
  readonly at?: number;
};

/**
 * The causes of a checkpoint. `begun`: a process began, and the last one was an hour old or more; `closed`: a
 * plan or an incident was; `asked`: somebody asked for a bundle.
 */
export const checkpointCauses = ['hourly', 'begun', 'closed', 'shutdown', 'asked'] as const;
export type CheckpointCause = (typeof checkpointCauses)[number];

/** The text that is signed. */
export function checkpointText({ origin, size, root, head, at }: Required<Checkpoint>): string {
  return `${origin}\n${size}\n${base64Of(root)}\nchain ${head}\ntime ${iso(at)}\n`;
}

/** The checkpoint of a text that was signed, or what of it is no checkpoint. */
export function parseCheckpoint(text: string): Checkpoint | { readonly fault: string } {
  const [origin = '', size = '', root = '', ...extensions] = text.replace(/\n$/, '').split('\n');
  if (origin === '' || !/^(?:0|[1-9]\d{0,15})$/.test(size))
    return { fault: `a number of entries in its second line, and found "${shown(size)}"` };
  const hash = hexOf(root);
  if (hash?.length !== 64)
    return { fault: `a hash of 32 bytes in base64 in its third line, and found "${shown(root)}"` };
  const told = (name: string) =>
    extensions.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
  const head = told('chain');
  const at = new Date(told('time') ?? '').getTime();
  return {
    ...{ origin, size: Number(size), root: hash },
    ...(head !== undefined && { head }),
    ...(Number.isFinite(at) && { at }),
  };
}

/** So much of a text as a sentence may hold. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Bytes in hex as base64 writes them, which notes do. */
export function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

function hexOf(base64: string): string | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes.toString('hex') : undefined;
}
