import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Storage } from '../../../src/storage/storage.ts';
import { auditEvent, NOW } from '../entities.ts';
import { verifyAll } from '../suite/audit-chain-suite.ts';
import { openTemporary, temporaryPath } from './temporary-database.ts';

const MENTION = [{ userId: 'bob', detail: { after: 'super' } }];

/** A chain of five rows, of which the third mentions bob, and somebody who can write to the file beside the server. */
async function tampered(...statements: readonly string[]): Promise<Storage> {
  const path = temporaryPath();
  const storage = await openTemporary({ path });
  await storage.transact(async (stores) => {
    for (let at = 1; at <= 5; at++) {
      await stores.audit.append(auditEvent({ at: NOW + at, address: `192.0.2.${at}`, ...(at === 3 && { mentions: MENTION }) }));
    }
  });
  const intruder = new DatabaseSync(path);
  onTestFinished(() => intruder.close());
  for (const statement of ['pragma foreign_keys = off', ...statements]) intruder.exec(statement);
  return storage;
}

describe('verifying an audit chain finds', () => {
  it.each([
    'at = at - 1',
    "action = 'token.revoked'",
    "actor = 'client-2'",
    "actor = 'mallory'",
    "address = '198.51.100.1'",
    "request_id = 'another'",
    "user_id = 'mallory'",
    'user_id = null',
    'client_id = 2',
    `detail = '{"token":"other"}'`,
    'mentions = 0',
    "id = id || '0'",
    'hash = lower(hex(randomblob(32)))',
  ])('a row in which somebody set %s', async (assignment) => {
    const storage = await tampered(`update audit set ${assignment} where sequence = 3`);
    expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'broken', sequence: 3, reason: 'changed' });
  });

  it.each([
    "update audit_mentions set user_id = 'mallory'",
    "update audit_mentions set detail = '{}'",
    'delete from audit_mentions',
    "insert into audit_mentions select audit_id, 1, 'mallory', '{}' from audit_mentions",
  ])('a change to what a row says of further people: %s', async (statement) => {
    const storage = await tampered(statement);
    expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'broken', sequence: 3, reason: 'changed' });
  });

  it('the id of the first row that is wrong, and what of it is', async () => {
    const found = async (statement: string): Promise<unknown> => {
      const storage = await tampered(statement);
      const rows = await storage.read((stores) => stores.audit.list({ limit: 9 }));
      const verdict = await verifyAll(storage, 1);
      if (verdict.kind !== 'broken') return verdict.kind;
      const { sequence, id, differs } = verdict;
      return { sequence, differs, at: rows.find((row) => row.id === id)?.at };
    };
    const third = { sequence: 3, at: NOW + 3 };
    expect(await found("update audit set detail = '{}' where sequence = 3")).toEqual({ ...third, differs: 'content' });
    expect(await found('delete from audit_mentions')).toEqual({ ...third, differs: 'mentions' });
    expect(await found("delete from audit_salts where subject = 'bob'")).toEqual({ ...third, differs: 'salt' });
    expect(await found('delete from audit where sequence = 2')).toEqual({ sequence: 2, at: undefined, differs: 'row' });
    const head = 'update audit_chains set hash = lower(hex(randomblob(32)))';
    expect(await found(head)).toEqual({ sequence: 5, at: NOW + 5, differs: 'head' });
  });

  it('a row that was removed, wherever it was', async () => {
    for (const sequence of [1, 3]) {
      const storage = await tampered('delete from audit_mentions', `delete from audit where sequence = ${sequence}`);
      expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'broken', sequence, reason: 'missing' });
    }
  });

  it('that the newest rows were removed, even if the head was put back', async () => {
    const cut = await tampered('delete from audit where sequence > 4');
    expect(await verifyAll(cut, 1)).toMatchObject({ kind: 'broken', sequence: 5, reason: 'missing' });
    const set = await tampered('delete from audit where sequence > 4', 'update audit_chains set sequence = 4');
    expect(await verifyAll(set, 1)).toMatchObject({ kind: 'broken', sequence: 4, reason: 'changed' });
  });

  it('rows that changed places', async () => {
    const storage = await tampered(
      'update audit set sequence = 99 where sequence = 2',
      'update audit set sequence = 2 where sequence = 4',
      'update audit set sequence = 4 where sequence = 99',
    );
    expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'broken', sequence: 2, reason: 'changed' });
  });

  it('a row that somebody made up and chained without touching the others', async () => {
    const storage = await tampered(
      "insert into audit select id || 'x', at, action, actor, address, request_id, user_id, client_id, detail, 0, chain, 6, hash from audit where sequence = 5",
      'update audit_chains set sequence = 6',
    );
    expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'broken', sequence: 6, reason: 'changed' });
  });

  it('a salt that was changed or lost without the person being forgotten', async () => {
    for (const statement of [
      "update audit_salts set salt = 'x' where subject = 'alice'",
      "delete from audit_salts where subject = 'alice'",
    ]) {
      expect(await verifyAll(await tampered(statement), 1)).toMatchObject({ kind: 'broken', sequence: 1, reason: 'changed' });
    }
  });

  it('what housekeeping would have deleted: it keeps rows that do not verify', async () => {
    const storage = await tampered('update audit set at = 0 where sequence = 2', 'update audit set at = 0 where sequence = 1');
    expect(await storage.transact((stores) => stores.audit.trim(1, NOW, 9))).toBe(0);
    expect(await verifyAll(storage, 1)).toMatchObject({ kind: 'broken', sequence: 1 });
  });
});
