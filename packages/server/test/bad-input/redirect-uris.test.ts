import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { inBatches } from './in-batches.ts';
import { mutatedUris } from './mutated-redirect-uris.ts';

const REGISTERED = ['https://client.example/callback', 'https://client.example/app?tenant=1', 'http://127.0.0.1/loop'];
// RFC 8252 §7.3: the one difference there may be, by other means than those of the server.
const OTHER_PORT = /^http:\/\/127\.0\.0\.1(?::[1-9][0-9]{0,4})?\/loop$/;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function mayLeadTo(uri: string): boolean {
  return REGISTERED.includes(uri) || OTHER_PORT.test(uri);
}

test.each([
  ['query', 1],
  ['form_post', 10],
] as const)(
  'issue 5, RFC 9700 §4.1.3: of thousands of mutated redirect URIs none is led to (response_mode=%s, one in %i)',
  async (response_mode, step) => {
    const client = await server.addClient({ redirectUris: REGISTERED });
    const whole = REGISTERED.flatMap(mutatedUris);
    expect(whole.length).toBeGreaterThan(2_000);
    const corpus = whole.filter((_, index) => index % step === 0);
    const wrong = await inBatches(corpus, 40, async (redirect_uri) => {
      const query = new URLSearchParams({
        client_id: String(client.id),
        response_type: 'code',
        prompt: 'none',
        response_mode,
        redirect_uri,
      });
      const answer = await fetch(`${server.url}/oauth2/authorize?${query}`, { redirect: 'manual' });
      const body = await answer.text();
      const leads = answer.status !== 400 || answer.headers.has('location') || body.includes('data-sends-itself');
      return leads === mayLeadTo(redirect_uri) ? [] : [`${answer.status} ${redirect_uri}`];
    });
    expect(wrong.flat()).toEqual([]);
    expect(server.logged.join('\n')).not.toContain('request.failed');
  },
  60_000,
);

test('RFC 9126 §2.1: nor is any pushed', async () => {
  const client = await server.addClient({ redirectUris: REGISTERED });
  const corpus = REGISTERED.flatMap(mutatedUris).filter((_, index) => index % 10 === 0);
  const wrong = await inBatches(corpus, 40, async (redirect_uri) => {
    const form = { client_id: String(client.id), client_secret: client.secret, response_type: 'code', redirect_uri };
    const answer = await fetch(`${server.url}/oauth2/par`, { method: 'POST', body: new URLSearchParams(form) });
    return (answer.status === 201) === mayLeadTo(redirect_uri) ? [] : [redirect_uri];
  });
  expect(wrong.flat()).toEqual([]);
}, 60_000);
