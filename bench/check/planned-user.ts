import type { User } from '../../packages/server/src/identity/user/user.ts';

/** A person of a generated database, who cannot sign in by password. `at` is milliseconds since 1970. */
export function plannedUser(id: string, at: number): User {
  return {
    id,
    fullname: `Person ${id}`,
    email: `${id}@example.org`,
    wechat: '',
    phone: '',
    type: 'system',
    dn: '',
    organization: '',
    status: 'active',
    passwordHash: null,
    mustChangePassword: false,
    passwordSetAt: 0,
    systemAdministrator: false,
    sealedSecret: null,
    createdAt: at,
    updatedAt: at,
  };
}
