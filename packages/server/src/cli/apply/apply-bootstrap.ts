import type { OperationContext } from '../operations/operation.ts';
import { applyDocument } from './apply.ts';
import type { ApplyResult } from './apply-result.ts';
import { readDocumentFile } from './read-document.ts';

/**
 * Applies the file of `HUFU_BOOTSTRAP` at the start; nothing is pruned. A client without a secret gets one that
 * nobody sees: `hufu client secret NAME --rotate` shows another. Throws `OperationRefused`, and then nothing was applied.
 */
export async function applyBootstrap(context: OperationContext, path: string): Promise<ApplyResult> {
  return applyDocument(context, readDocumentFile(path), { plan: false, prune: false });
}
