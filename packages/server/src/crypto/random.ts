import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** Random bytes from the CSPRNG, pooled: one system call serves many secrets. */
export function randomBytesPooled(count: number): Buffer {
  if (count > POOL_BYTES) return randomFillSync(Buffer.alloc(count));
  if (used + count > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + count));
  // What was handed out must not stay readable in the pool.
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}

/** A fresh secret of 256 bits, in 43 characters of base64url. */
export function randomSecret(): string {
  return randomBytesPooled(32).toString('base64url');
}
