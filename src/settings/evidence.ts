import { z } from 'zod';
import { webAddress } from './forms.ts';

const sizes = { kB: 1_000, MB: 1_000_000 } as const;
const [smallest, largest] = [1_000, 500_000_000];
const sizeExpected = 'a size such as 500kB or 25MB, from 1kB to 500MB';

/** The variables that say how much evidence is taken, and where its files are kept. */
export const evidenceVariables = {
  FILROUGE_EVIDENCE_MAX: z
    .string()
    .transform((text, context) => {
      const [, number = '', unit = ''] = /^(\d{1,6})\s?(kB|MB)$/.exec(text) ?? [];
      const bytes = Number(number) * (unit === 'MB' ? sizes.MB : sizes.kB);
      if (number !== '' && bytes >= smallest && bytes <= largest) return bytes;
      context.addIssue({ code: 'custom', message: sizeExpected });
      return z.NEVER;
    })
    .default(25_000_000),
  FILROUGE_EVIDENCE_COUNT: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a number from 1 to 9999')
    .transform(Number)
    .default(50),
  FILROUGE_S3_URL: webAddress().optional(),
  FILROUGE_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket, such as filrouge-evidence')
    .optional(),
  FILROUGE_S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{2,40}$/, 'a region such as eu-west-3')
    .optional(),
  FILROUGE_S3_KEY: z.string().min(1).optional(),
  FILROUGE_S3_SECRET: z.string().min(1).optional(),
};

/** Which of these make sense only where another is set. */
export const evidenceParts = [
  ['FILROUGE_S3_BUCKET', 'FILROUGE_S3_URL'],
  ['FILROUGE_S3_REGION', 'FILROUGE_S3_URL'],
  ['FILROUGE_S3_KEY', 'FILROUGE_S3_URL'],
  ['FILROUGE_S3_SECRET', 'FILROUGE_S3_URL'],
  ['FILROUGE_S3_URL', 'FILROUGE_S3_BUCKET'],
  ['FILROUGE_S3_URL', 'FILROUGE_S3_KEY'],
  ['FILROUGE_S3_URL', 'FILROUGE_S3_SECRET'],
] as const;

/** How much evidence is taken, and the bucket that its files are kept in where there is one. */
export type EvidenceSettings = {
  readonly evidence: {
    readonly maxBytes: number;
    /** Of one subject. */
    readonly mostFiles: number;
    readonly bucket?: {
      readonly url: string;
      readonly bucket: string;
      readonly region: string;
      readonly keyId: string;
      readonly secret: string;
    };
  };
};

type Given = z.output<z.ZodObject<typeof evidenceVariables>>;

/** Reads them out of the environment. */
export function evidenceIn(env: Given): EvidenceSettings {
  const { FILROUGE_S3_URL: url, FILROUGE_S3_BUCKET: bucket, FILROUGE_S3_REGION: region = 'us-east-1' } = env;
  const { FILROUGE_S3_KEY: keyId, FILROUGE_S3_SECRET: secret } = env;
  const isWhole = url !== undefined && bucket !== undefined && keyId !== undefined && secret !== undefined;
  return {
    evidence: {
      maxBytes: env.FILROUGE_EVIDENCE_MAX,
      mostFiles: env.FILROUGE_EVIDENCE_COUNT,
      ...(isWhole && { bucket: { url, bucket, region, keyId, secret } }),
    },
  };
}
