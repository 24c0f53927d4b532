import { openStorage } from '../../src/storage/open-storage.ts';
import { PostgresConnection } from '../../src/storage/postgres/postgres-connection.ts';
import { SqliteConnection } from '../../src/storage/sqlite/sqlite-connection.ts';

// Brings the database of the first argument up to date, and kills itself before the statement of the second: a process of its
// own, of the tests of killed migrations. Prints how many statements it ran. With `bare` as the third argument, a control that
// must be seen to break, there are no transactions.
const [databaseUrl = '', dieAt = '', bounds] = process.argv.slice(2);
let statements = 0;

for (const connection of [SqliteConnection.prototype, PostgresConnection.prototype]) {
  for (const call of ['all', 'run', 'execute'] as const) countCalls(connection as unknown as Record<typeof call, Call>, call);
}
await (await openStorage({ databaseUrl, onFatal: fail })).close();
process.stdout.write(String(statements));

type Call = (...parameters: unknown[]) => unknown;

function countCalls<Name extends string>(connection: Record<Name, Call>, call: Name): void {
  const original = connection[call];
  connection[call] = function counted(this: unknown, ...parameters): unknown {
    statements += 1;
    if (bounds === 'bare' && /^(?:begin|commit|rollback)/.test(String(parameters[0]))) return 'COMMIT';
    if (statements === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
    return original.apply(this, parameters);
  };
}

function fail(error: Error): never {
  throw error;
}
