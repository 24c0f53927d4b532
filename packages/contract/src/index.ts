export * from './authority/audit-row.ts';
export * from './authority/authzen.ts';
export * from './authority/client.ts';
export * from './authority/explanation.ts';
export * from './authority/fields.ts';
export * from './authority/group.ts';
export * from './authority/impact.ts';
export * from './authority/paging.ts';
export * from './authority/path.ts';
export * from './authority/resource.ts';
export * from './authority/role.ts';
export * from './authority/role-group.ts';
export * from './authority/role-resource.ts';
export * from './authority/role-user.ts';
export * from './authority/user.ts';
export type {
  DeviceAuthorizationResponse,
  ErrorResponse,
  ExpireResponse,
  InactiveToken,
  IntrospectionResponse,
  TokenResponse,
  UserinfoResponse,
} from './oauth.ts';
export {
  ALL_SCOPE,
  AUTHORITY_SCOPES,
  KNOWN_SCOPES,
  OFFLINE_SCOPE,
  OPENID_SCOPES,
  PERMISSIONS_SCOPE,
  ROLES_SCOPE,
} from './scopes.ts';
