import { setTimeout as wait } from 'node:timers/promises';

const { HUFU_ISSUER: issuer = 'http://localhost:9096', CLIENT_ID } = process.env;
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

try {
  if (CLIENT_ID === undefined) throw new Error('CLIENT_ID is missing: npm run example:device-cli registers the example');
  await signIn(CLIENT_ID);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

/** Signs in whoever sits before this terminal, in whatever browser they have (RFC 8628 §3). */
async function signIn(clientId: string): Promise<void> {
  const metadata = await json(await fetch(`${issuer}/.well-known/openid-configuration`));
  const { device_authorization_endpoint, token_endpoint, userinfo_endpoint } = metadata;
  const asked = await json(await post(device_authorization_endpoint, { client_id: clientId, scope: 'openid profile' }));
  process.stdout.write(`Open ${asked['verification_uri']} and enter the code ${asked['user_code']}\n`);
  process.stdout.write(`or open ${asked['verification_uri_complete']} and compare the code.\n`);
  const token = await poll(String(token_endpoint), clientId, asked);
  const who = await fetch(String(userinfo_endpoint), { headers: { authorization: `Bearer ${token}` } });
  process.stdout.write(`Signed in: ${JSON.stringify(await json(who))}\n`);
}

/** Asks again and again until the person has answered: never sooner than it was told (RFC 8628 §3.5). */
async function poll(endpoint: string, clientId: string, asked: Record<string, unknown>): Promise<string> {
  let seconds = Number(asked['interval'] ?? 5);
  for (;;) {
    await wait(seconds * 1000);
    const request = { grant_type: GRANT, device_code: String(asked['device_code']), client_id: clientId };
    const answer = await post(endpoint, request);
    const body = (await answer.json()) as Record<string, unknown>;
    if (answer.ok) return String(body['access_token']);
    if (body['error'] === 'slow_down') seconds += 5;
    else if (body['error'] !== 'authorization_pending') throw new Error(`${body['error']}: ${body['error_description']}`);
  }
}

function post(endpoint: unknown, form: Record<string, string>): Promise<Response> {
  return fetch(String(endpoint), { method: 'POST', body: new URLSearchParams(form) });
}

async function json(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${body['error']}: ${body['error_description']}`);
  return body;
}
