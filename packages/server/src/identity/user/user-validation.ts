import { isUserId, type UserType } from './user.ts';

/** A closed list of what can be wrong with a change to a user; `field` is the member it is about. */
export interface UserProblem {
  readonly field: UserField;
  readonly code: UserProblemCode;
}

/** Why a change to a user is refused. */
export type UserProblemCode =
  | 'required'
  | 'invalid'
  | 'too_long'
  | 'exists'
  | 'unknown'
  | 'last_administrator'
  | 'changed_meanwhile';

/** What of a user problems are reported about. */
export type UserField = 'id' | ProfileField | 'status' | 'password' | 'systemAdministrator';

/** What describes a person (contract/authority.md §1). */
export interface UserProfile {
  readonly fullname: string;
  readonly email: string;
  readonly wechat: string;
  readonly phone: string;
  readonly type: UserType;
  readonly dn: string;
  readonly organization: string;
}

/** The name of a member of a profile. */
export type ProfileField = keyof UserProfile;

const LONGEST: Readonly<Record<Exclude<ProfileField, 'type'>, number>> = {
  fullname: 128,
  email: 254,
  wechat: 128,
  phone: 64,
  dn: 1024,
  organization: 255,
};
const TYPES: readonly string[] = ['system', 'ldap', 'special'] satisfies UserType[];

/** Whether an id can be given to a user. */
export function checkUserId(id: string): UserProblem[] {
  if (id === '') return [{ field: 'id', code: 'required' }];
  return isUserId(id) ? [] : [{ field: 'id', code: 'invalid' }];
}

/** Everything that is wrong with the members of a profile that are given; lengths are in code points. */
export function checkProfile(profile: Partial<UserProfile>): UserProblem[] {
  const { type, ...texts } = profile;
  const problems: UserProblem[] = type === undefined || TYPES.includes(type) ? [] : [{ field: 'type', code: 'invalid' }];
  for (const field of Object.keys(LONGEST) as (keyof typeof LONGEST)[]) {
    const text = texts[field];
    const code = text === undefined ? undefined : textProblem(field, text);
    if (code !== undefined) problems.push({ field, code });
  }
  return problems;
}

function textProblem(field: keyof typeof LONGEST, text: string): UserProblemCode | undefined {
  if (field === 'fullname' && text.trim() === '') return 'required';
  if ([...text].length > LONGEST[field]) return 'too_long';
  // Control characters and halves of surrogate pairs can be neither shown nor stored everywhere.
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return 'invalid';
  return field === 'email' && text !== '' && !/^[^\s@]+@[^\s@]+$/.test(text) ? 'invalid' : undefined;
}
