import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { UserOutcome } from '../../identity/administration/user-administration.ts';
import type { Act } from '../../identity/identity-stores.ts';
import type { User } from '../../identity/user/user.ts';
import type { Stores } from '../../storage/storage.ts';
import { userProblemText } from '../operations/user-view.ts';
import type { ApplyReport } from './apply-result.ts';
import type { UserInput } from './document/document-shape.ts';
import type { PreparedPassword } from './prepare-passwords.ts';

/** The users part of a document being applied, inside its unit of work. */
export interface UserApplication {
  readonly stores: Stores;
  readonly keys: Pick<ServerKeys, 'mac'>;
  readonly act: Act;
  readonly report: ApplyReport;
  readonly passwords: ReadonlyMap<string, PreparedPassword>;
}

/** The password of a user was changed after it was compared: everything must be done again. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

/** A user of the document who exists. */
export interface ExistingUser {
  readonly input: UserInput;
  readonly user: User;
  readonly index: number;
}

/** Whether a change was accepted; when not, its problems are reported under the user's place in the document. */
export function accepted({ report }: UserApplication, outcome: UserOutcome, index: number): boolean {
  if (!outcome.ok) report.problems.push(...outcome.problems.map((problem) => `users[${index}]: ${userProblemText(problem)}`));
  return outcome.ok;
}
