import { PEOPLE, type Who } from '../world.ts';
import type { CallerKind } from './contract-call.ts';

/** Kinds of callers (contract/authority.md §3). */
export const ANY: readonly CallerKind[] = ['token', 'client', 'session'];
export const PERSON: readonly CallerKind[] = ['token', 'session'];
export const SESSION: readonly CallerKind[] = ['session'];
export const CLIENT: readonly CallerKind[] = ['client'];

/** Every person, whatever they are. */
export const EVERYBODY: readonly Who[] = PEOPLE;
/** A root super of the client: a person, or the client itself. */
export const ROOT_SUPERS: readonly Who[] = ['chief', 'client'];
/** Supers of a role strictly above the leaf. */
export const SUPERS: readonly Who[] = ['head', ...ROOT_SUPERS];
/** Administrators of the branch, the leaf included. */
export const ADMINISTRATORS: readonly Who[] = ['deputy', ...SUPERS];
/** Who edits the groups of `keeper`. */
export const GROUP_OWNERS: readonly Who[] = ['keeper', 'admin'];
/** Who manages people. */
export const USER_MANAGERS: readonly Who[] = ['admin', 'client'];
/** For whom no role of the client exists, since they are neither admin nor super of one. */
export const OUTSIDE: readonly Who[] = EVERYBODY.filter((who) => !ADMINISTRATORS.includes(who));
