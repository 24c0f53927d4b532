import { processDiscoveryResponse } from 'oauth4webapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRANT_TYPES } from '../../../src/oauth/grant-types/registry.ts';
import { RESPONSE_MODES } from '../../../src/oauth/response-modes/registry.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const NAMES = ['oauth-authorization-server', 'openid-configuration'];
type Metadata = Readonly<Record<string, unknown>>;

async function metadata(name = 'openid-configuration'): Promise<Metadata> {
  const response = await fetch(`${server.url}/.well-known/${name}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Metadata;
}

describe('the metadata of the server', () => {
  it('RFC 8414 §3.3: the issuer is byte for byte the configured one, and every URL begins with it', async () => {
    for (const name of NAMES) {
      const document = await metadata(name);
      expect(document['issuer']).toBe(server.issuer);
      const urls = Object.entries(document).filter(([member]) => /_endpoint$|_uri$/.test(member));
      expect(urls.length).toBeGreaterThan(6);
      for (const [, url] of urls) expect(String(url).startsWith(`${server.issuer}/`)).toBe(true);
    }
  });

  it('RFC 8414 §2: it does not follow the Host header or what a proxy might say', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    const response = await fetch(`${server.url}/.well-known/openid-configuration`, { headers });
    expect(await response.text()).not.toContain('evil.example');
  });

  it('RFC 8414 §3.2: no array is empty, and both names answer the same document', async () => {
    const [one, other] = await Promise.all(NAMES.map((name) => metadata(name)));
    expect(one).toEqual(other);
    for (const [member, value] of Object.entries(one ?? {})) if (Array.isArray(value)) expect(value, member).not.toEqual([]);
  });

  it('RFC 8414 §2: each endpoint that is named answers, and no method that is not there is claimed', async () => {
    const document = await metadata();
    for (const [member, url] of Object.entries(document).filter(([name]) => /_endpoint$|jwks_uri/.test(name))) {
      const path = String(url).slice(server.issuer.length);
      expect((await fetch(server.url + path, { method: 'GET', redirect: 'manual' })).status, member).not.toBe(404);
    }
    expect(document['response_types_supported']).toEqual(['code']);
    expect(document['response_modes_supported']).toEqual(Object.keys(RESPONSE_MODES));
    expect(document['grant_types_supported']).toEqual(Object.keys(GRANT_TYPES).filter((name) => name !== 'password'));
  });

  it('RFC 8414 §2: what is left for later is not claimed', async () => {
    const text = JSON.stringify(await metadata());
    for (const word of ['registration_endpoint', 'token-exchange', 'pairwise', 'implicit', 'tls_client_auth', '"none","'])
      expect(text.replace('"none","login"', ''), word).not.toContain(word);
    expect(await metadata()).toMatchObject({ request_uri_parameter_supported: false });
  });

  it('RFC 7636 and MCP: S256 is named in both documents, and RFC 9207 §3: so is iss in answers', async () => {
    for (const name of NAMES) {
      expect(await metadata(name)).toMatchObject({
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      });
    }
  });

  it('OpenID Connect Discovery §3: what is required is there, RS256 included, and never the algorithm none', async () => {
    const document = await metadata();
    expect(document['id_token_signing_alg_values_supported']).toContain('RS256');
    expect(document['scopes_supported']).toContain('openid');
    expect(document['subject_types_supported']).toEqual(['public']);
    for (const [member, value] of Object.entries(document))
      if (member.includes('_alg_values_')) expect(value, member).not.toContain('none');
  });

  it('RFC 8414 §3: any origin may read it without credentials, and caches keep it for minutes', async () => {
    const { headers } = await fetch(`${server.url}/.well-known/openid-configuration`, {
      headers: { origin: 'https://spa.example' },
    });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('pragma')).toBeNull();
  });

  it('RFC 8414 §3.3: an independent client takes both documents', async () => {
    for (const name of NAMES) {
      const answer = await fetch(`${server.url}/.well-known/${name}`);
      expect((await processDiscoveryResponse(new URL(server.issuer), answer)).issuer).toBe(server.issuer);
    }
  });
});

describe('the metadata of an issuer with a path', () => {
  it('RFC 8414 §3.1, §5: each name is served inserted before the path and appended to it', async () => {
    const other = await startTestServer({ path: '/base' });
    try {
      const { origin } = new URL(other.url);
      for (const name of NAMES) {
        for (const path of [`/.well-known/${name}/base`, `/base/.well-known/${name}`]) {
          expect(await (await fetch(origin + path)).json(), path).toMatchObject({ issuer: other.issuer });
        }
        expect((await fetch(`${origin}/.well-known/${name}`)).status).toBe(404);
        expect((await fetch(`${origin}/.well-known/${name}/other`)).status).toBe(404);
      }
    } finally {
      await other.close();
    }
  });
});
