import type { Connection } from '../connection.ts';
import { statement } from '../statement.ts';
import type { AuditChainRow } from '../tables/audit-tables.ts';
import { CHAIN_START } from './chain-encoding.ts';

interface OfChain {
  readonly chain: number;
}

/** A step of a chain's head, from the place it must be in. */
type Step = OfChain & { readonly from: number; readonly sequence: number; readonly hash: string };

const HEAD_COLUMNS = ['chain', 'sequence', 'hash', 'anchor_sequence', 'anchor_hash'] as const;

const FIND = statement((db, given: OfChain) =>
  db.selectFrom('audit_chains').select(HEAD_COLUMNS).where('chain', '=', given.chain),
);

const TAKE = statement((db, given: OfChain) =>
  db.selectFrom('audit_chains').select(HEAD_COLUMNS).where('chain', '=', given.chain).forUpdate(),
);

const BEGIN = statement((db, given: OfChain) =>
  db
    .insertInto('audit_chains')
    .values({ chain: given.chain, sequence: 0, hash: CHAIN_START, anchor_sequence: 0, anchor_hash: CHAIN_START })
    .onConflict((conflict) => conflict.doNothing()),
);

const ADVANCE = statement((db, given: Step) =>
  db
    .updateTable('audit_chains')
    .set({ sequence: given.sequence, hash: given.hash })
    .where('chain', '=', given.chain)
    .where('sequence', '=', given.from),
);

const CUT = statement((db, given: Step) =>
  db
    .updateTable('audit_chains')
    .set({ anchor_sequence: given.sequence, anchor_hash: given.hash })
    .where('chain', '=', given.chain)
    .where('anchor_sequence', '=', given.from),
);

const LIST = statement((db, _: Record<never, never>) => db.selectFrom('audit_chains').select('chain').orderBy('chain'));

/** The ends of a chain. */
export async function findHead(connection: Connection, chain: number): Promise<AuditChainRow | undefined> {
  return FIND.first(connection, { chain });
}

/** The ends of a chain, which is begun when there is none; until the unit of work ends nobody else takes it. */
export async function takeHead(connection: Connection, chain: number): Promise<AuditChainRow> {
  const head = await TAKE.first(connection, { chain });
  if (head !== undefined) return head;
  await BEGIN.run(connection, { chain });
  return takeHead(connection, chain);
}

/** Moves a head on that was taken. */
export async function advanceHead(connection: Connection, step: Step): Promise<void> {
  await ADVANCE.post(connection, step);
}

/** Moves the place before the oldest row that is kept; answers whether it was still where it is said to be. */
export async function moveAnchor(connection: Connection, step: Step): Promise<boolean> {
  return (await CUT.run(connection, step)) === 1;
}

/** Every chain, ascending. */
export async function listChains(connection: Connection): Promise<number[]> {
  return (await LIST.all(connection, {})).map(({ chain }) => chain);
}
