import type { ApiRoute } from '../api-route.ts';
import { effectiveRoutes } from './effective.ts';
import { explainRoutes } from './explain.ts';
import { resourceRoutes } from './resources.ts';
import { restoreRoutes } from './roles/restore.ts';
import { roleGroupRoutes } from './roles/role-groups.ts';
import { roleResourceRoutes } from './roles/role-resources.ts';
import { roleTreeRoutes } from './roles/role-tree.ts';
import { roleUserRoutes } from './roles/role-users.ts';
import { roleRoutes } from './roles/roles.ts';
import { userRoleRoutes } from './roles/user-roles.ts';

/** Everything under `/api` that reads or changes a client's tree, its resources and who holds what. */
export const authorityRoutes: readonly ApiRoute[] = [
  ...resourceRoutes,
  ...effectiveRoutes,
  ...roleRoutes,
  ...roleTreeRoutes,
  ...userRoleRoutes,
  ...roleUserRoutes,
  ...roleGroupRoutes,
  ...roleResourceRoutes,
  ...explainRoutes,
  ...restoreRoutes,
];
