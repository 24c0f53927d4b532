import { apply } from './apply/apply.ts';
import { exportDocument } from './apply/export/export-document.ts';
import { importUsers } from './import/import-users.ts';
import { listAudit } from './operations/audit-operations.ts';
import {
  addClient,
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
import { recover } from './operations/recover.ts';
import { appointRootSuper, explainHolding, listRoles } from './operations/role-operations.ts';
import { addUser, listUsers, setAdministrator, setStatusOfUser, setUserPassword } from './operations/user-operations.ts';
import { listChains, verifyChain } from './operations/verify-audit.ts';

/** Checks an input that came from outside and runs an operation with it. */
export type OperationRunner = (context: OperationContext, input: unknown) => Promise<unknown>;

/** Every operation that can be asked of the running server, by name. */
export const OPERATIONS: ReadonlyMap<string, OperationRunner> = new Map([
  runner(addUser),
  runner(listUsers),
  runner(setUserPassword),
  runner(setStatusOfUser),
  runner(setAdministrator),
  runner(lookAtErasure),
  runner(eraseUser),
  runner(addClient),
  runner(listClients),
  runner(showClient),
  runner(setClientStatus),
  runner(removeClient),
  runner(changeRedirectUris),
  runner(rotateClientSecret),
  runner(apply),
  runner(exportDocument),
  runner(importUsers),
  runner(listRoles),
  runner(appointRootSuper),
  runner(explainHolding),
  runner(recover),
  runner(listAudit),
  runner(listChains),
  runner(verifyChain),
  runner(backUp),
  runner(verifyFile),
  runner(verifyRows),
  runner(verifySecrets),
]);

function runner<Input, Output>(operation: Operation<Input, Output>): [string, OperationRunner] {
  return [operation.name, (context, input) => execute(operation, context, input)];
}
