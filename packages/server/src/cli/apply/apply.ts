import { z } from 'zod';
import { orderedId } from '../../crypto/ordered-id.ts';
import type { Act } from '../../identity/identity-stores.ts';
import type { Stores } from '../../storage/storage.ts';
import { type Operation, type OperationContext, OperationRefused, operatorAct } from '../operations/operation.ts';
import { applyClients, pruneClients } from './apply-clients.ts';
import { applyGroups, pruneGroups } from './apply-groups.ts';
import type { ApplyReport, ApplyResult } from './apply-result.ts';
import { applyUsers, pruneUsers } from './apply-users.ts';
import { applyAuthority } from './authority/apply-authority.ts';
import { reserveIds } from './authority/reserve-ids.ts';
import { readApplyDocument } from './document/apply-document.ts';
import { missingSecrets } from './document/check-missing.ts';
import type { ApplyDocument } from './document/document-shape.ts';
import { type PreparedPassword, preparePasswords } from './prepare-passwords.ts';
import { ChangedMeanwhile } from './user-application.ts';

/** How a document is applied. */
export interface ApplyOptions {
  /** Only tells what would be done. */
  readonly plan: boolean;
  /** Removes what the document's lists do not name; users get the status `delete`. */
  readonly prune: boolean;
}

const MAXIMUM_ATTEMPTS = 3;

/**
 * Brings about what a document says, in one unit of work: all of it or nothing. What is so already is not touched.
 * Throws `OperationRefused` with everything that stands in the way.
 */
export async function applyDocument(context: OperationContext, content: unknown, options: ApplyOptions): Promise<ApplyResult> {
  const document = readApplyDocument(content);
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyOnce(context, document, options);
    } catch (error) {
      if (error instanceof Undone) return error.result;
      if (!(error instanceof ChangedMeanwhile) || attempt === MAXIMUM_ATTEMPTS) throw error;
    }
  }
}

/** `applyDocument` as an operation. */
export const apply: Operation<{ document: unknown; plan: boolean; prune: boolean }, ApplyResult> = {
  name: 'apply',
  input: z.strictObject({ document: z.unknown(), plan: z.boolean(), prune: z.boolean() }),
  run: (context, { document, ...options }) => applyDocument(context, document, options),
};

/** Thrown at the end of what is to leave nothing: a plan, or a document by which all is so already. */
class Undone extends Error {
  override readonly name = 'Undone';
  readonly result: ApplyResult;

  constructor(result: ApplyResult) {
    super('nothing is to be written');
    this.result = result;
  }
}

async function applyOnce(context: OperationContext, document: ApplyDocument, options: ApplyOptions): Promise<ApplyResult> {
  const passwords = await preparePasswords(context, document.users ?? [], options.plan);
  return context.storage.transact(async (stores) => {
    const { entries, warnings, problems } = await applyInside({ context, stores, document, passwords, prune: options.prune });
    if (problems.length > 0) throw new OperationRefused(problems);
    const result = { planned: options.plan, entries, warnings };
    // A secret that a plan made up will never be one.
    if (options.plan) throw new Undone({ ...result, entries: entries.map((entry) => ({ ...entry, generated_secret: null })) });
    if (entries.every(({ outcome }) => outcome === 'unchanged')) throw new Undone(result);
    return result;
  });
}

interface Application {
  readonly context: OperationContext;
  readonly stores: Stores;
  readonly document: ApplyDocument;
  readonly passwords: ReadonlyMap<string, PreparedPassword>;
  readonly prune: boolean;
}

async function applyInside({ context, stores, document, passwords, prune }: Application): Promise<ApplyReport> {
  const { users, clients, groups } = document;
  const act = operatorAct(context);
  const report: ApplyReport = { entries: [], warnings: [], problems: await missingSecrets(stores, document) };
  const registration = { stores, keys: context.keys, ...act };
  await applyUsers({ stores, keys: context.keys, act, report, passwords }, users ?? []);
  // Before new clients are made, so that one may take the name of one that goes.
  if (prune && clients !== undefined) await pruneClients(registration, clients, report);
  await reserveIds(stores, document);
  const made = await applyClients(registration, clients ?? [], report);
  const people = { stores, act, report, prune };
  await applyGroups(people, groups ?? []);
  // What names a user, group or client that could not be made would be refused for that alone.
  if (report.problems.length > 0) return report;
  await applyAuthority({ ...people, document, clients: made });
  if (prune && groups !== undefined) await pruneGroups(people, groups);
  if (prune && users !== undefined) await pruneUsers({ stores, keys: context.keys, act, report, passwords }, users);
  await recordApplication(stores, act, report);
  return report;
}

async function recordApplication(stores: Stores, act: Act, report: ApplyReport): Promise<void> {
  const count = (outcome: string): number => report.entries.filter((entry) => entry.outcome === outcome).length;
  const detail = { created: count('created'), changed: count('changed'), pruned: count('pruned') };
  if (detail.created + detail.changed + detail.pruned === 0) return;
  const row = {
    ...act.origin,
    id: orderedId(act.now),
    at: act.now,
    action: 'configuration.applied',
    userId: null,
    clientId: null,
    detail,
  } as const;
  await stores.audit.append(row);
}
