import { createHmac, randomBytes } from 'node:crypto';

/** The client of the company: what the operator registered. */
export interface Client {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** Sends a call such as `GET /roles` under `/api2` as one caller, and answers its data. Throws `Refused`. */
export type Call = <Data>(call: string, body?: unknown) => Promise<Data>;

/** A call that was refused, with the reason the server gave. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

/** Calls as the client itself, by a JWT made anew for each call. */
export function asClient(client: Client): Call {
  return caller(client, () => `Client ${clientJwt(client)}`);
}

/** Calls as a user, by an access token. */
export function asUser(client: Client, token: string): Call {
  return caller(client, () => `Bearer ${token}`);
}

/** The client's half of the tally: HS256 over `{"id","time","nonce"}`, valid for five minutes. */
export function clientJwt({ id, secret }: Client): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { id, time: String(Math.floor(Date.now() / 1000)), nonce: randomBytes(12).toString('base64url') };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function caller({ url }: Client, authorization: () => string): Call {
  return async <Data>(call: string, body?: unknown): Promise<Data> => {
    const [method = '', path = ''] = call.split(' ');
    const headers = { authorization: authorization(), 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}/api2${path}`, { method, headers, ...sent });
    const answer = (await response.json()) as Data & { readonly error_description?: string };
    if (!response.ok) throw new Refused(response.status, answer.error_description ?? call);
    return answer;
  };
}
