import { expect } from 'vitest';

/** The members of an object and what each is. */
export type Shape = Readonly<Record<string, unknown>>;

/** An id as a JSON number. */
export const id: unknown = expect.any(Number);
/** A text. */
export const text: unknown = expect.any(String);
/** A moment with an offset (RFC 3339). */
export const instant: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);

const written = { created_by: text, updated_by: text, created: instant, updated: instant };

/** A client, all fields and no others (contract/authority.md §1). */
export const aClient: Shape = {
  ...{ id, fullname: text, secret: text, redirect_uri: text, user_id: text, status: 'active' },
  ...{ created_at: instant, updated_at: instant },
};

/** A role without relations. */
export const aRole: Shape = { id, name: text, description: text, parent_id: id, client_id: id, ...written };

/** A resource without relations. */
export const aResource: Shape = { id, name: text, description: text, client_id: id, data: text, ...written };

/** A user: never a password or a secret (contract/authority.md §5). */
export const aUser: Shape = {
  ...{ id: text, fullname: text, email: text, wechat: text, phone: text, type: text },
  ...{ dn: text, organization: text, status: text, created_at: instant, updated_at: instant },
};

/** A group. */
export const aGroup: Shape = { id, name: text, email: text, description: text };

/** A page whose entries are like `entry`. */
export function aPage(entry: unknown): unknown {
  const paginator = { page_size: id, total_size: id, total_pages: id, current_page: id };
  return { paginator, data: listOf(entry) };
}

/** A list that is not empty, all of whose entries are like `entry`. */
export function listOf(entry: unknown): unknown {
  return expect.toSatisfy((list: readonly unknown[]) => {
    if (!Array.isArray(list) || list.length === 0) return false;
    expect(list).toEqual(list.map(() => entry));
    return true;
  });
}
