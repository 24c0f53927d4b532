import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { answerParent } from '../../src/storage/sqlite/file/own-process.ts';

// To be started by `startOwnProcess`: says its process id in a file, and then never comes out of SQLite again.
answerParent(async ({ pidFile }: { readonly pidFile: string }) => {
  writeFileSync(pidFile, `${process.pid}\n`);
  const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n';
  new DatabaseSync(':memory:').prepare(endless).get();
});
