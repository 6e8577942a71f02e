import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { cleanName, extensionOf } from './file-name.ts';

/** The findings of a look at a file. */
export type Looked = {
  readonly bytes: number;
  /** Its first bytes, at most `headBytes`. */
  readonly head: Uint8Array;
  /** The files in it, where it is a ZIP archive. */
  readonly names?: readonly string[] | undefined;
  /** Whether it is text from its first to its last byte. */
  readonly isText: boolean;
  /** Whether it is JSON; absent where it was not asked, or is too long to be. */
  readonly isJson?: boolean | undefined;
};

/** So many bytes from the beginning tell what a file is. */
export const headBytes = 4_096;

/**
 * The types that are taken, with the endings that a name of each may have; the first is given to one without.
 */
const types = {
  pdf: { type: 'application/pdf', endings: ['pdf'] },
  png: { type: 'image/png', endings: ['png'] },
  jpeg: { type: 'image/jpeg', endings: ['jpg', 'jpeg'] },
  gif: { type: 'image/gif', endings: ['gif'] },
  webp: { type: 'image/webp', endings: ['webp'] },
  docx: {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
  },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', endings: ['xlsx'] },
  odt: { type: 'application/vnd.oasis.opendocument.text', endings: ['odt'] },
  ods: { type: 'application/vnd.oasis.opendocument.spreadsheet', endings: ['ods'] },
  json: { type: 'application/json', endings: ['json'] },
  csv: { type: 'text/csv', endings: ['csv'] },
  markdown: { type: 'text/markdown', endings: ['md', 'markdown'] },
  mail: { type: 'message/rfc822', endings: ['eml'] },
  text: { type: 'text/plain', endings: ['txt', 'log'] },
} as const satisfies Readonly<
  Record<string, { readonly type: string; readonly endings: readonly [string, ...string[]] }>
>;
type Kind = keyof typeof types;

/** The endings that are taken, as a file field of a form says them. */
export const takenEndings: readonly string[] = Object.values(types).flatMap(({ endings }) => endings);

/** A type of ours, and the name that the file is kept under. */
export type Recognised = { readonly type: string; readonly name: string };

/** The type of a file by its content, and its name made safe; a name that says something else is refused. */
export function recogniseFile(given: string, looked: Looked): Result<Recognised> {
  if (looked.bytes === 0) return refused(bad('evidence_empty', 'The file is empty.'));
  const ending = extensionOf(given);
  const kind = kindOf(ending, looked);
  if (kind === undefined) return refused(unknownType(given, looked));
  const { type, endings } = types[kind];
  const own: readonly string[] = endings;
  if (ending !== '' && !own.includes(ending))
    return refused(
      bad(
        'evidence_type_differs',
        `The name ends with .${ending}, but the content is ${type}. Give the file its own ending (.${endings[0]}), or send the right file.`,
        { ending, found: type },
      ),
    );
  return done({ type, name: cleanName(given, endings[0]) });
}

function kindOf(ending: string, looked: Looked): Kind | undefined {
  const { head, names, isText } = looked;
  if (startsWith(head, '%PDF-')) return 'pdf';
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(head, '\xff\xd8\xff')) return 'jpeg';
  if (startsWith(head, 'GIF87a') || startsWith(head, 'GIF89a')) return 'gif';
  if (startsWith(head, 'RIFF') && startsWith(head.subarray(8), 'WEBP')) return 'webp';
  if (startsWith(head, 'PK\x03\x04')) return names === undefined ? undefined : officeKind(head, names);
  return isText && !isMarkup(head) ? textKind(ending, looked) : undefined;
}

/** Office files are archives; those with programs in them are none of ours. */
function officeKind(head: Uint8Array, names: readonly string[]): Kind | undefined {
  if (
    names.some((name) => /vbaProject|\.(?:bin|exe|dll|js|vbs)$/i.test(name) && !/printerSettings/.test(name))
  )
    return undefined;
  if (names.includes('[Content_Types].xml')) {
    if (names.includes('word/document.xml')) return 'docx';
    return names.includes('xl/workbook.xml') ? 'xlsx' : undefined;
  }
  const opening = latin(head.subarray(0, 160));
  if (opening.includes(`mimetype${types.odt.type}`)) return 'odt';
  return opening.includes(`mimetype${types.ods.type}`) ? 'ods' : undefined;
}

/** Texts are told apart by what their name says, where their content can be that. */
function textKind(ending: string, { head, isJson }: Looked): Kind | undefined {
  if (ending === 'json') return isJson === true ? 'json' : 'text';
  if (ending === 'csv') return 'csv';
  if (ending === 'md' || ending === 'markdown') return 'markdown';
  if (ending !== 'eml') return 'text';
  const isMail =
    /^(?:from|received|return-path|delivered-to|date|message-id|mime-version|subject|to|x-[\w-]+): /i.test(
      latin(head),
    ) && /^from: /im.test(latin(head));
  return isMail ? 'mail' : 'text';
}

/** Pages and drawings that browsers carry out, whatever their name. */
function isMarkup(head: Uint8Array): boolean {
  const text = latin(head).replace(/^\xef\xbb\xbf/, '');
  return /^\s*<(?:!doctype|!--|\?xml|html|head|body|svg|script|iframe|style|meta|link|img|math)/i.test(text);
}

function unknownType(given: string, { head, isText }: Looked): Refusal {
  const found = isText && isMarkup(head) ? 'HTML, SVG or XML' : 'of no type that is taken';
  return bad(
    'evidence_type_unknown',
    `The content of ${JSON.stringify(given.slice(0, 100))} is ${found}. Taken are ${takenEndings.join(', ')}, by their content.`,
    { taken: takenEndings },
  );
}

function bad(code: string, detail: string, facts?: Refusal['facts']): Refusal {
  return { kind: 'invalid', code, detail, ...(facts && { facts }) };
}

function startsWith(bytes: Uint8Array, signs: string): boolean {
  return latin(bytes.subarray(0, signs.length)) === signs;
}

/** Each byte as the sign with its number. */
function latin(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
