const AUTHORITY_ENTITIES = ['role', 'role-user', 'role-resource', 'resource', 'user', 'client', 'group', 'groupuser'] as const;

/** The sixteen scopes of the authority API (contract/oauth2.md §2). */
export const AUTHORITY_SCOPES: readonly string[] = AUTHORITY_ENTITIES.flatMap((entity) => [`${entity}:read`, `${entity}:write`]);

/** Covers the sixteen authority scopes, and nothing else. */
export const ALL_SCOPE = 'all:all';

/** The scope under which a grant outlives the session it came from (OpenID Connect Core §11). */
export const OFFLINE_SCOPE = 'offline_access';

/** Every scope this server knows. */
export const KNOWN_SCOPES: readonly string[] = [...AUTHORITY_SCOPES, ALL_SCOPE, 'openid', 'profile', 'email', OFFLINE_SCOPE];
