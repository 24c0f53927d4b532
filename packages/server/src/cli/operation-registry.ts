import { apply } from './apply/apply.ts';
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
import { execute, type Operation, type OperationContext } from './operations/operation.ts';
import { recover } from './operations/recover.ts';
import { addUser, listUsers, setAdministrator, setStatusOfUser, setUserPassword } from './operations/user-operations.ts';

/** Checks an input that came from outside and runs an operation with it. */
export type OperationRunner = (context: OperationContext, input: unknown) => Promise<unknown>;

/** Every operation that can be asked of the running server, by name. */
export const OPERATIONS: ReadonlyMap<string, OperationRunner> = new Map([
  runner(addUser),
  runner(listUsers),
  runner(setUserPassword),
  runner(setStatusOfUser),
  runner(setAdministrator),
  runner(addClient),
  runner(listClients),
  runner(showClient),
  runner(setClientStatus),
  runner(removeClient),
  runner(changeRedirectUris),
  runner(rotateClientSecret),
  runner(apply),
  runner(recover),
  runner(listAudit),
]);

function runner<Input, Output>(operation: Operation<Input, Output>): [string, OperationRunner] {
  return [operation.name, (context, input) => execute(operation, context, input)];
}
