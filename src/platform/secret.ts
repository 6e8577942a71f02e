/** The beginning of an API key's secret. */
export const secretPrefix = 'fr_';
const shape = new RegExp(`^${secretPrefix}[0-9A-Za-z]{32,128}$`);

/** The shape of a secret, for messages. */
export const secretExpected = `${secretPrefix} followed by 32 to 128 letters and digits`;

/** Whether a text can be a secret at all: what cannot is refused without a look at the database. */
export function isSecretShaped(text: string): boolean {
  return shape.test(text);
}
