import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src/storage/migrations/migrations.ts';
import { auditEvent, DAY, NOW } from '../entities.ts';
import { verifyAll } from '../suite/audit-chain-suite.ts';
import { openTemporary, temporaryPath } from './temporary-database.ts';

/** A database as it was before there was an authority. */
async function databaseOfBefore(fill: (database: DatabaseSync) => void): Promise<string> {
  const path = temporaryPath();
  const storage = await openTemporary({ path, migrations: MIGRATIONS.slice(0, 3) });
  await storage.close();
  const database = new DatabaseSync(path);
  // By the columns of then: the store of today knows more of them.
  for (const [id, fullname, owner] of [
    [7, 'seven', 'ALICE'],
    [9, 'nine', ''],
  ] as const) {
    database.prepare(CLIENT).run(id, fullname, owner);
  }
  fill(database);
  database.close();
  return path;
}

const CLIENT = `insert into clients (id, fullname, status, old_secret_expires_at, redirect_uris, owner, grant_types, require_pkce, consent,
  refuse_jwt_replay, refresh_grace_seconds, rights, created_at, updated_at)
  values (?, ?, 'active', 0, '[]', ?, '[]', 0, 'once', 0, 0, '[]', ${NOW - DAY}, ${NOW})`;
const USER = `insert into users values (?, lower(?), '', '', '', '', 'ldap', '', '', ?, null, 0, 0, 0, null, 1, ${NOW})`;

describe('a database from before there was an authority', () => {
  it('gets a tree for each client, with its creator as super under the spelling of their own id', async () => {
    const path = await databaseOfBefore((database) => {
      database.prepare(USER).run('Alice', 'Alice', 'active');
      database.prepare(USER).run('bob', 'bob', 'frozen');
    });
    const storage = await openTemporary({ path });
    const [seven, nine] = await storage.read(async (stores) => [await stores.authority.load(7), await stores.authority.load(9)]);
    expect([...(seven?.roles() ?? [])]).toMatchObject([{ id: 1, name: 'seven-root', parentId: -1, createdBy: 'Alice' }]);
    expect([...(seven?.membershipsOf(1) ?? [])]).toMatchObject([{ userId: 'Alice', type: 'super', expiresAt: null }]);
    expect([...(nine?.roles() ?? [])]).toMatchObject([{ id: 2, name: 'nine-root', createdBy: 'system' }]);
    expect([...(nine?.membershipsOf(2) ?? [])]).toEqual([]);
    expect(seven?.isActive('bob')).toBe(false);
    const then = await storage.read((stores) => stores.authority.load(7, NOW - 1));
    expect(then?.isActive('bob')).toBe(true);
  });

  it('gets its audit rows chained in their order, and goes on from there', async () => {
    const path = await databaseOfBefore((database) => {
      const insert = database.prepare('insert into audit values (?, ?, ?, ?, ?, ?, ?, ?, ?)');
      for (let row = 0; row < 1200; row++) {
        const event = auditEvent({ clientId: row % 2 === 0 ? 1 : null });
        const { id, at, action, actor, address, requestId, userId, clientId } = event;
        insert.run(id, at, action, actor, address, requestId, userId, clientId, JSON.stringify({ row }));
      }
    });
    const storage = await openTemporary({ path });
    await storage.transact((stores) => stores.audit.append(auditEvent({ clientId: 1 })));
    expect(await verifyAll(storage, 1, 500)).toMatchObject({ kind: 'intact', total: 601 });
    expect(await verifyAll(storage, 0, 500)).toMatchObject({ kind: 'intact', total: 600 });
    const [, before] = await storage.read((stores) => stores.audit.list({ limit: 2 }));
    expect(before?.detail).toEqual({ row: 1199 });
  });
});
