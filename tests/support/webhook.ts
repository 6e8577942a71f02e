/** The environment of a filrouge that sends its notices to a receiver on this machine. */
export function webhookTo(url: string): Record<string, string> {
  return {
    FILROUGE_WEBHOOK_URL: url,
    FILROUGE_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
  };
}
