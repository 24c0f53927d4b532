import { createHmac } from 'node:crypto';
import { randomSecret } from '../../crypto/random.ts';
import type { TryStep } from '../../pages/setup/try-result-page.ts';
import type { SampleClient } from './sample-client.ts';
import { type Exchange, type Send, shorten, shownStep } from './trial-exchange.ts';

/** What the trial came to: every request that was really made, up to the first that did not go as it should. */
export interface TrialResult {
  readonly steps: readonly TryStep[];
  readonly accessTokenShort: string | undefined;
  readonly ok: boolean;
}

/** Signs in through the sample client as its developer would: authorize, code, token with the signed JWT, refresh. */
export async function trial(send: Send, client: SampleClient, now: number): Promise<TrialResult> {
  const steps: TryStep[] = [];
  const make = async (title: TryStep['title'], exchange: Exchange): Promise<ReturnType<Send>> => {
    const response = await send(exchange);
    steps.push(shownStep(title, exchange, response));
    return response;
  };
  const state = randomSecret().slice(0, 16);
  const authorized = await make('authorize', authorizeRequest(client, state));
  const code = codeOf(authorized.headers.get('location'), state);
  if (code === undefined) return { steps, accessTokenShort: undefined, ok: false };
  const tokens = memberOf(
    (await make('token', tokenRequest(client, { grant_type: 'authorization_code', code, redirect_uri: client.redirectUri }, now)))
      .body,
  );
  const refreshToken = tokens('refresh_token');
  if (refreshToken === undefined) return { steps, accessTokenShort: undefined, ok: false };
  const refreshed = memberOf(
    (await make('refresh', tokenRequest(client, { grant_type: 'refresh_token', refresh_token: refreshToken }, now))).body,
  );
  const accessToken = refreshed('access_token');
  return {
    steps,
    accessTokenShort: accessToken === undefined ? undefined : shorten(accessToken),
    ok: accessToken !== undefined,
  };
}

function authorizeRequest(client: SampleClient, state: string): Exchange {
  const query = new URLSearchParams({
    client_id: String(client.id),
    redirect_uri: client.redirectUri,
    response_type: 'code',
    scope: 'all:all',
    state,
  });
  return { method: 'GET', path: `/oauth2/authorize?${query}`, headers: [], asBrowser: true };
}

function tokenRequest(client: SampleClient, parameters: Record<string, string>, now: number): Exchange {
  const query = new URLSearchParams(parameters);
  const jwt = clientJwt(client, now);
  return { method: 'POST', path: `/oauth2/token?${query}`, headers: [['Authencation', `Client ${jwt}`]], asBrowser: false };
}

/** The client's half of the tally: see contract/oauth2.md §3. */
function clientJwt(client: SampleClient, now: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { id: String(client.id), time: String(Math.floor(now / 1000)), nonce: randomSecret().slice(0, 16) };
  const input = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${input}.${createHmac('sha256', client.secret).update(input).digest('base64url')}`;
}

function codeOf(location: string | undefined, state: string): string | undefined {
  if (location === undefined || !URL.canParse(location)) return undefined;
  const { searchParams } = new URL(location);
  return searchParams.get('state') === state ? (searchParams.get('code') ?? undefined) : undefined;
}

function memberOf(body: string): (name: string) => string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    parsed = undefined;
  }
  const members = new Map<string, unknown>(typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : []);
  return (name) => {
    const value = members.get(name);
    return typeof value === 'string' ? value : undefined;
  };
}
