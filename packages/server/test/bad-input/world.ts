import { createHmac, randomBytes } from 'node:crypto';
import { Browser, type Page } from '../support/browser.ts';
import { authorizeUrl, basic, clientJwt, redirected, signInAt } from '../support/tally-client.ts';
import { startTestServer, type TestClient, type TestServer } from '../support/test-server.ts';
import { exchangeCode, refresh, useAccessToken } from '../support/token-checks.ts';
import type { BadCase, JwtSpec } from './bad-case.ts';

/** A server with all that bad requests are made of, and every secret that was planted in them. */
export interface World {
  readonly server: TestServer;
  readonly client: TestClient;
  /** The values of one case, by the names of their placeholders; what was taken must still work afterwards. */
  begin(bad: BadCase): Promise<CaseValues>;
  /** Every code, token, cookie, secret, password and marker there was. */
  readonly planted: ReadonlySet<string>;
}

/** The placeholders of one case. */
export interface CaseValues {
  readonly marker: string;
  fill(text: string): string;
  /** What of the code, the tokens and the session that the case was given no longer works. */
  casualties(): Promise<string[]>;
}

/** Starts the server; `server.close` must be called. */
export async function startWorld(): Promise<World> {
  const server = await startTestServer({ trustedProxies: ['127.0.0.1'] });
  const planted = new Set<string>();
  const client = await server.addClient();
  const other = await server.addClient();
  const user = await server.addUser({ password: `canary-${randomBytes(9).toString('hex')}` });
  const browser = new Browser();
  const stranger = new Browser();
  const code = async (): Promise<string> => plant(redirected(await browser.get(authorizeUrl(server, client))).get('code') ?? '');
  const plant = (secret: string): string => {
    planted.add(secret);
    return secret;
  };
  await signInAt(authorizeUrl(server, client), user, browser);
  let pair = await exchangeCode(server, client, { code: await code() });
  const account = await browser.get(`${server.url}/account`);
  const signIn = await stranger.get(`${server.url}/sign-in`);
  const fixed: Record<string, string> = {
    client: String(client.id),
    other: String(other.id),
    othersecret: plant(other.secret),
    secret: plant(client.secret),
    basic: plant(basic(client)['authorization']?.slice('Basic '.length) ?? ''),
    redirect: encodeURIComponent(client.redirectUri),
    user: user.id,
    session: browser.cookie,
    csrf: plant(csrfIn(account)),
    anon: stranger.cookie,
    anoncsrf: plant(csrfIn(signIn)),
  };
  plant(user.password);
  for (const cookie of `${browser.cookie}; ${stranger.cookie}`.split('; ')) plant(cookie.slice(cookie.indexOf('=') + 1));

  return {
    server,
    client,
    planted,
    async begin(bad) {
      const uses = (name: string): boolean => JSON.stringify(bad).includes(`{${name}`);
      const marker = plant(`MARK${randomBytes(9).toString('hex')}`);
      const given: Record<string, string> = {
        ...fixed,
        marker,
        code: uses('code') ? await code() : '',
        refresh: plant(pair.body.refresh_token ?? ''),
        access: plant(pair.body.access_token ?? ''),
        jwt: plant(clientJwt(client, server.now())),
      };
      if (bad.jwt !== undefined) given['badjwt'] = plant(brokenJwt(bad.jwt, (text) => substitute(text, given, server.now())));
      const renew = async (): Promise<{ status: number }> => {
        pair = await refresh(server, client, { refresh_token: given['refresh'] ?? '' });
        return pair;
      };
      const works: readonly (readonly [string, boolean, () => Promise<{ status: number }>])[] = [
        ['code', uses('code'), () => exchangeCode(server, client, { code: given['code'] ?? '' })],
        ['access', uses('access'), async () => ({ status: await useAccessToken(server, given['access'] ?? '') })],
        ['refresh', uses('refresh') || uses('access'), renew],
        ['session', uses('session'), () => browser.get(`${server.url}/account`)],
      ];
      return {
        marker,
        fill: (text) => substitute(text, given, server.now()),
        async casualties() {
          const dead: string[] = [];
          for (const [name, used, use] of works) if (used && (await use()).status !== 200) dead.push(name);
          return dead;
        },
      };
    },
  };
}

function csrfIn(page: Page): string {
  return page.forms[0]?.hidden['csrf_token'] ?? '';
}

function substitute(text: string, values: Readonly<Record<string, string>>, now: number): string {
  return text
    .replaceAll(/\{fill:([0-9]+)\}/g, (_, count: string) => 'a'.repeat(Number(count)))
    .replaceAll(/\{many:([0-9]+)\}/g, (_, count: string) =>
      Array.from({ length: Number(count) }, (_unused, index) => `p${index}=1`).join('&'),
    )
    .replaceAll(/\{now([+-][0-9]+)?\}/g, (_, offset: string | undefined) => String(Math.floor(now / 1000) + Number(offset ?? 0)))
    .replaceAll(/\{([a-z]+)(~?)\}/g, (whole, name: string, other: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return other === '' ? value : withOtherEnd(value);
    })
    .replaceAll(/\{b64:([^{}]*)\}/g, (_, plain: string) => Buffer.from(plain).toString('base64'));
}

// Not the last character: in base64url its lowest bits may mean nothing.
function withOtherEnd(value: string): string {
  const end = value.at(-2) === 'A' ? 'B' : 'A';
  return value.slice(0, -2) + end + (value.at(-1) ?? '');
}

function brokenJwt(spec: JwtSpec, fill: (text: string) => string): string {
  const part = (content: string | Buffer): string =>
    (typeof content === 'string' ? Buffer.from(fill(content)) : content).toString('base64url');
  const header = part(spec.header ?? '{"alg":"HS256","typ":"JWT"}');
  const payload = part(spec.payload ?? '{"id":"{client}","time":"{now}","nonce":"{marker}"}');
  const mac = createHmac(spec.digest ?? 'sha256', fill(spec.key ?? '{secret}'))
    .update(`${header}.${payload}`)
    .digest();
  const signature = mac.toString('base64url');
  return fill(spec.form ?? '{h}.{p}.{s}')
    .replaceAll('{h}', header)
    .replaceAll('{p}', payload)
    .replaceAll('{shex}', mac.toString('hex'))
    .replaceAll('{s~}', withOtherEnd(signature))
    .replaceAll('{s-}', signature.slice(0, -1))
    .replaceAll('{s}', signature);
}
