import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { World } from './world.ts';

/** Reads everything that is stored, beside the server; a table a line, so that what differs is seen. */
export function databaseDump({ server }: Pick<World, 'server'>): { read(): readonly string[]; close(): void } {
  const database = new DatabaseSync(join(server.directory, 'hufu.db'), { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
  // What failed attempts are counted by is no state of the authority, and a session remembers when it was used.
  const names = tables.map(({ name }) => String(name)).filter((name) => !/^sqlite_|throttle|attempt|^sessions$/.test(name));
  return {
    read: () => names.map((name) => `${name} ${JSON.stringify(database.prepare(`select * from "${name}"`).all())}`),
    close: () => database.close(),
  };
}
