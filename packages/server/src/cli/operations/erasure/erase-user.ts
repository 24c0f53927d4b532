import { z } from 'zod';
import { LINE, type Operation, OperationRefused } from '../operation.ts';
import { removePerson } from './remove-person.ts';

const STEP = 500;
const STEPS = 20;

/** How far erasing has come: `next` is to be given back until it is `null`. */
export interface ErasureProgress {
  readonly next: string | null;
}

/**
 * Erases a person for good: first all but audit rows, then their traces in these, some 10,000 rows a call. Erasing again goes on
 * where it was interrupted.
 */
export const eraseUser: Operation<{ id: string; after?: string | undefined }, ErasureProgress> = {
  name: 'user.erase',
  input: z.strictObject({ id: LINE, after: LINE.optional() }),
  async run(context, { id, after: from = '' }) {
    const { storage } = context;
    const user = await storage.read((stores) => stores.users.find(id));
    if (user !== undefined) await removePerson(context, user);
    else if (!(await storage.read((stores) => stores.users.wasErased(id)))) throw new OperationRefused(['there is no such user']);
    let after: string | undefined = from;
    for (let step = 0; step < STEPS && after !== undefined; step++) {
      const place: string = after;
      ({ next: after } = await storage.transact(({ audit }) => audit.forget(id, place, STEP)));
    }
    if (after === undefined) await storage.transact(({ erasure }) => erasure.finish(id));
    return { next: after ?? null };
  },
};
