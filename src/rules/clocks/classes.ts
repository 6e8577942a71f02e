import { builtInClasses } from './built-in.ts';
import type { ClockClass } from './clock-class.ts';

type Classes = { readonly clockClasses?: readonly ClockClass[] };

/** Every class there is: those that are built in, then those of clocks.yaml. */
export function classesOf({ clockClasses = [] }: Classes): readonly ClockClass[] {
  return [...builtInClasses, ...clockClasses];
}

/** The classes that an incident may be given: those its mandate names, where it names any; else all. */
export function classesOver(
  set: Classes,
  mandate: { readonly clocks?: readonly string[] } | undefined,
): readonly ClockClass[] {
  const named = mandate?.clocks;
  const all = classesOf(set);
  return named === undefined ? all : all.filter(({ id }) => named.includes(id));
}
