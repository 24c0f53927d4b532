import type { InstanceStore } from '../../storage.ts';
import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { InstanceRow } from '../tables/tables.ts';

const FIND = statement((db, given: { name: string }) => db.selectFrom('instance').select('value').where('name', '=', given.name));

const INSERT = statement((db, given: InstanceRow) =>
  db
    .insertInto('instance')
    .values({ name: given.name, value: given.value })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Facts about this installation in SQL. */
export class SqlInstanceStore implements InstanceStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async find(name: string): Promise<string | undefined> {
    return (await FIND.first(this.#connection, { name }))?.value;
  }

  async putIfAbsent(name: string, value: string): Promise<string> {
    await INSERT.run(this.#connection, { name, value });
    return (await this.find(name)) ?? value;
  }
}
