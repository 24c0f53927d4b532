import type { OperationContext } from '../operations/operation.ts';
import { applyDocument } from './apply.ts';
import type { ApplyResult } from './apply-result.ts';
import { readDocumentFile } from './read-document.ts';

/**
 * Applies the file of `HUFU_BOOTSTRAP` at the start, if one is set; nothing is pruned. A client without a secret gets one that
 * nobody sees: `hufu client secret NAME --rotate` shows another. Throws `OperationRefused`, and then nothing was applied.
 */
export async function applyBootstrap(context: OperationContext, path: string | undefined): Promise<ApplyResult | undefined> {
  if (path === undefined) return undefined;
  return applyDocument(context, readDocumentFile(path), { plan: false, prune: false });
}
