import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';

/** The bytes that DER puts before the 32 of a private and of a public Ed25519 key (RFC 8410). */
const privateDer = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicDer = Buffer.from('302a300506032b6570032100', 'hex');

/** The 32 bytes of a new private key. */
export function newSeed(): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(privateDer.length);
}

/** The 32 bytes of the public key of a private one. */
export function publicKeyOf(seed: Uint8Array): Buffer {
  const key = createPublicKey(privateKeyOf(seed));
  return key.export({ format: 'der', type: 'spki' }).subarray(publicDer.length);
}

/** The 64 bytes of an Ed25519 signature (RFC 8032). */
export function signBytes(seed: Uint8Array, message: Uint8Array): Buffer {
  return sign(null, message, privateKeyOf(seed));
}

/** Whether a signature is of this message by this key; what is no key or no signature is not. */
export function isSignedBy(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.concat([publicDer, publicKey]),
      format: 'der',
      type: 'spki',
    });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}

function privateKeyOf(seed: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([privateDer, seed]), format: 'der', type: 'pkcs8' });
}
