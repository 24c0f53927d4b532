import { z } from 'zod';
import { personalSecretContext } from '../../../identity/user/personal-secret.ts';
import { clientSecretContext } from '../../../oauth/client/client-secret.ts';
import { signingKeyContext } from '../../../signing-keys/signing-key.ts';
import { FileRefused } from '../../../storage/database-file.ts';
import type { Stores } from '../../../storage/storage.ts';
import { INVARIANTS, type Invariant, type VerifiedPart, type Violation } from '../../../storage/verification-store.ts';
import { LINE, type Operation, OperationRefused } from '../operation.ts';

/** What verifying a part found; `next` is to be given back until it is `null`. */
export interface PartView {
  readonly checked: number;
  readonly violations: readonly Violation[];
  readonly next: string | null;
}

/** Verifies the pages, references and tables of the file; `problems` is `null` where the database is no file. */
export const verifyFile: Operation<Record<string, never>, { readonly problems: readonly string[] | null }> = {
  name: 'verify.file',
  isStep: true,
  input: z.strictObject({}) as z.ZodType<Record<string, never>>,
  async run({ storage }) {
    try {
      return { problems: (await storage.file?.check()) ?? null };
    } catch (error) {
      if (error instanceof FileRefused) throw new OperationRefused([error.message], { cause: error });
      throw error;
    }
  },
};

/** Verifies some hundreds of rows. */
export const verifyRows: Operation<{ readonly invariant: Invariant; readonly after: string }, PartView> = {
  name: 'verify.rows',
  isStep: true,
  input: z.strictObject({ invariant: z.enum(INVARIANTS), after: LINE }),
  async run({ storage }, { invariant, after }) {
    const verify = (): Promise<VerifiedPart> => storage.read(({ verification }) => verification.verify(invariant, after));
    const { checked, violations, next } = await verify();
    if (violations.length === 0) return { checked, violations, next: next ?? null };
    // Something may have been deleted between two statements: only what is wrong twice is.
    const again = new Set((await verify()).violations.map(({ problem }) => problem));
    return { checked, violations: violations.filter(({ problem }) => again.has(problem)), next: next ?? null };
  },
};

/** Whose sealed secrets there are. */
export const OWNERS_OF_SECRETS = ['clients', 'users', 'signing keys'] as const;

/** A kind of owner. */
export type OwnerOfSecrets = (typeof OWNERS_OF_SECRETS)[number];

const PAGE = 500;

/** Opens the sealed secrets of some hundreds of owners, to see that the at-rest key is theirs. */
export const verifySecrets: Operation<{ readonly of: OwnerOfSecrets; readonly after: string }, PartView> = {
  name: 'verify.secrets',
  isStep: true,
  input: z.strictObject({ of: z.enum(OWNERS_OF_SECRETS), after: LINE }),
  async run({ storage, keys }, { of, after }) {
    const page = await storage.read((stores) => SEALED[of](stores, after));
    const violations = page.secrets.flatMap(({ owner, sealed, context }): Violation[] => {
      try {
        keys.open(sealed, context);
        return [];
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return [{ severity: 'wrong', problem: `the secret of ${owner} does not open: ${reason}` }];
      }
    });
    return { checked: page.secrets.length, violations, next: page.next };
  },
};

interface SealedPage {
  readonly secrets: readonly { readonly owner: string; readonly sealed: string; readonly context: string }[];
  readonly next: string | null;
}

const SEALED: Readonly<Record<OwnerOfSecrets, (stores: Stores, after: string) => Promise<SealedPage>>> = {
  clients: sealedOfClients,
  users: sealedOfUsers,
  'signing keys': sealedOfKeys,
};

async function sealedOfClients({ clients }: Stores, after: string): Promise<SealedPage> {
  const page = await clients.list(Number(after), PAGE);
  const secrets = page.flatMap(({ id, sealedSecret, sealedOldSecret }) =>
    [sealedSecret, sealedOldSecret]
      .filter((sealed) => sealed !== null)
      .map((sealed) => ({ owner: `client ${id}`, sealed, context: clientSecretContext(id) })),
  );
  return { secrets, next: page.length < PAGE ? null : String(page.at(-1)?.id) };
}

async function sealedOfUsers({ users }: Stores, after: string): Promise<SealedPage> {
  const page = await users.list(after === '' ? { limit: PAGE } : { after, limit: PAGE });
  const secrets = page.flatMap((user) =>
    user.sealedSecret === null
      ? []
      : [{ owner: `user ${user.id}`, sealed: user.sealedSecret, context: personalSecretContext(user) }],
  );
  return { secrets, next: page.length < PAGE ? null : (page.at(-1)?.id ?? null) };
}

async function sealedOfKeys({ signingKeys }: Stores): Promise<SealedPage> {
  const secrets = (await signingKeys.list()).flatMap(({ kid, sealedKey }) =>
    sealedKey === null ? [] : [{ owner: `the signing key ${kid}`, sealed: sealedKey, context: signingKeyContext(kid) }],
  );
  return { secrets, next: null };
}
