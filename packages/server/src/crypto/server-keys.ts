import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { randomBytesPooled } from './random.ts';

/** What a derived key is for: keys of different purposes never meet. */
export type KeyPurpose =
  | 'at-rest'
  | 'csrf'
  | 'refresh-successor'
  | 'device'
  | 'flow'
  | 'fingerprint'
  | 'dpop-nonce'
  | 'user-code';

/** The server's symmetric keys, all derived (HKDF-SHA-256) from one root key that lives outside the database. */
export interface ServerKeys {
  /** Names the root key without revealing it; stored in the database so that a node with another key refuses to start. */
  readonly keyId: string;
  /** Encrypts a secret for storage (AES-256-GCM); `context` must be the same when it is opened. */
  seal(plaintext: string, context: string): string;
  /** Decrypts what `seal` made. Throws when the key, the context or the text is not the one it was sealed with. */
  open(sealed: string, context: string): string;
  /** HMAC-SHA-256 of `message` under the key of `purpose`, in base64url (43 characters). */
  mac(purpose: KeyPurpose, message: string): string;
}

/** Derives the server's keys from the root key (32 bytes). */
export function serverKeys(root: Buffer): ServerKeys {
  // Key objects: from a buffer the platform makes one anew at each use, which costs six times the HMAC itself.
  const derived = new Map<KeyPurpose, KeyObject>();
  const derive = (purpose: KeyPurpose): KeyObject => {
    let key = derived.get(purpose);
    if (key === undefined) {
      key = createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `hufu:${purpose}`, 32)));
      derived.set(purpose, key);
    }
    return key;
  };
  const keyId = Buffer.from(hkdfSync('sha256', root, '', 'hufu:key-id', 9)).toString('base64url');
  return {
    keyId,
    seal: (plaintext, context) => seal({ key: derive('at-rest'), keyId }, plaintext, context),
    open: (sealed, context) => open({ key: derive('at-rest'), keyId }, sealed, context),
    mac: (purpose, message) => createHmac('sha256', derive(purpose)).update(message).digest('base64url'),
  };
}

interface SealingKey {
  readonly key: KeyObject;
  readonly keyId: string;
}

function seal({ key, keyId }: SealingKey, plaintext: string, context: string): string {
  const nonce = randomBytesPooled(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `v1.${keyId}.${body.toString('base64url')}`;
}

function open({ key, keyId }: SealingKey, sealed: string, context: string): string {
  const [version, sealedBy, text, ...rest] = sealed.split('.');
  if (version !== 'v1' || text === undefined || rest.length > 0) throw new Error('not a sealed value');
  if (sealedBy !== keyId) throw new Error('sealed under another at-rest key');
  const body = Buffer.from(text, 'base64url');
  if (body.length < 28) throw new Error('a sealed value is cut short');
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(context))
    .setAuthTag(body.subarray(body.length - 16));
  return Buffer.concat([decipher.update(body.subarray(12, body.length - 16)), decipher.final()]).toString('utf8');
}
