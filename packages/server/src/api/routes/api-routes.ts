import type { ApiRoute } from '../api-route.ts';
import { auditRoutes } from './audit.ts';
import { authorityRoutes } from './authority-routes.ts';
import { clientRoutes } from './clients/client.ts';
import { clientListRoutes } from './clients/client-lists.ts';
import { clientSecurityRoutes } from './clients/client-security.ts';
import { cloneClientRoutes } from './clients/clone-client.ts';
import { groupUserRoutes } from './groups/group-users.ts';
import { groupRoutes } from './groups/groups.ts';
import { ownUserRoutes } from './users/own-user.ts';
import { userAdministrationRoutes } from './users/user-administration.ts';
import { userCheckRoutes } from './users/user-checks.ts';
import { userDirectoryRoutes } from './users/user-directory.ts';

/** Every call under `/api` and `/api2`, in the order in which the reference lists them. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...clientRoutes,
  ...clientSecurityRoutes,
  ...cloneClientRoutes,
  ...clientListRoutes,
  ...ownUserRoutes,
  ...userDirectoryRoutes,
  ...userAdministrationRoutes,
  ...userCheckRoutes,
  ...authorityRoutes,
  ...groupRoutes,
  ...groupUserRoutes,
  ...auditRoutes,
];
