const minuteMs = 60_000;

/** One sample as it comes in. */
export type Sample = { readonly value: number; readonly weight: number; readonly at: number };

/**
 * What is measured of an agent, minute by minute: mostly quiet, with outages of a few minutes to an hour, silences, and samples that
 * come late. Nothing where nothing comes in.
 */
export function weatherOf(random: () => number): (metric: string, now: number) => Sample | undefined {
  let [outageUntil, silentUntil] = [0, 0];
  return (metric, now) => {
    if (random() < 0.0005) outageUntil = now + random() * 60 * minuteMs;
    if (random() < 0.0005) silentUntil = now + random() * 180 * minuteMs;
    if (now < silentUntil || random() < 0.05) return undefined;
    const at = random() < 0.02 ? now - Math.floor(random() * 10 * minuteMs) : now;
    const weight = 1 + Math.floor(random() * 30);
    const isBad = now < outageUntil;
    switch (metric) {
      case 'error_rate':
        return { value: isBad ? 0.02 + random() * 0.2 : random() * 0.015, weight, at };
      case 'csat':
        return { value: isBad ? 3 : 4.5, weight, at };
      default:
        return { value: isBad ? 2_000 : 60, weight, at };
    }
  };
}
