import { openSqliteStorage } from '../../../src/storage/sqlite/open-sqlite-storage.ts';

// A process that opens the database named on its command line, says so, and keeps it until it is killed.
const path = process.argv[2] ?? '';
await openSqliteStorage({ path, onFatal: () => process.exit(70) });
process.stdout.write('open\n');
setInterval(() => undefined, 1 << 30);
