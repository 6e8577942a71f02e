/** Signs that steer how a text is laid out, or that nobody sees. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
/** Signs that some system takes for part of a path, or does not take at all. */
const unsafe = /[<>:"/\\|?*]/g;
/** Names of devices on Windows, whatever stands behind the dot. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
const longestStem = 100;

/** The end of a file's name in small letters, without its dot; empty where there is none. */
export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,10})\s*$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/**
 * A name that any system keeps as it is: without folders, signs that are not seen or not taken, and not too
 * long. It ends with `extension`.
 */
export function cleanName(given: string, extension: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const own = extensionOf(last);
  const stem = (own === '' ? last : last.trimEnd().slice(0, -own.length - 1))
    .replace(unseen, '')
    .replace(unsafe, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const short = [...stem].slice(0, longestStem).join('').trim();
  const named = short === '' ? 'file' : device.test(short) ? `_${short}` : short;
  return `${named}.${own === '' ? extension : own}`;
}

/** The header that has a browser keep a file under its name: RFC 6266, with the name of old ones besides. */
export function dispositionOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, (sign) => (/\p{M}/u.test(sign) ? '' : '_'))
    .replace(/["\\%]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
