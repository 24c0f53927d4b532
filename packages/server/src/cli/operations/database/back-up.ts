import { z } from 'zod';
import { orderedId } from '../../../crypto/ordered-id.ts';
import { FileRefused } from '../../../storage/database-file.ts';
import { LINE, type Operation, type OperationContext, OperationRefused, operatorAct } from '../operation.ts';

/** Where a backup goes. */
export interface BackupInput {
  /** An absolute path. */
  readonly target: string;
  readonly replace: boolean;
  readonly with_key: boolean;
}

/** A backup that was made. */
export interface BackupMade {
  readonly file: string;
  readonly bytes: number;
  readonly made_at: string;
  /** Of the key without which client secrets and personal secrets in it cannot be opened. */
  readonly key_id: string;
  readonly holds_key: boolean;
}

/** Copies the database to a file, while the server goes on. */
export const backUp: Operation<BackupInput, BackupMade> = {
  name: 'backup',
  input: z.strictObject({ target: LINE.startsWith('/'), replace: z.boolean(), with_key: z.boolean() }),
  async run(context, { target, replace, with_key }) {
    const { storage, keys, now } = context;
    const madeAt = now();
    if (storage.file === undefined) throw new OperationRefused([elsewhere(keys.keyId)]);
    const key = with_key ? keyOf(context) : undefined;
    // Before the copy: that somebody took the key with them must not stay unsaid.
    await storage.transact(({ audit }) => {
      const about = { action: 'database.backed_up', userId: null, clientId: null } as const;
      return audit.append({ ...operatorAct(context).origin, ...about, id: orderedId(madeAt), at: madeAt, detail: { with_key } });
    });
    try {
      const bytes = await storage.file.copyTo({ target, replace, key, madeAt });
      return { file: target, bytes, made_at: new Date(madeAt).toISOString(), key_id: keys.keyId, holds_key: with_key };
    } catch (error) {
      if (error instanceof FileRefused) throw new OperationRefused([error.message], { cause: error });
      throw error;
    }
  },
};

function keyOf({ rootKey }: OperationContext): string {
  const key = rootKey?.();
  if (key === undefined) throw new OperationRefused(['the at-rest key is not at hand here']);
  return key.toString('base64url');
}

function elsewhere(keyId: string): string {
  return (
    'the database is PostgreSQL, which has its own tools: `pg_dump --format=custom --file=hufu.dump <database>`. ' +
    `Keep the at-rest key with the id ${keyId} apart from it: without it no client secret in the dump can be opened`
  );
}
