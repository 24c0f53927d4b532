import { expect } from 'vitest';
import type { ContractCall } from './contract-call.ts';
import { ANY, EVERYBODY } from './rules.ts';

const SUBJECT = { type: 'user', id: 'member' };
const RESOURCE = { type: 'doc', id: '1' };
const ACTION = { name: 'read' };
const COMMON = { scopes: ['resource:read'], callers: ANY, who: [...EVERYBODY, 'client'] } as const;
const found = expect.objectContaining({ results: expect.any(Array) });

/** The AuthZEN 1.0 endpoints: everybody is answered, with what they may know. */
export const AUTHZEN_CALLS: readonly ContractCall[] = [
  {
    ...COMMON,
    call: 'POST /access/v1/evaluation',
    request: () => ({ path: '/access/v1/evaluation', body: { subject: SUBJECT, resource: RESOURCE, action: ACTION } }),
    data: { decision: expect.any(Boolean) },
  },
  {
    ...COMMON,
    call: 'POST /access/v1/evaluations',
    request: () => ({
      path: '/access/v1/evaluations',
      body: { subject: SUBJECT, resource: RESOURCE, evaluations: [{ action: ACTION }, { action: { name: 'write' } }] },
    }),
    data: { evaluations: [{ decision: expect.any(Boolean) }, { decision: expect.any(Boolean) }] },
  },
  {
    ...COMMON,
    call: 'POST /access/v1/search/subject',
    scopes: ['role-user:read'],
    request: () => ({
      path: '/access/v1/search/subject',
      body: { subject: { type: 'user' }, resource: RESOURCE, action: ACTION },
    }),
    data: found,
  },
  {
    ...COMMON,
    call: 'POST /access/v1/search/resource',
    request: () => ({
      path: '/access/v1/search/resource',
      body: { subject: SUBJECT, resource: { type: 'doc' }, action: ACTION },
    }),
    data: found,
  },
  {
    ...COMMON,
    call: 'POST /access/v1/search/action',
    request: () => ({ path: '/access/v1/search/action', body: { subject: SUBJECT, resource: RESOURCE } }),
    data: found,
  },
];
