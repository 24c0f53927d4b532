import { setImmediate } from 'node:timers/promises';
import type { ApiRoute } from '../api-route.ts';
import { authzenRoutes } from '../authzen/authzen-routes.ts';
import { API_ROUTES } from '../routes/api-routes.ts';
import { type DescribedRoute, describedRoute } from './describe-route.ts';

/** A call, where it is found, and what its schemas say of it. */
export interface DescribedCall {
  readonly route: ApiRoute;
  /** What stands before the route's path. */
  readonly prefix: string;
  readonly described: DescribedRoute;
}

const PREFIXED: readonly (readonly [ApiRoute, prefix: string])[] = [
  ...API_ROUTES.map((route) => [route, '/api2'] as const),
  ...authzenRoutes.map((route) => [route, ''] as const),
];

let made: Promise<readonly DescribedCall[]> | undefined;

/** Every call that is documented. They are described when that is first asked for, one in a turn of the event loop, and once. */
export function describedCalls(): Promise<readonly DescribedCall[]> {
  made ??= describeAll();
  return made;
}

async function describeAll(): Promise<readonly DescribedCall[]> {
  const calls: DescribedCall[] = [];
  for (const [route, prefix] of PREFIXED) {
    calls.push({ route, prefix, described: describedRoute(route, prefix) });
    // All of them take a tenth of a second, for which nobody else is to wait.
    await setImmediate();
  }
  return calls;
}
