import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { AFTERWARDS, addLogoutClient } from '../../support/logout.ts';
import { openIdTokens } from '../../support/openid-flow.ts';
import { startTestServer, type TestServer } from '../../support/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('OpenID Connect RP-Initiated Logout §2: openid-client has its user signed out', () => {
  test('OpenID Connect RP-Initiated Logout §2.1: by the end_session_endpoint that it discovered', async () => {
    const registered = await addLogoutClient(server);
    const config = await client.discovery(new URL(server.issuer), String(registered.id), registered.secret, undefined, {
      execute: [client.allowInsecureRequests],
    });
    expect(config.serverMetadata()).toMatchObject({
      end_session_endpoint: `${server.issuer}/oauth2/end_session`,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
    const browser = new Browser();
    const { idToken } = await openIdTokens(server, registered, { browser });
    const url = client.buildEndSessionUrl(config, {
      id_token_hint: idToken,
      post_logout_redirect_uri: AFTERWARDS,
      state: client.randomState(),
    });
    const page = await browser.get(url.href);
    expect([page.status, page.location]).toEqual([303, `${AFTERWARDS}&state=${url.searchParams.get('state')}`]);
    expect((await browser.get(`${server.url}/account`)).status).toBe(303);
  });
});
