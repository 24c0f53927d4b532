import type { Instant } from '@hufu/contract';

/** A moment on the wire (RFC 3339 §5.6), from milliseconds since 1970. */
export function instantWire(at: number): Instant {
  return new Date(at).toISOString();
}
