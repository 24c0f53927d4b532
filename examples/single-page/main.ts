import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { HUFU_ISSUER: issuer = 'http://localhost:9096', CLIENT_ID: clientId, PORT = '8081' } = process.env;
const { API: api = 'http://127.0.0.1:8083', RESOURCE: resource = 'https://notes.example/' } = process.env;

const library = new URL('dist/browser/oidc-client-ts.min.js', import.meta.resolve('oidc-client-ts/package.json'));
const file = (relative: string | URL): Buffer => readFileSync(new URL(relative, import.meta.url));
/** All that is served; the page knows the rest from Hufu. */
const FILES = new Map<string, readonly [type: string, body: Buffer | string]>([
  ['/', ['text/html', file('index.html')]],
  ['/app.mjs', ['text/javascript', file('app.mjs')]],
  ['/oidc-client-ts.js', ['text/javascript', file(library)]],
  ['/style.css', ['text/css', file('../relying-party/style.css')]],
  ['/settings.json', ['application/json', JSON.stringify({ issuer, clientId, resource, api })]],
]);

// The tokens lie in the page's session storage: no script from elsewhere may run here, and nothing may be sent to anybody else.
const POLICY = [
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  `connect-src 'self' ${new URL(issuer).origin} ${api}`,
].join('; ');

if (clientId === undefined) throw new Error('CLIENT_ID is missing: npm run example:single-page registers the example');
const server = createServer((request, response) => {
  const [type, body] = FILES.get(new URL(request.url ?? '/', 'http://example').pathname) ?? ['', ''];
  const headers = { 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
  if (type === '') response.writeHead(404, headers).end();
  else response.writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` }).end(body);
});
server.listen(Number(PORT), '127.0.0.1', () => {
  process.stdout.write(`The single-page application runs on http://127.0.0.1:${PORT} and signs users in at ${issuer}.\n`);
});
