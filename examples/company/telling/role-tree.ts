import { aligned, dim } from './paper.ts';
import type { Story } from './story.ts';

/** A role as `GET /roleTree?is_tree=true&relate_user=true` answers it, as far as it is drawn. */
export interface Role {
  readonly id: number;
  readonly name: string;
  readonly users?: readonly { readonly role_type: 'normal' | 'admin' | 'super'; readonly user: { readonly fullname: string } }[];
  readonly children?: readonly Role[];
}

/** What is drawn: a role and all below it, now or as of a moment. */
export interface Asked {
  readonly roleId: number;
  readonly at?: string;
}

/** Asks for a part of the tree, as the caller may see it, and draws it: a line a role, with how many people and who administers. */
export async function drawTree(story: Story, call: ReturnType<Story['as']>, asked: Asked): Promise<string> {
  const query = new URLSearchParams({ role_id: String(asked.roleId), is_tree: 'true', relate_user: 'true' });
  if (asked.at !== undefined) query.set('at', asked.at);
  const roles = await call<readonly Role[]>(`GET /roleTree?${query}`);
  return aligned(roles.flatMap((role) => rowsOf(story, role, ['', '']))).join('\n');
}

function rowsOf(story: Story, role: Role, [first, rest]: readonly [first: string, rest: string]): readonly (readonly string[])[] {
  const children = role.children ?? [];
  return [
    [`${dim(first)}${role.name}`, String(role.users?.length ?? 0), administrators(story, role)],
    ...children.flatMap((child, index) => {
      const last = index === children.length - 1;
      return rowsOf(story, child, [`${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`]);
    }),
  ];
}

function administrators({ words }: Story, { users = [] }: Role): string {
  const found = users.filter(({ role_type: type }) => type !== 'normal');
  return found.map(({ role_type: type, user }) => words.administrator(user.fullname, words.types[type])).join(words.comma);
}
