/** Which entries of the register are exported; none of it: all. Times are epoch ms, both included. */
export type Selection = {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly incident?: number | undefined;
};

/** Whether all entries are. */
export function isWhole({ from, to, incident }: Selection): boolean {
  return from === undefined && to === undefined && incident === undefined;
}

/** The name of the bundle of a selection. */
export function bundleName(selection: Selection, day: string): string {
  const of = selection.incident === undefined ? '' : `-incident-${selection.incident}`;
  return `filrouge-audit${of}-${day}.zip`;
}
