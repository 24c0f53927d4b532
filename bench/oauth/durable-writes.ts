import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copiedDirectory } from '../hufu/copied-directory.ts';
import { Connection } from '../load/connection.ts';
import { loadOf } from './flow-urls.ts';
import { flow } from './flows/code-flow.ts';
import { startHufu, WRITING_SIZE } from './hufu-subject.ts';
import type { AskedServer } from './oauth-server.ts';
import { tokenDatabase } from './token-database.ts';

const FLOWS = 20;

/** How many commits one code flow makes on SQLite when nobody shares them: counted in the write-ahead log. */
export async function durableWrites(): Promise<number> {
  const database = await tokenDatabase(WRITING_SIZE);
  const copy = copiedDirectory(database.directory);
  const load = (asked: AskedServer): ReturnType<typeof loadOf> => loadOf('code', { ...asked, scope: 'openid user:read' });
  const server = await startHufu({ name: 'hufu', size: WRITING_SIZE, load }, { ...database, directory: copy });
  try {
    const connection = await Connection.open(server.port, flow(server.load.data)(0));
    // The first one makes what all others find.
    await connection.run({ until: 0, pauseMs: 0 }, []);
    const before = commitsIn(join(copy, 'hufu.db-wal'));
    for (let done = 0; done < FLOWS; done++) await connection.run({ until: 0, pauseMs: 0 }, []);
    connection.close();
    return (commitsIn(join(copy, 'hufu.db-wal')) - before) / FLOWS;
  } finally {
    await server.stop();
  }
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** The frames that end a transaction (SQLite's file format §4.1): those that say how large the database then is. */
function commitsIn(path: string): number {
  const wal = readFileSync(path);
  const frame = FRAME_HEADER_BYTES + wal.readUInt32BE(8);
  const salt = wal.readBigUInt64BE(16);
  let commits = 0;
  for (let place = HEADER_BYTES; place + frame <= wal.length; place += frame) {
    // Of an older generation of the log, left behind.
    if (wal.readBigUInt64BE(place + 8) !== salt) break;
    if (wal.readUInt32BE(place + 4) > 0) commits++;
  }
  return commits;
}
