// CASL at its best: one ability a user, compiled before the first request.
import { createMongoAbility } from '@casl/ability';
import { planAuthority, resourceNameOf, userIdOf } from '../check/authority-plan.ts';
import { serveChecks } from './serve-checks.mjs';

const [users = 0, roles = 0] = process.argv.slice(2).map(Number);
const plan = planAuthority({ users, roles });
const abilities = new Map();
for (let user = 0; user < users; user++) {
  const subject = [...plan.resourcesOf(user)].map(resourceNameOf);
  abilities.set(userIdOf(user), createMongoAbility([{ action: 'read', subject }]));
}
await serveChecks((userId, name) => abilities.get(userId)?.can('read', name) === true);
