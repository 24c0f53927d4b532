import { apply } from './apply/apply.ts';
import { exportDocument } from './apply/export/export-document.ts';
import { importUsers } from './import/import-users.ts';
import {
  addClient,
  changeClientMembers,
  changeRedirectUris,
  listClients,
  removeClient,
  rotateClientSecret,
  setClientStatus,
  showClient,
} from './operations/client-operations.ts';
import { backUp } from './operations/database/back-up.ts';
import { verifyFile, verifyRows, verifySecrets } from './operations/database/verify.ts';
import { eraseUser } from './operations/erasure/erase-user.ts';
import { lookAtErasure } from './operations/erasure/look-at-erasure.ts';
import { execute, type Operation, type OperationContext } from './operations/operation.ts';
import { listAudit } from './operations/records/audit-operations.ts';
import { listFlows, showFlow } from './operations/records/flow-operations.ts';
import { listLogouts } from './operations/records/logout-operations.ts';
import { listChains, verifyChain } from './operations/records/verify-audit.ts';
import { recover } from './operations/recover.ts';
import { appointRootSuper, explainHolding, listRoles } from './operations/role/role-operations.ts';
import { listSigningKeys, rotateSigningKeys } from './operations/signing-key-operations.ts';
import {
  addUser,
  listUsers,
  searchUsers,
  setAdministrator,
  setStatusOfUser,
  setUserPassword,
  showUser,
} from './operations/user-operations.ts';

/** An operation that can be asked for from outside. */
export interface AskedOperation {
  /** Checks an input that came from outside and runs the operation with it. */
  run(context: OperationContext, input: unknown): Promise<unknown>;
  readonly isStep: boolean;
}

/** Every operation that can be asked of the running server, by name. */
export const OPERATIONS: ReadonlyMap<string, AskedOperation> = new Map([
  asked(addUser),
  asked(listUsers),
  asked(searchUsers),
  asked(showUser),
  asked(setUserPassword),
  asked(setStatusOfUser),
  asked(setAdministrator),
  asked(lookAtErasure),
  asked(eraseUser),
  asked(addClient),
  asked(listClients),
  asked(showClient),
  asked(setClientStatus),
  asked(changeClientMembers),
  asked(removeClient),
  asked(changeRedirectUris),
  asked(rotateClientSecret),
  asked(apply),
  asked(exportDocument),
  asked(importUsers),
  asked(listRoles),
  asked(appointRootSuper),
  asked(explainHolding),
  asked(recover),
  asked(listSigningKeys),
  asked(rotateSigningKeys),
  asked(listAudit),
  asked(listChains),
  asked(verifyChain),
  asked(listFlows),
  asked(listLogouts),
  asked(showFlow),
  asked(backUp),
  asked(verifyFile),
  asked(verifyRows),
  asked(verifySecrets),
]);

function asked<Input, Output>(operation: Operation<Input, Output>): [string, AskedOperation] {
  const run: AskedOperation['run'] = (context, input) => execute(operation, context, input);
  return [operation.name, { run, isStep: operation.isStep ?? false }];
}
