/** A sample of events: how many there were, and how many went wrong. Whole numbers. */
export type Events = { readonly bad: number; readonly of: number };

/** Up to so many terms an exact tail is summed; beyond them the normal one is as good. */
const mostTerms = 10_000;

/**
 * The probability that chance alone puts as many of the bad events on the first side as there are, or more,
 * were both sides equally good: one-sided, given the total of bad events. Exact (R. A. Fisher, The Design of
 * Experiments, 1935, the test of a 2 × 2 table); for very large tables the normal approximation of two
 * proportions with the continuity correction (F. Yates, 1934).
 */
export function chanceOfWorse(first: Events, second: Events): number {
  if (first.bad * second.of <= second.bad * first.of) return 1;
  const terms = Math.min(second.bad, first.of - first.bad);
  return terms <= mostTerms ? hypergeometricTail(first, second) : normalTail(first, second);
}

/** Σ P(X = x) from `first.bad` on; each term follows from the one before. */
function hypergeometricTail(first: Events, second: Events): number {
  const bad = first.bad + second.bad;
  const all = first.of + second.of;
  let term = Math.exp(lnChoose(first.of, first.bad) + lnChoose(second.of, second.bad) - lnChoose(all, bad));
  let sum = term;
  for (let x = first.bad; x < Math.min(bad, first.of) && term > sum * 1e-15; x++) {
    term *= ((first.of - x) * (bad - x)) / ((x + 1) * (second.of - bad + x + 1));
    sum += term;
  }
  return Math.min(1, sum);
}

function normalTail(first: Events, second: Events): number {
  const share = (first.bad + second.bad) / (first.of + second.of);
  const width = 1 / first.of + 1 / second.of;
  const apart = first.bad / first.of - second.bad / second.of - width / 2;
  return upperTail(apart / Math.sqrt(share * (1 - share) * width));
}

/** 1 − Φ(z), to a ten-millionth of itself (Numerical Recipes, 2nd edition, 6.2, erfcc). */
function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const tail = (t * Math.exp(-x * x + terms.reduceRight((sum, one) => one + t * sum, 0))) / 2;
  return z >= 0 ? tail : 1 - tail;
}

function lnChoose(of: number, some: number): number {
  return lnFactorial(of) - lnFactorial(some) - lnFactorial(of - some);
}

/** ln n!, of small numbers by multiplying, of others by Stirling's series (Abramowitz and Stegun, 6.1.41). */
function lnFactorial(n: number): number {
  if (n < 20) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  const x = n + 1;
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1_260 * x ** 5);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}
