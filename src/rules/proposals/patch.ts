const around = 3;

/**
 * An edit as a unified diff that `git apply` takes. `place` is the way from the root of the repository to the
 * rules folder. What people wrote goes before it, as comments: no line of theirs can be read as a part of it.
 */
export function patchText(
  { path, before, text }: { readonly path: string; readonly before: string; readonly text: string },
  place: string,
  comments: readonly string[],
): string {
  const [old, now] = [linesOf(before), linesOf(text)];
  const longest = Math.min(old.length, now.length);
  let head = 0;
  while (head < longest && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < longest - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const from = Math.max(0, head - around);
  const kept = Math.min(around, tail);
  const [oldEnd, newEnd] = [old.length - tail, now.length - tail];
  const hunk = [
    ...old.slice(from, head).map((line) => ` ${line}`),
    ...old.slice(head, oldEnd).map((line) => `-${line}`),
    ...now.slice(head, newEnd).map((line) => `+${line}`),
    ...old.slice(oldEnd, oldEnd + kept).map((line) => ` ${line}`),
  ];
  // Of a file that is not there yet, git wants line 0.
  const span = (end: number) => `${end + kept - from === 0 ? from : from + 1},${end + kept - from}`;
  const name = place === '' ? path : `${place}/${path}`;
  return [
    ...comments.flatMap((comment) => comment.split(/[\n\r\u2028\u2029]+/)).map((line) => `# ${line}\n`),
    before === '' ? '--- /dev/null\n' : `--- ${quoted(`a/${name}`)}\n`,
    `+++ ${quoted(`b/${name}`)}\n`,
    `@@ -${span(oldEnd)} +${span(newEnd)} @@\n`,
    ...hunk.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)),
  ].join('');
}

/** The lines of a text, each with its end. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A name as git writes it: what is not plain, as the bytes of its UTF-8 in octal digits. */
function quoted(name: string): string {
  if (/^[\w./-]+$/.test(name)) return name;
  const bytes = [...new TextEncoder().encode(name)].map((byte) =>
    byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `"${bytes.join('')}"`;
}
