import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSetup } from '../../src/identity/setup/complete-setup.ts';
import { issueSetupLink } from '../../src/identity/setup/setup-link.ts';
import { type CommandLine, commandLine } from '../cli/command-line.ts';
import { asSession } from '../support/api-callers.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { act, IdentityFixture, NOW } from './identity-fixture.ts';

/** How the audit table calls who is no user: somebody of that name could not be told from them. */
const RESERVED = ['system', 'System', 'anonymous', 'ANONYMOUS', 'client-1', 'Client-x'];

describe('ids that the audit table uses for others are given to nobody (contract/authority.md §1)', () => {
  let server: TestServer;
  let line: CommandLine;
  beforeEach(async () => {
    server = await startTestServer();
    line = commandLine();
  });
  afterEach(async () => {
    line.remove();
    await server.close();
  });

  test('by the API', async () => {
    await server.addUser({ id: 'root', systemAdministrator: true });
    const root = await asSession(server, 'root');
    for (const id of RESERVED) expect(await root('POST', '/users', { id, fullname: 'X' }), id).toMatchObject({ status: 400 });
  });

  test('by the command line and a file of apply', async () => {
    await line.hufu(['user', 'add', 'alice', '--no-password']);
    for (const id of RESERVED) {
      const { code, err } = await line.hufu(['user', 'add', id, '--no-password']);
      expect([code, err], id).toEqual([1, expect.stringContaining('id: must be')]);
      line.write('users.json', JSON.stringify({ users: [{ id, fullname: 'X' }] }));
      expect((await line.hufu(['apply', 'users.json'])).code, id).toBe(1);
    }
    expect(await line.json(['user', 'list'])).toMatchObject([{ id: 'alice' }]);
  });

  test('at set-up, which is told so before its link is used', async () => {
    const fixture = await IdentityFixture.open();
    const token = await fixture.work((stores) => issueSetupLink(stores, 'setup', act()));
    for (const userId of RESERVED) {
      expect(await fixture.work((stores) => checkSetup(stores, { token, userId, fullname: 'X' }, NOW)), userId).toMatchObject({
        kind: 'invalid',
        problems: [{ field: 'id', code: 'invalid' }],
      });
    }
  });

  test('at set-up, nor is the id of one who was erased', async () => {
    const problems = await server.storage.transact(async (stores) => {
      await stores.erasure.begin('alice', '~1');
      const token = await issueSetupLink(stores, 'setup', act());
      return checkSetup(stores, { token, userId: 'ALICE', fullname: 'X' }, NOW);
    });
    expect(problems).toMatchObject({ kind: 'invalid', problems: [{ field: 'id', code: 'exists' }] });
  });
});
