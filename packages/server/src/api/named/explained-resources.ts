import { setImmediate as turn } from 'node:timers/promises';
import type { ExplanationWire } from '@hufu/contract';
import type { AuthorityState } from '../../authority/authority-state.ts';
import { effectivePermissions } from '../../authority/effective-permissions.ts';
import { type Explanation, explain } from '../../authority/explanation/explain.ts';
import type { Resource } from '../../authority/model.ts';
import type { Reach } from '../../authority/reach.ts';
import type { Storage } from '../../storage/storage.ts';
import { explanationWire } from '../wire/explanation-wire.ts';
import { findGroups } from './find-groups.ts';

/** How many resources of one name are explained. */
const NAMED = 20;

/** What is to be explained, from which state, and to whom. */
export interface ResourcesQuestion {
  readonly state: AuthorityState;
  /** Milliseconds since 1970. */
  readonly moment: number;
  readonly userId: string;
  readonly resources: readonly Resource[];
  /** Absent: to someone who sees everything. */
  readonly seenBy?: Reach | undefined;
}

interface Explained {
  readonly resource: Resource;
  readonly explanation: Explanation;
}

/** Explains for each of these resources why the user holds it or does not; at most 20, held ones first. */
export async function explainResources(
  context: { readonly storage: Storage },
  { state, moment, userId, resources, seenBy }: ResourcesQuestion,
): Promise<ExplanationWire> {
  // One name may stand for tens of thousands: they are decided first, and only what is shown is explained.
  const held = effectivePermissions(state, userId, moment);
  const allowed = resources.filter(({ id }) => held.has(id));
  const shown: Explained[] = [];
  for (const resource of [...allowed, ...resources.filter(({ id }) => !held.has(id))].slice(0, NAMED)) {
    shown.push({ resource, explanation: explain(state, { userId, resourceId: resource.id, seenBy }, moment) });
    await turn();
  }
  const groupIds = shown.flatMap(({ explanation }) =>
    explanation.decision === 'allow' ? explanation.paths.flatMap(({ groupId }) => groupId ?? []) : [],
  );
  const groups = new Map((await findGroups(context, groupIds)).map(({ id, name }) => [id, name]));
  return {
    user_id: userId,
    decision: allowed.length > 0 ? 'allow' : 'deny',
    active: state.isActive(userId),
    resources: shown.map(({ resource, explanation }) => explanationWire(resource, explanation, { state, groups })),
  };
}
