/**
 * How much a script does: the numbers that the command line gives, as `--name N`, or without its name for the first; otherwise the
 * script's own. Throws when there is no such size, or what stands there is no number above 0.
 */
export function sizesOf<Name extends string>(
  args: readonly string[],
  usual: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const sizes: Record<Name, number> = { ...usual };
  const names = Object.keys(usual) as Name[];
  for (let place = 0; place < args.length; place++) {
    const arg = args[place] ?? '';
    const name = arg.startsWith('--') ? names.find((one) => `--${one}` === arg) : names[0];
    const value = Number(arg.startsWith('--') ? args[++place] : arg);
    if (name === undefined || !(value > 0))
      throw new Error(`${args.join(' ')}: expected ${names.map((one) => `--${one} N`).join(' ')}`);
    sizes[name] = value;
  }
  return sizes;
}
