import type { z } from 'zod';
import { suggestion } from '../../../config/suggestion.ts';
import { CLIENT_SHAPE } from '../../operations/client-input.ts';
import { AUTHORITY_SHAPE, GROUP_SHAPE, MEMBER_SHAPE, RESOURCE_SHAPE, ROLE_SHAPE, ROOT_SHAPE } from './authority-document.ts';
import { DOCUMENT_SHAPE, MISSING_SHAPE, USER_SHAPE } from './document-shape.ts';

/** What is wrong with the shape of a document that was read `IN_WORDS`, by path. */
export function shapeProblems(error: z.ZodError): string[] {
  return error.issues.flatMap(issueTexts);
}

const MEMBERS: Readonly<Record<string, object>> = {
  '': DOCUMENT_SHAPE,
  users: USER_SHAPE,
  groups: GROUP_SHAPE,
  clients: { ...CLIENT_SHAPE, ...AUTHORITY_SHAPE },
  root: ROOT_SHAPE,
  roles: ROLE_SHAPE,
  resources: RESOURCE_SHAPE,
  members: MEMBER_SHAPE,
  missing: MISSING_SHAPE,
};

function issueTexts(issue: z.core.$ZodIssue): string[] {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    const known = knownMembers(issue.path);
    return issue.keys.map((key) => `${path === '' ? key : `${path}.${key}`}: no such member${suggestion(key, known)}`);
  }
  return [`${path === '' ? 'the document' : path}: ${issue.message}`];
}

function knownMembers(path: readonly PropertyKey[]): readonly string[] {
  const place = path.findLast((part) => typeof part === 'string') ?? '';
  return Object.keys(MEMBERS[String(place)] ?? {});
}
