import { PERMISSIONS_SCOPE, ROLES_SCOPE } from '@hufu/contract';
import type { Authorities } from './authorities.ts';
import type { AuthorityState } from './authority-state.ts';
import { effectivePermissions, rolesOfUser } from './effective-permissions.ts';

/**
 * What of a user's authority at one client a token, or an answer about one, says. In place of a list that would be too long stands
 * where it is found; `authority_epoch` says how old the lists are, and what they were is answered by no older node (`X-Authority-Epoch`).
 */
export interface AuthorityClaims {
  /** Names of the roles that the user is in, by name or by a group; in order, each once. */
  readonly roles?: readonly string[];
  readonly roles_endpoint?: string;
  /** Names of the resources that the user holds; in order, each once. */
  readonly permissions?: readonly string[];
  readonly permissions_endpoint?: string;
  readonly authority_epoch?: number;
}

/** Whose authority is asked for, and which of it. */
export interface AuthorityClaimsWish {
  readonly userId: string;
  /** The scopes that were granted: without `roles` and `permissions` nothing is said. */
  readonly scopes: ReadonlySet<string>;
  /** The issuer's identifier: the authority API is below it. */
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * How long one of the lists may be. Two lists of so many bytes are 5.5 kB in base64url: with the other claims of a token still below the
 * 8 kB that usual servers take for one header.
 */
export const LONGEST_LIST = { names: 100, bytes: 2_048 } as const;

/** Whether these scopes ask for anything of the authority: only then it is worth loading. */
export function asksForAuthority(scopes: ReadonlySet<string>): boolean {
  return scopes.has(ROLES_SCOPE) || scopes.has(PERMISSIONS_SCOPE);
}

/**
 * The same as `authorityClaims`, of the client's state now, which is only read where it is asked for; nothing of a client that does not
 * exist. Never inside a unit of work: a large client may have to be read. Rejects with what `Authorities.state` rejects with.
 */
export async function loadAuthorityClaims(
  authorities: Pick<Authorities, 'state'>,
  clientId: number,
  wish: AuthorityClaimsWish,
): Promise<AuthorityClaims> {
  if (!asksForAuthority(wish.scopes)) return {};
  const state = await authorities.state({ clientId });
  return state === undefined ? {} : authorityClaims(state, wish);
}

/** What a user is and holds at the client of `state`, as far as the scopes ask for it; empty lists for one who is not active. */
export function authorityClaims(state: AuthorityState, wish: AuthorityClaimsWish): AuthorityClaims {
  const { userId, scopes, issuer, now } = wish;
  if (!asksForAuthority(scopes)) return {};
  const own = `user_id=${encodeURIComponent(userId)}`;
  return {
    ...(scopes.has(ROLES_SCOPE) && listed('roles', roleNames(state, userId, now), `${issuer}/api2/userRoles?${own}`)),
    ...(scopes.has(PERMISSIONS_SCOPE) &&
      listed('permissions', resourceNames(state, userId, now), `${issuer}/api2/userResources?${own}`)),
    authority_epoch: state.epoch,
  };
}

function listed(name: 'roles' | 'permissions', names: readonly string[] | undefined, endpoint: string): AuthorityClaims {
  const isShort = names !== undefined && Buffer.byteLength(JSON.stringify(names)) <= LONGEST_LIST.bytes;
  return isShort ? { [name]: names } : { [`${name}_endpoint`]: endpoint };
}

function roleNames(state: AuthorityState, userId: string, now: number): string[] | undefined {
  if (!state.isActive(userId)) return [];
  const ids = new Set<number>();
  for (const id of rolesOfUser(state, userId, now)) if (ids.add(id).size > LONGEST_LIST.names) return undefined;
  return inOrder([...ids].flatMap((id) => state.role(id)?.name ?? []));
}

// Counted by resource and not by name: of a million nobody looks at the names.
function resourceNames(state: AuthorityState, userId: string, now: number): string[] | undefined {
  const ids = effectivePermissions(state, userId, now);
  return ids.size > LONGEST_LIST.names ? undefined : inOrder([...ids].flatMap((id) => state.resource(id)?.name ?? []));
}

function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
