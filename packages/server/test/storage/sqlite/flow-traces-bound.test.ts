import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { FLOW_TRACES_ROWS } from '../../../src/observability/flow-recorder/flow-trace.ts';
import { NOW } from '../entities.ts';
import { openTemporary, temporaryPath } from './temporary-database.ts';

test('of more traces than are kept the oldest go, however new they are', async () => {
  const path = temporaryPath();
  const storage = await openTemporary({ path });
  const writer = new DatabaseSync(path);
  writer.exec(`with recursive number(n) as (select 1 union all select n + 1 from number where n < ${FLOW_TRACES_ROWS + 7})
    insert into flow_traces (id, at, endpoint, outcome, detail)
    select printf('%016d', n), ${NOW}, 'token', 'done', '{"received":[]}' from number`);
  writer.close();
  const clean = (limit: number): Promise<number> =>
    storage.transact(({ housekeeping }) => housekeeping.deleteExpired(NOW, limit));
  expect([await clean(5), await clean(5), await clean(5)]).toEqual([5, 2, 0]);
  const find = (n: number): Promise<unknown> => storage.read(({ flows }) => flows.find(String(n).padStart(16, '0')));
  expect([await find(7), await find(8)]).toEqual([undefined, expect.anything()]);
});
