import { createHmac, randomBytes } from 'node:crypto';

/** A client that signs what it asks. */
export interface AskingClient {
  readonly id: number;
  readonly secret: string;
}

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');

/** A JWT of the tally dialect (contract/oauth2.md §3). */
export function clientJwt({ id, secret }: AskingClient): string {
  const time = Math.floor(Date.now() / 1000);
  const payload = Buffer.from(`{"id":"${id}","time":"${time}","nonce":"${randomBytes(8).toString('hex')}"}`);
  const input = `${HEADER}.${payload.toString('base64url')}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}
