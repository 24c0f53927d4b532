const AUTHORITY_ENTITIES = ['role', 'role-user', 'role-resource', 'resource', 'user', 'client', 'group', 'groupuser'] as const;

/** The sixteen scopes of the authority API (contract/oauth2.md §2). */
export const AUTHORITY_SCOPES: readonly string[] = AUTHORITY_ENTITIES.flatMap((entity) => [`${entity}:read`, `${entity}:write`]);

/** Covers the sixteen authority scopes, and nothing else. */
export const ALL_SCOPE = 'all:all';

/** The scope under which a grant outlives the session it came from (OpenID Connect Core §11). */
export const OFFLINE_SCOPE = 'offline_access';

/** What makes a request one of OpenID Connect, and what of a person may be told (OpenID Connect Core §5.4). */
export const OPENID_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'phone'];

/** What a person may do at the application that asks: the names of their roles, and of the resources they hold. */
export const ROLES_SCOPE = 'roles';
/** See `ROLES_SCOPE`. */
export const PERMISSIONS_SCOPE = 'permissions';

/** Every scope this server knows. */
export const KNOWN_SCOPES: readonly string[] = [
  ...AUTHORITY_SCOPES,
  ALL_SCOPE,
  ...OPENID_SCOPES,
  ROLES_SCOPE,
  PERMISSIONS_SCOPE,
  OFFLINE_SCOPE,
];
