import { CLIENT_CALLS } from './client-calls.ts';
import type { ContractCall } from './contract-call.ts';
import { GROUP_CALLS } from './group-calls.ts';
import { RELATION_CALLS } from './relation-calls.ts';
import { RESOURCE_CALLS } from './resource-calls.ts';
import { ROLE_CALLS } from './role-calls.ts';
import { USER_CALLS } from './user-calls.ts';

/** Every call of the contract's table, explain, restore and audit with it, each with its rule and a request that succeeds. */
export const CONTRACT_CALLS: readonly ContractCall[] = [
  ...CLIENT_CALLS,
  ...USER_CALLS,
  ...RESOURCE_CALLS,
  ...ROLE_CALLS,
  ...RELATION_CALLS,
  ...GROUP_CALLS,
];
