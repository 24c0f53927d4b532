import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setUserStatus } from '../../../src/identity/administration/user-administration.ts';
import { setPassword } from '../../../src/identity/administration/user-password.ts';
import { retryDelay } from '../../../src/oauth/logout/deliver-logout.ts';
import type { LogoutDeliveries } from '../../../src/oauth/logout/logout-deliveries.ts';
import { Browser } from '../../support/browser.ts';
import { addLogoutClient, deliverAll, deliveriesOf, deliveryLog, endSessionUrl } from '../../support/logout.ts';
import { claimsOf, openIdTokens, type SignedIn, signedIn, verified } from '../../support/openid-flow.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { startTestServer, type TestClient, type TestServer } from '../../support/test-server.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const ORIGIN = { actor: 'system', address: '', requestId: '' };
let server: TestServer;
let receiver: Receiver;
let client: TestClient;
let deliveries: LogoutDeliveries;
let errors: unknown[];

beforeEach(async () => {
  [server, receiver] = await Promise.all([startTestServer(), startReceiver()]);
  client = await addLogoutClient(server, { backchannel_logout_uri: receiver.uri });
  errors = [];
  deliveries = deliveriesOf(server, [receiver], errors);
});
afterEach(async () => {
  await deliveries.stop();
  await Promise.all([receiver.close(), server.close()]);
  expect(errors).toEqual([]);
});

interface Visitor extends SignedIn {
  readonly idToken: string;
  readonly access: string;
  readonly sid: unknown;
}

async function visitor(known?: Partial<SignedIn>): Promise<Visitor> {
  const who =
    known?.browser !== undefined && known.user !== undefined
      ? { browser: known.browser, user: known.user }
      : await signedIn(server, known?.user);
  const tokens = await openIdTokens(server, client, { user: who.user, browser: who.browser });
  return { ...who, ...tokens, sid: claimsOf(tokens.idToken)['sid'] };
}

const signOut = ({ browser, idToken }: Visitor): Promise<unknown> =>
  browser.get(endSessionUrl(server, { id_token_hint: idToken }));

/** The `sid` of each logout token that came. */
async function sidsTold(): Promise<unknown[]> {
  await deliverAll(deliveries);
  return receiver.received.map(({ form }) => claimsOf(form.get('logout_token') ?? '')['sid']);
}

describe('OpenID Connect Back-Channel Logout §2.4: the logout token', () => {
  test.each(['RS256', 'ES256', 'EdDSA'] as const)(
    'OpenID Connect Back-Channel Logout §2.4: by %s as the ID tokens of the client: typ, iss, aud, iat, exp, jti, events, sub, sid, and no nonce',
    async (id_token_signed_response_alg) => {
      client = await addLogoutClient(server, { backchannel_logout_uri: receiver.uri, id_token_signed_response_alg });
      const who = await visitor();
      await signOut(who);
      await deliverAll(deliveries);
      const [post] = receiver.received;
      const { claims, header } = await verified(server, client, post?.form.get('logout_token') ?? '');
      expect(header).toMatchObject({ alg: id_token_signed_response_alg, typ: 'logout+jwt' });
      const iat = claims.iat ?? 0;
      expect(claims).toEqual({
        iss: server.issuer,
        aud: String(client.id),
        iat,
        exp: iat + 120,
        jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
        events: { [EVENT]: {} },
        sub: who.user.id,
        sid: who.sid,
      });
      expect(Math.abs(iat * 1000 - server.now())).toBeLessThan(10_000);
    },
  );

  test('OpenID Connect Back-Channel Logout §2.5: it is sent by POST as a form, and nothing else is', async () => {
    await signOut(await visitor());
    await deliverAll(deliveries);
    expect(receiver.received).toHaveLength(1);
    const [post] = receiver.received;
    expect([...(post?.form.keys() ?? [])]).toEqual(['logout_token']);
    expect(post?.headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' });
    expect([post?.headers.cookie, post?.headers.authorization]).toEqual([undefined, undefined]);
  });

  test('RFC 8725 §3.11: it is no id_token_hint, and no access token', async () => {
    const who = await visitor();
    await signOut(who);
    await deliverAll(deliveries);
    const token = receiver.received[0]?.form.get('logout_token') ?? '';
    const again = await visitor({ user: who.user });
    expect((await again.browser.get(endSessionUrl(server, { id_token_hint: token }))).status).toBe(200);
    expect((await again.browser.get(`${server.url}/account`)).status).toBe(200);
    const asked = await fetch(`${server.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect(asked.status).toBe(401);
  });
});

describe('OpenID Connect Back-Channel Logout §2.3: whatever ends a session', () => {
  type Ending = (who: Visitor) => Promise<unknown>;
  const form = async ({ browser }: SignedIn, path: string, fields: Record<string, string> = {}): Promise<unknown> => {
    const page = await browser.get(`${server.url}/${path === '/sign-out' ? 'sign-out' : 'account'}`);
    const index = page.forms.findIndex(({ action }) => action === path);
    return browser.submit(page, fields, index);
  };
  const status =
    (to: 'frozen' | 'delete'): Ending =>
    ({ user }) =>
      server.storage.transact((stores) =>
        setUserStatus(stores, { userId: user.id, status: to }, { origin: ORIGIN, now: server.now() }),
      );

  test.each<readonly [string, Ending]>([
    ['an application that has the user signed out', signOut],
    ['signing out here', (who) => form(who, '/sign-out')],
    [
      'DELETE /oauth2/token',
      ({ access }) =>
        fetch(`${server.url}/oauth2/token?access_token=${access}`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${access}` },
        }),
    ],
    [
      'ending it from the account page of another browser',
      async ({ user }) => form(await signedIn(server, user), '/account/sessions/end'),
    ],
    [
      'ending all others from another browser',
      async ({ user }) => form(await signedIn(server, user), '/account/sessions/end-others'),
    ],
    [
      'changing the password in another browser',
      async ({ user }) =>
        form(await signedIn(server, user), '/account/password', {
          current_password: user.password,
          new_password: 'harbour-lantern-57-quill',
          new_password_again: 'harbour-lantern-57-quill',
        }),
    ],
    [
      'an administrator who sets a password',
      ({ user }) =>
        server.storage.transact((stores) =>
          setPassword(stores, { userId: user.id, newHash: null }, { origin: ORIGIN, now: server.now() }),
        ),
    ],
    ['freezing the user', status('frozen')],
    ['deleting the user', status('delete')],
    [
      'somebody else who signs in in the same browser',
      async ({ browser }) => {
        const other = await server.addUser();
        const page = await browser.get(
          `${server.url}/oauth2/authorize?${new URLSearchParams({
            response_type: 'code',
            client_id: String(client.id),
            redirect_uri: client.redirectUri,
            prompt: 'login',
          })}`,
        );
        await browser.submit(page, { username: other.id, password: other.password });
      },
    ],
  ])('OpenID Connect Back-Channel Logout §2.3: %s', async (_name, end) => {
    const who = await visitor();
    await deliverAll(deliveries);
    expect(receiver.received).toEqual([]);
    await end(who);
    expect(await sidsTold()).toEqual([who.sid]);
  });

  test('the same user who signs in again in the same browser ends nothing; when that session ends, both are told', async () => {
    const who = await visitor();
    const page = await who.browser.get(
      `${server.url}/oauth2/authorize?${new URLSearchParams({
        response_type: 'code',
        client_id: String(client.id),
        redirect_uri: client.redirectUri,
        scope: 'openid',
        prompt: 'login',
      })}`,
    );
    await who.browser.submit(page, { username: who.user.id, password: who.user.password });
    expect(await sidsTold()).toEqual([]);
    const again = await visitor(who);
    expect(again.sid).not.toBe(who.sid);
    await signOut(again);
    expect((await sidsTold()).sort()).toEqual([again.sid, who.sid].sort());
  });

  test('a session that merely runs out, and a session in which the client was never used, are not told of', async () => {
    await visitor();
    const stranger = await signedIn(server);
    await form(stranger, '/sign-out');
    server.advance(8 * 24 * 3_600_000);
    expect(await sidsTold()).toEqual([]);
  });

  test('each client of the session is told, of its own alone', async () => {
    const second = await startReceiver();
    const other = await addLogoutClient(server, { backchannel_logout_uri: second.uri });
    const silent = await addLogoutClient(server);
    const both = deliveriesOf(server, [receiver, second], errors);
    const who = await visitor();
    for (const each of [other, silent]) await openIdTokens(server, each, { user: who.user, browser: who.browser });
    await signOut(who);
    await deliverAll(both);
    const audiences = [receiver, second].map(({ received }) =>
      received.map((post) => claimsOf(post.form.get('logout_token') ?? '')['aud']),
    );
    expect(audiences).toEqual([[String(client.id)], [String(other.id)]]);
    await second.close();
  });
});

describe('OpenID Connect Back-Channel Logout §2.8: answers, and trying again', () => {
  const last = async (): Promise<unknown> => {
    const [delivery] = await deliveryLog(server);
    return [delivery?.outcome, delivery?.attempts, delivery?.lastError];
  };

  test.each([200, 204])(
    'OpenID Connect Back-Channel Logout §2.8: %i is taken for done, and written to the audit table',
    async (status) => {
      receiver.statuses.push(status);
      const who = await visitor();
      await signOut(who);
      await deliverAll(deliveries);
      expect(await last()).toEqual(['delivered', 1, null]);
      const rows = await server.storage.read(({ audit }) =>
        audit.list({ clientId: client.id, action: 'logout.delivered', limit: 9 }),
      );
      expect(rows).toMatchObject([{ actor: 'system', userId: null, detail: { session_id: who.sid, attempts: 1 } }]);
    },
  );

  test.each([400, 500, 302, 404])(
    'OpenID Connect Back-Channel Logout §2.8: %i is a failure, and is tried again with a new token',
    async (status) => {
      receiver.statuses.push(status);
      await signOut(await visitor());
      await deliverAll(deliveries);
      expect(await last()).toEqual([null, 1, `answered_${status}`]);
      await deliverAll(deliveries);
      expect(receiver.received).toHaveLength(1);
      server.advance(retryDelay(1));
      await deliverAll(deliveries);
      expect(await last()).toEqual(['delivered', 2, null]);
      const ids = receiver.received.map(({ form }) => claimsOf(form.get('logout_token') ?? '')['jti']);
      expect(new Set(ids).size).toBe(2);
    },
  );

  test('after five tries it is given up, and the log and the audit table say why', async () => {
    receiver.statuses.push(400, 400, 400, 400, 503, 200);
    await signOut(await visitor());
    for (const attempt of [1, 2, 3, 4]) {
      await deliverAll(deliveries);
      server.advance(retryDelay(attempt) - 1_000);
      await deliverAll(deliveries);
      expect(receiver.received).toHaveLength(attempt);
      server.advance(1_000);
    }
    await deliverAll(deliveries);
    server.advance(30 * 24 * 3_600_000);
    await deliverAll(deliveries);
    expect([receiver.received.length, await last()]).toEqual([5, ['failed', 5, 'answered_503']]);
    const rows = await server.storage.read(({ audit }) => audit.list({ clientId: client.id, action: 'logout.failed', limit: 9 }));
    expect(rows).toMatchObject([{ detail: { attempts: 5, error: 'answered_503' } }]);
  });

  test('an address that is not allowed is not reached', async () => {
    await signOut(await visitor());
    await deliverAll(deliveriesOf(server, [], errors));
    expect([receiver.received, await last()]).toEqual([[], [null, 1, 'https_required']]);
  });

  test('a client that was deleted or does not wish it any more is not asked again', async () => {
    await signOut(await visitor());
    const metadata = (await server.storage.read(({ clients }) => clients.find(client.id)))?.metadata;
    if (metadata !== undefined) {
      const changes = { metadata: { ...metadata, backchannel_logout_uri: null } };
      await server.storage.transact(({ clients }) => clients.update(client.id, changes, server.now()));
    }
    await deliverAll(deliveries);
    expect([receiver.received, await last()]).toEqual([[], ['failed', 1, 'no_uri']]);
  });

  test('four nodes that see the same deliveries make each of them once', async () => {
    const nodes = [deliveries, ...[1, 2, 3].map(() => deliveriesOf(server, [receiver], errors))];
    const user = await server.addUser();
    for (let count = 0; count < 12; count++) await visitor({ user });
    await server.storage.transact((stores) =>
      setUserStatus(stores, { userId: user.id, status: 'frozen' }, { origin: ORIGIN, now: server.now() }),
    );
    await Promise.all(nodes.map(deliverAll));
    const sids = receiver.received.map(({ form }) => claimsOf(form.get('logout_token') ?? '')['sid']);
    expect([sids.length, new Set(sids).size]).toEqual([12, 12]);
  });

  test('a node that dies while it delivers leaves the delivery to another one', async () => {
    await signOut(await visitor());
    const [due] = await server.storage.read(({ logouts }) => logouts.listDue(server.now(), 1, 1));
    if (due !== undefined)
      await server.storage.transact(({ logouts }) => logouts.claim(due, server.now(), server.now() + 60_000));
    await deliverAll(deliveries);
    expect(receiver.received).toEqual([]);
    server.advance(60_001);
    await deliverAll(deliveries);
    expect(await last()).toEqual(['delivered', 2, null]);
  });

  test('a client that never answers holds up no other', async () => {
    const held: (() => void)[] = [];
    const slow = await startReceiver({ answer: (_request, response) => void held.push(() => response.end()) });
    const quick = client;
    client = await addLogoutClient(server, { backchannel_logout_uri: slow.uri });
    const both = deliveriesOf(server, [receiver, slow], errors);
    const user = await server.addUser();
    for (let count = 0; count < 20; count++) await visitor({ user });
    client = quick;
    const who = await visitor({ user });
    await server.storage.transact((stores) =>
      setUserStatus(stores, { userId: user.id, status: 'frozen' }, { origin: ORIGIN, now: server.now() }),
    );
    for (let round = 0; round < 6; round++) await both.begin();
    await expect.poll(() => receiver.received.length).toBe(1);
    expect(claimsOf(receiver.received[0]?.form.get('logout_token') ?? '')['sid']).toBe(who.sid);
    await expect.poll(() => held.length).toBe(4);
    const stopped = both.stop();
    for (const answer of held) answer();
    await stopped;
    await slow.close();
  });
});

test('no outgoing request that an unauthenticated caller can aim: nothing of a request to sign out becomes an address', async () => {
  const aimed = { post_logout_redirect_uri: receiver.uri, backchannel_logout_uri: receiver.uri, client_id: String(client.id) };
  await new Browser().get(endSessionUrl(server, aimed));
  await new Browser().post(`${server.url}/oauth2/end_session`, aimed);
  await deliverAll(deliveries);
  expect([receiver.received, await deliveryLog(server)]).toEqual([[], []]);
});
