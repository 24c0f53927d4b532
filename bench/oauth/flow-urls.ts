import type { LoadPlan } from '../load/load-plan.ts';

const at = (name: string): string => new URL(`./flows/${name}-flow.ts`, import.meta.url).href;

/** A load of one of the flows of `flows/`. */
export function loadOf(
  flow: 'introspection' | 'client-credentials' | 'refresh' | 'code',
  data: object,
  how: Pick<LoadPlan, 'connections' | 'pauseMs'> = {},
): LoadPlan {
  return { flow: at(flow), data, ...how };
}
