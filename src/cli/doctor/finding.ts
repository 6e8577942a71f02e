/** One thing as a diagnosis found it; `todo` says what to do where it is not fine. */
export type Finding =
  | { readonly level: 'fine'; readonly about: string; readonly says: string }
  | {
      readonly level: 'look' | 'fault';
      readonly about: string;
      readonly says: string;
      readonly todo: string;
    };

/** A finding that all is well about something. */
export function fine(about: string, says: string): Finding {
  return { level: 'fine', about, says };
}

/** Worth a look: nothing is broken, or it is not known. */
export function look(about: string, says: string, todo: string): Finding {
  return { level: 'look', about, says, todo };
}

/** Something that does not work. */
export function fault(about: string, says: string, todo: string): Finding {
  return { level: 'fault', about, says, todo };
}

/** Some names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const rest = names.length - 5;
  return rest > 0 ? `${names.slice(0, 5).join(', ')} and ${rest} more` : names.join(', ');
}

/** A time that filrouge has written. */
export function timeOf(at: string): number {
  return Date.parse(at);
}

/** How long ago something was, roughly. */
export function agoText(at: string | undefined, now: number): string {
  if (at === undefined) return 'never';
  const seconds = Math.max(0, Math.round((now - timeOf(at)) / 1_000));
  if (seconds < 120) return `${seconds} s ago`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h ago` : `${Math.round(seconds / 86_400)} d ago`;
}
