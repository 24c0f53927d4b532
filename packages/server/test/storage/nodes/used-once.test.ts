import { describe, expect, it } from 'vitest';
import { hasPostgres } from '../../support/postgres/databases.ts';
import { clientJwt, obtainCode, obtainTokens, tokenRequest } from '../../support/tally-client.ts';
import type { TestServer } from '../../support/test-server.ts';
import { exchangeCode, refresh, useAccessToken } from '../../support/token-checks.ts';
import { twoServers, withinASecond } from './two-servers.ts';

const RACERS = Array.from({ length: 8 }, (_, index) => index);

describe.runIf(hasPostgres())('of two nodes that are asked at once', () => {
  const race = <T>([a, b]: readonly [TestServer, TestServer], ask: (server: TestServer) => Promise<T>): Promise<T[]> =>
    Promise.all(RACERS.map((index) => ask(index % 2 === 0 ? a : b)));
  const succeeded = (answers: readonly { status: number }[]): number => answers.filter(({ status }) => status === 200).length;

  it('one redeems a code; what it was given for is revoked everywhere, since the others used it again', async () => {
    const { a, b } = await twoServers();
    const client = await a.addClient();
    const code = await obtainCode(a, client, { user: await a.addUser() });
    const answers = await race([a, b], (server) => exchangeCode(server, client, { code }));
    expect(succeeded(answers)).toBe(1);
    const token = answers.find(({ status }) => status === 200)?.body.access_token ?? '';
    for (const server of [a, b])
      await withinASecond(
        () => useAccessToken(server, token),
        (status) => status === 401,
      );
  });

  it('one rotates a refresh token without grace', async () => {
    const { a, b } = await twoServers();
    const client = await a.addClient({ refreshGraceSeconds: 0 });
    const { refresh: refreshToken } = await obtainTokens(a, client, { user: await a.addUser() });
    const answers = await race([a, b], (server) => refresh(server, client, { refresh_token: refreshToken }));
    expect(succeeded(answers)).toBe(1);
  });

  it('one takes a JWT of a client that refuses replays', async () => {
    const { a, b } = await twoServers();
    const client = await a.addClient({ refuseJwtReplay: true, grantTypes: ['client_credentials'] });
    const headers = { Authencation: `Client ${clientJwt(client, a.now())}` };
    const answers = await race([a, b], ({ url }) =>
      tokenRequest(`${url}/oauth2/token?grant_type=client_credentials`, { headers }),
    );
    expect(succeeded(answers)).toBe(1);
  });
});
