import { z } from 'zod';
import { type AuditChain, type ChainVerdict, SYSTEM_CHAIN } from '../../../observability/audit.ts';
import { findClient } from '../client-view.ts';
import { LINE, type Operation, type OperationContext } from '../operation.ts';

const ROWS = 1_000;

/** A chain of audit rows as the operator sees it: a client's by its id, 0 of what belongs to no client. */
export interface ChainView {
  readonly chain: AuditChain;
  /** The client's name; `null` when it is gone, and for the system. */
  readonly client: string | null;
}

/** The chains there are, or the one of a client, which may be gone when it is named by its id. */
export const listChains: Operation<{ client?: string | undefined }, { readonly chains: readonly ChainView[] }> = {
  name: 'audit.chains',
  input: z.strictObject({ client: LINE.optional() }),
  run: (context, { client }) =>
    context.storage.read(async (stores) => {
      const chains = await stores.audit.chains();
      const isOne = chains.find((chain) => chain !== SYSTEM_CHAIN && String(chain) === client);
      const asked = client === undefined ? chains : [isOne ?? (await findClient(stores, client)).id];
      const views: ChainView[] = [];
      for (const chain of asked) {
        const named = chain === SYSTEM_CHAIN ? undefined : await stores.clients.find(chain);
        views.push({ chain, client: named?.fullname ?? null });
      }
      return { chains: views };
    }),
};

/** What is verified, and from where on: from the oldest row that is kept when absent. */
export interface ChainPart {
  readonly chain: AuditChain;
  readonly from?: { readonly sequence: number; readonly hash: string } | undefined;
}

/** Verifies the next 1,000 rows of a chain. */
export const verifyChain: Operation<ChainPart, ChainVerdict> = {
  name: 'audit.verify',
  isStep: true,
  input: z.strictObject({
    chain: z.int().min(SYSTEM_CHAIN),
    from: z.strictObject({ sequence: z.int().min(0), hash: LINE }).optional(),
  }),
  async run(context, part) {
    const verdict = await verify(context, part);
    // Rows may be deleted by age, or a person forgotten, while they are read: only what is broken twice is.
    return verdict.kind === 'broken' ? verify(context, part) : verdict;
  },
};

function verify({ storage }: OperationContext, { chain, from }: ChainPart): Promise<ChainVerdict> {
  return storage.read(({ audit }) => audit.verify(chain, ROWS, from));
}
