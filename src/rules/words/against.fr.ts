/** The words for the right side of a condition, in French. */
export const fr = {
  times: (factor: string, value: string) => `${factor} × ${value}`,
  baseline: (span: string, ago: string) => `sa valeur sur ${span} (jusqu'à il y a ${ago})`,
  control: (control: string) => `celle de la variante « ${control} »`,
  tested: (value: string, variant: string | undefined, level: string) =>
    `${value}${variant === undefined ? '' : ` pour « ${variant} »`}, au-delà du hasard (à ${level})`,
  burn: (limit: string, rate: string, target: string) =>
    `${limit} (${rate} × ce que permet l'objectif de ${target})`,
};

/** The words of a comparison in one language. */
export type AgainstWords = typeof fr;
