import { ADMINISTRATORS, type Head } from '../company/company.ts';
import { Refused } from '../hufu/api.ts';
import { aligned, bad, chapter, dim, say } from '../telling/paper.ts';
import type { Role } from '../telling/role-tree.ts';
import { departmentName, idsOf, roleOf, type Story } from '../telling/story.ts';

interface RoleWithRelations extends Role {
  readonly users?: readonly {
    readonly role_type: 'normal' | 'admin' | 'super';
    readonly user: { readonly id: string; readonly fullname: string };
  }[];
  readonly resources?: readonly { readonly resource: { readonly id: number } }[];
}

/** Something that is not for whoever tries it. */
interface Attempt {
  readonly who: string;
  readonly what: string;
  readonly call: string;
  readonly body?: unknown;
}

/** What each administrator reaches, asked with their own token, and what happens to one who wants more. */
export async function tellReach(story: Story): Promise<void> {
  const { words, language } = story;
  chapter(3, words.reach, words.reachText);
  const rows = [words.reachHead().map(dim)];
  for (const head of ADMINISTRATORS) rows.push([head.name[language], ...(await reachOf(story, head))]);
  say(`\n${aligned(rows).join('\n')}\n\n${words.attempts}\n`);
  const told: string[] = [];
  for (const attempt of attempts(story)) told.push(await outcome(story, attempt));
  say(told.join('\n\n'));
}

async function reachOf(story: Story, { id, department, type }: Head): Promise<readonly string[]> {
  const roles = await story.as(id)<readonly RoleWithRelations[]>('GET /roles?relate_user=true&relate_resource=true');
  const people = new Set(roles.flatMap(({ users = [] }) => users.map(({ user }) => user.id)));
  const resources = new Set(roles.flatMap((role) => (role.resources ?? []).map(({ resource }) => resource.id)));
  const is = story.words.isOf(story.words.types[type], departmentName(story, department));
  return [is, ...[roles.length, people.size, resources.size].map(String)];
}

function attempts(story: Story): readonly Attempt[] {
  const { attempt: words } = story.words;
  const role = (key: string): number => roleOf(story, key);
  const colleague = story.people.find(({ department, type }) => department === 'finance' && type === 'normal')?.id;
  const stock = idsOf(story, ['stock/levels#read']);
  return [
    {
      who: 'shen-yue',
      what: words.ownMembership,
      call: `PUT /roleUsers/${role('sales')}`,
      body: { user_id: 'shen-yue', role_type: 'super', expires_at: null },
    },
    { who: 'zhou-ming', what: words.foreignLink, call: `POST /roleResources/${role('platform')}`, body: stock },
    { who: 'lu-fan', what: words.foreignRole, call: `GET /roleTree?role_id=${role('sales')}` },
    {
      who: 'tang-wei',
      what: words.newSuper,
      call: `PUT /roleUsers/${role('finance')}`,
      body: { user_id: colleague, role_type: 'super' },
    },
  ];
}

async function outcome(story: Story, { who, what, call, body }: Attempt): Promise<string> {
  const name = ADMINISTRATORS.find(({ id }) => id === who)?.name[story.language];
  try {
    await story.as(who)(call, body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return `${name}${story.words.space}${what}\n   ${dim(call)}\n   ${bad(String(error.status))}  ${error.message}`;
  }
  throw new Error(`${who} could ${call}`);
}
