import { formatScope, parseScope } from '../scope.ts';
import type { Client, ClientAuthenticationMethod, ClientRight, ConsentRule, GrantType } from './client.ts';
import type { ClientProblem } from './client-problem.ts';
import { CLIENT_RIGHTS, type ClientProfile, GRANT_TYPES, profileProblems, wireName } from './client-profile.ts';
import { type ClientMetadata, DEFAULT_METADATA, METADATA_MEMBERS } from './metadata/client-metadata.ts';

/** What an operator may say of a client; what is absent stays as it is, or is the default of a new one. */
export interface ClientDraft {
  readonly fullname?: string | undefined;
  readonly status?: Client['status'] | undefined;
  readonly redirectUris?: readonly string[] | undefined;
  readonly owner?: string | undefined;
  readonly grantTypes?: readonly GrantType[] | undefined;
  readonly scope?: string | null | undefined;
  readonly defaultScope?: string | null | undefined;
  readonly authenticationMethod?: ClientAuthenticationMethod | null | undefined;
  readonly requirePkce?: boolean | undefined;
  readonly consent?: ConsentRule | undefined;
  readonly refuseJwtReplay?: boolean | undefined;
  readonly refreshGraceSeconds?: number | undefined;
  readonly rights?: readonly ClientRight[] | undefined;
  /** Members that are absent stay as they are, too. */
  readonly metadata?: { readonly [Member in keyof ClientMetadata]?: ClientMetadata[Member] | undefined } | undefined;
}

/** A profile that may be stored, or all that is wrong with it. */
export type CheckedProfile =
  | { readonly kind: 'accepted'; readonly profile: ClientProfile; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly ClientProblem[] };

/** What a client is unless its draft says otherwise. */
export const DEFAULT_PROFILE: Omit<ClientProfile, 'fullname'> = {
  status: 'active',
  redirectUris: [],
  owner: '',
  grantTypes: ['authorization_code', 'refresh_token'],
  scope: null,
  defaultScope: null,
  authenticationMethod: null,
  requirePkce: false,
  consent: 'once',
  refuseJwtReplay: false,
  refreshGraceSeconds: 0,
  rights: [],
  metadata: DEFAULT_METADATA,
};

/** Lays a draft over what a client is, or over the defaults, and checks the whole; all problems are reported at once. */
export function checkProfile(draft: ClientDraft, base: ClientProfile): CheckedProfile {
  const { metadata, ...members } = draft;
  const wanted: ClientProfile = {
    ...profileOf(base),
    ...(given(members) as Partial<ClientProfile>),
    metadata: { ...base.metadata, ...(given(metadata ?? {}) as Partial<ClientMetadata>) },
  };
  const warnings: string[] = [];
  const problems = profileProblems(wanted, warnings);
  if (problems.length > 0) return { kind: 'refused', problems };
  const profile = {
    ...wanted,
    grantTypes: GRANT_TYPES.filter((type) => wanted.grantTypes.includes(type)),
    rights: CLIENT_RIGHTS.filter((right) => wanted.rights.includes(right)),
    scope: canonicalScope(wanted.scope),
    defaultScope: canonicalScope(wanted.defaultScope),
  };
  return { kind: 'accepted', profile, warnings };
}

/** The members in which two profiles differ. */
export function differingMembers(left: ClientProfile, right: ClientProfile): (keyof ClientProfile)[] {
  const members = Object.keys({ fullname: '', ...DEFAULT_PROFILE }) as (keyof ClientProfile)[];
  return members.filter((member) => JSON.stringify(left[member]) !== JSON.stringify(right[member]));
}

/** The names, as on the wire, of all in which two profiles differ; of metadata, of its members. */
export function differingNames(left: ClientProfile, right: ClientProfile): string[] {
  const metadata = METADATA_MEMBERS.filter(
    (member) => JSON.stringify(left.metadata[member]) !== JSON.stringify(right.metadata[member]),
  );
  return differingMembers(left, right).flatMap((member) => (member === 'metadata' ? metadata : [wireName(member)]));
}

function given(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function profileOf(base: ClientProfile): ClientProfile {
  const { fullname, status, redirectUris, owner, grantTypes, scope, defaultScope } = base;
  const { authenticationMethod, requirePkce, consent, refuseJwtReplay, refreshGraceSeconds, rights, metadata } = base;
  return {
    ...{ fullname, status, redirectUris, owner, grantTypes, scope, defaultScope },
    ...{ authenticationMethod, requirePkce, consent, refuseJwtReplay, refreshGraceSeconds, rights, metadata },
  };
}

function canonicalScope(scope: string | null): string | null {
  const parsed = scope === null ? undefined : parseScope(scope);
  return parsed === undefined ? null : formatScope(parsed);
}
