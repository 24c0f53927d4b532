import { z } from 'zod';
import type { Authorities } from '../../authority/authorities.ts';
import type { Settings } from '../../config/settings.ts';
import type { ServerKeys } from '../../crypto/server-keys.ts';
import type { PasswordHasher } from '../../identity/credentials/password-hasher.ts';
import type { Act } from '../../identity/identity-stores.ts';
import type { FlowRecorder } from '../../observability/flow-recorder/flow-recorder.ts';
import type { Storage } from '../../storage/storage.ts';
import { IN_WORDS } from './problem-wording.ts';

/** What operations work with: in the running server, or in a command that opened the database itself. */
export interface OperationContext {
  readonly storage: Storage;
  /** Over the same storage. */
  readonly authorities: Authorities;
  readonly keys: ServerKeys;
  /** The root key, for a backup that is to hold it; absent where it must not leave. */
  readonly rootKey?: () => Buffer;
  readonly hasher: PasswordHasher;
  /** Of the running server: what it has not stored yet. */
  readonly flows?: Pick<FlowRecorder, 'flush'>;
  readonly settings: Pick<Settings, 'issuer' | 'passwordParallelism' | 'signingKeyAheadMinutes'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Something an operator can do. Input and output are plain JSON, so that it is the same here and over the socket. */
export interface Operation<Input, Output> {
  readonly name: string;
  /** One of the many that a long command asks for: the log tells of it only to who looks for it. */
  readonly isStep?: true;
  readonly input: z.ZodType<Input>;
  readonly run: (context: OperationContext, input: Input) => Promise<Output>;
}

/** The operation was not done and nothing was changed; each problem is a sentence for the operator. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('; '), options);
    this.problems = problems;
  }
}

/** Checks an input and runs the operation with it. Throws `OperationRefused` for an input that is not of its shape. */
export function execute<Input, Output>(
  operation: Operation<Input, Output>,
  context: OperationContext,
  input: unknown,
): Promise<Output> {
  const parsed = operation.input.safeParse(input, IN_WORDS);
  if (parsed.success) return operation.run(context, parsed.data);
  throw new OperationRefused(
    parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the input'}: ${issue.message}`),
  );
}

/** The operator as the actor of a change, now. */
export function operatorAct(context: OperationContext): Act {
  return { origin: { actor: 'system', address: '', requestId: '' }, now: context.now() };
}

/** The most entries of one page of a list. */
export const PAGE_SIZE = 200;

/** Stays within limits that keep one message small: ids, names, and what else is one line. */
export const LINE: z.ZodString = z.string().max(1024);
