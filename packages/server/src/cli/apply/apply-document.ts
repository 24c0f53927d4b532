import { z } from 'zod';
import { suggestion } from '../../config/suggestion.ts';
import { isImportableHash } from '../../identity/credentials/hashing/stored-hash.ts';
import { foldUserId, type UserStatus } from '../../identity/user/user.ts';
import { CLIENT_INPUT, type ClientInput } from '../operations/client-input.ts';
import { OperationRefused } from '../operations/operation.ts';

/** A user of a document. What is absent stays as it is, or is the default of a new one. */
export interface UserInput {
  readonly id: string;
  /** The id when a new user has none. */
  readonly fullname?: string | undefined;
  readonly email?: string | undefined;
  readonly password?: string | undefined;
  readonly password_hash?: string | undefined;
  readonly must_change_password?: boolean | undefined;
  readonly status?: UserStatus | undefined;
  readonly system_administrator?: boolean | undefined;
}

/** What `apply` brings about. A list that is absent is not looked at, not even with `--prune`. */
export interface ApplyDocument {
  readonly users?: readonly UserInput[] | undefined;
  readonly clients?: readonly ClientInput[] | undefined;
}

const TEXT = z.string().max(4096);
const USER_INPUT: z.ZodType<UserInput> = z.strictObject({
  id: TEXT,
  fullname: TEXT.optional(),
  email: TEXT.optional(),
  password: TEXT.optional(),
  password_hash: TEXT.refine(isImportableHash, 'must be an argon2 or bcrypt hash, as it is or in base64').optional(),
  must_change_password: z.boolean().optional(),
  status: z.enum(['active', 'frozen', 'delete']).optional(),
  system_administrator: z.boolean().optional(),
});
const DOCUMENT: z.ZodType<ApplyDocument> = z.strictObject({
  users: z.array(USER_INPUT).optional(),
  clients: z.array(CLIENT_INPUT).optional(),
});

const USER_MEMBERS = [
  'id',
  'fullname',
  'email',
  'password',
  'password_hash',
  'must_change_password',
  'status',
  'system_administrator',
];
const CLIENT_MEMBERS = [
  ...[
    'id',
    'fullname',
    'secret',
    'status',
    'redirect_uris',
    'owner',
    'grant_types',
    'scope',
    'default_scope',
    'token_endpoint_auth_method',
  ],
  ...['require_pkce', 'consent', 'refuse_jwt_replay', 'refresh_grace_seconds', 'rights'],
];

/** Reads a document. Throws `OperationRefused` with everything that is wrong with its shape, by path; values are not repeated. */
export function readApplyDocument(content: unknown): ApplyDocument {
  const parsed = DOCUMENT.safeParse(content ?? {}, { reportInput: false });
  const problems = parsed.success ? contradictions(parsed.data) : parsed.error.issues.flatMap(issueTexts);
  if (problems.length > 0) throw new OperationRefused(problems);
  return parsed.data ?? {};
}

function contradictions(document: ApplyDocument): string[] {
  const users = document.users ?? [];
  const clients = document.clients ?? [];
  const has = (member: string | number | undefined): boolean => member !== undefined;
  return [
    ...users.flatMap((user, index) =>
      has(user.password) && has(user.password_hash) ? [`users[${index}]: must not have both password and password_hash`] : [],
    ),
    ...clients.flatMap((client, index) =>
      has(client.id) || has(client.fullname) ? [] : [`clients[${index}]: must have an id or a fullname`],
    ),
    ...repeated(
      'users',
      users.map((user) => foldUserId(user.id)),
      'id',
    ),
    ...repeated(
      'clients',
      clients.map((client) => client.id),
      'id',
    ),
    ...repeated(
      'clients',
      clients.map((client) => client.fullname),
      'fullname',
    ),
  ];
}

function repeated(list: string, keys: readonly (string | number | undefined)[], member: string): string[] {
  const first = new Map<string | number, number>();
  return keys.flatMap((key, index) => {
    if (key === undefined) return [];
    const before = first.get(key);
    if (before === undefined) first.set(key, index);
    return before === undefined ? [] : [`${list}[${index}].${member}: is the same as that of ${list}[${before}]`];
  });
}

function issueTexts(issue: z.core.$ZodIssue): string[] {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${path === '' ? key : `${path}.${key}`}: no such member${suggestion(key, knownMembers(issue.path))}`,
    );
  }
  const message =
    issue.code === 'invalid_type' && issue.expected === 'string' ? 'must be a text (put a number in quotes)' : issue.message;
  return [`${path === '' ? 'the document' : path}: ${message}`];
}

function knownMembers(path: readonly PropertyKey[]): readonly string[] {
  if (path[0] === 'users') return USER_MEMBERS;
  return path[0] === 'clients' ? CLIENT_MEMBERS : ['users', 'clients'];
}
