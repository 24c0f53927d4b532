import { z } from 'zod';
import { foldUserId } from '../../../identity/user/user.ts';
import { OperationRefused } from '../../operations/operation.ts';
import { IN_WORDS } from '../../operations/problem-wording.ts';
import { shapeProblems } from './document-problems.ts';
import { type ApplyDocument, DOCUMENT_SHAPE } from './document-shape.ts';

const DOCUMENT: z.ZodType<ApplyDocument> = z.strictObject(DOCUMENT_SHAPE);

/** Reads a document. Throws `OperationRefused` with everything that is wrong with its shape, by path; values are not repeated. */
export function readApplyDocument(content: unknown): ApplyDocument {
  const parsed = DOCUMENT.safeParse(content ?? {}, IN_WORDS);
  const problems = parsed.success ? contradictions(parsed.data) : shapeProblems(parsed.error);
  if (problems.length > 0) throw new OperationRefused(problems);
  return parsed.data ?? {};
}

function contradictions({ users = [], groups = [], clients = [] }: ApplyDocument): string[] {
  const list = (
    name: string,
    entries: readonly { id?: number | undefined; name?: string | undefined; fullname?: string | undefined }[],
  ): string[] => [
    ...repeated(name, { keys: entries.map(({ id }) => id), member: 'id' }),
    ...repeated(name, { keys: entries.map((entry) => entry.fullname), member: 'fullname' }),
    ...repeated(name, { keys: entries.map((entry) => entry.name), member: 'name' }),
  ];
  return [
    ...users.flatMap((user, index) =>
      user.password !== undefined && user.password_hash !== undefined
        ? [`users[${index}]: must not have both password and password_hash`]
        : [],
    ),
    ...nameless('groups', 'a name', groups),
    ...nameless('clients', 'a fullname', clients),
    ...repeated('users', { keys: users.map((user) => foldUserId(user.id)), member: 'id' }),
    ...list('groups', groups),
    ...list('clients', clients),
  ];
}

function nameless(
  list: string,
  name: string,
  entries: readonly { id?: number | undefined; name?: string | undefined; fullname?: string | undefined }[],
): string[] {
  return entries.flatMap((entry, index) =>
    entry.id === undefined && entry.name === undefined && entry.fullname === undefined
      ? [`${list}[${index}]: must have an id or ${name}`]
      : [],
  );
}

function repeated(
  list: string,
  { keys, member }: { readonly keys: readonly (string | number | undefined)[]; readonly member: string },
): string[] {
  const first = new Map<string | number, number>();
  return keys.flatMap((key, index) => {
    if (key === undefined) return [];
    const before = first.get(key);
    if (before === undefined) first.set(key, index);
    return before === undefined ? [] : [`${list}[${index}].${member}: is the same as that of ${list}[${before}]`];
  });
}
