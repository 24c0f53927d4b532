import type { Connection } from '../connection.ts';
import { appendToChains } from './append-to-chain.ts';
import type { UnchainedRow } from './audit-row.ts';

const PAGE = 500;
const COLUMNS = 'id, at, action, actor, address, request_id, user_id, client_id, detail';

/** Moves the audit rows that were written before there were chains into them, oldest first, and drops their table. */
export async function copyIntoChains(connection: Connection): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await connection.all(pageAfter(connection), [after, PAGE]);
    // The columns of the audit table as it was, which later versions of the program no longer describe.
    const unchained = rows as unknown as UnchainedRow[];
    await appendToChains(
      connection,
      unchained.map((row) => ({ row: { ...row, mentions: 0 }, mentions: [] })),
    );
    after = String(rows.at(-1)?.['id'] ?? '');
    if (rows.length < PAGE) break;
  }
  await connection.run('drop table unchained_audit', []);
}

function pageAfter({ dialect }: Connection): string {
  const [after, limit] = dialect.name === 'postgres' ? ['$1', '$2'] : ['?', '?'];
  return `select ${COLUMNS} from unchained_audit where id > ${after} order by id limit ${limit}`;
}
