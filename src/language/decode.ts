/**
 * The text of bytes as spreadsheets save it: UTF-8 or UTF-16 with a byte order mark, UTF-8 without one, else
 * the code page of Western Windows, in which Excel still saves CSV. `undefined`: these bytes are no text.
 */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  const text = textOf(bytes);
  return text.includes('\u0000') ? undefined : text;
}

function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return windows1252(bytes);
  }
}

/** The characters of the bytes from 0x80 to 0x9f, in which Windows differs from Latin-1; five have none. */
const above = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Own reading: the decoder of Node 20 takes this code page for Latin-1, and loses `€`, `œ` and `’`. */
function windows1252(bytes: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder('latin1')
    .decode(bytes)
    .replace(/[\u0080-\u009f]/g, (sign) => above[sign.charCodeAt(0) - 0x80] ?? sign);
}
