/** A Markdown table; cells may hold anything but line ends. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A text as code; nothing where there is none. */
export function code(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `\`${text}\``;
}
