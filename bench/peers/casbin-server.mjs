// casbin with its model for roles, everything in memory.
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import { planAuthority, resourceNameOf, userIdOf } from '../check/authority-plan.ts';
import { serveChecks } from './serve-checks.mjs';

const MODEL = `
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
`;

const [users = 0, roles = 0] = process.argv.slice(2).map(Number);
const plan = planAuthority({ users, roles });
const lines = [];
for (const [place, { resources }] of plan.roles.entries()) {
  for (const resource of resources) lines.push(`p, role-${place}, ${resourceNameOf(resource).replace('#', '.')}, read`);
}
for (let user = 0; user < users; user++) {
  for (const place of plan.rolesOf(user)) lines.push(`g, ${userIdOf(user)}, role-${place}`);
}
const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter(lines.join('\n')));
// A number sign begins a comment in its policies.
await serveChecks((userId, name) => enforcer.enforce(userId, name.replace('#', '.'), 'read'));
