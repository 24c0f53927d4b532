import { type AuthorityPlan, RESOURCES, randomSource, resourceNameOf, userIdOf } from './authority-plan.ts';

/** A question and its right answer. */
export interface Question {
  readonly userId: string;
  readonly resource: number;
  readonly name: string;
  readonly allowed: boolean;
}

/** So many that no cache of the processor holds what they touch. */
const QUESTIONS = 50_000;

/** Questions about random users, half of them about what the user holds, half about any resource. */
export function questionsOf(plan: AuthorityPlan): Question[] {
  const random = randomSource(7);
  const below = (limit: number): number => Math.floor(random() * limit);
  return Array.from({ length: QUESTIONS }, (_, index) => {
    const user = below(plan.size.users);
    const held = plan.resourcesOf(user);
    const resource = index % 2 === 0 ? ([...held][below(held.size)] ?? 0) : below(RESOURCES);
    return { userId: userIdOf(user), resource, name: resourceNameOf(resource), allowed: held.has(resource) };
  });
}
