import { type Impact, tellImpact } from '../telling/impact.ts';
import { chapter, dim, good, say } from '../telling/paper.ts';
import { drawTree } from '../telling/role-tree.ts';
import { departmentName, idsOf, roleOf, type Story } from '../telling/story.ts';

/** One change of the move: asked as a dry run, then made. */
interface Step {
  readonly what: string;
  readonly call: string;
  readonly body?: unknown;
  readonly tellAnswer: (answer: never) => string;
}

/** What support works with in its new place: all it had, but for the stock levels, and the accounts that Sales works with. */
const TOOLS = ['handbook/company#read', 'ticket/queue#write', 'article/help#write', 'crm/accounts#read'];
/** What only support needed of all that Operations holds. */
const LEFT_OVER = ['ticket/queue#write', 'article/help#write'];

/** Customer support moves from Operations to Sales. */
export async function tellMove(story: Story, ownerId: string): Promise<void> {
  const { words, roleIds } = story;
  chapter(4, words.move, words.moveText);
  const old = roleOf(story, 'support');
  const made = await take(story, ownerId, createStep(story));
  roleIds.set('support', made as number);
  const members = await story.as(ownerId)<readonly { user_id: string; role_type: string }[]>(`GET /roleUsers/${old}`);
  for (const step of stepsAfter(story, old, members)) await take(story, ownerId, step);
  say(`\n${words.moved}\n`);
  const owner = story.as(ownerId);
  say(await drawTree(story, owner, { roleId: roleOf(story, 'sales') }));
  say(`\n${await drawTree(story, owner, { roleId: roleOf(story, 'operations') })}`);
}

function createStep(story: Story): Step {
  const { steps, answers } = story.words;
  const body = { name: departmentName(story, 'support'), parent_id: roleOf(story, 'sales') };
  return { what: steps.create, call: 'POST /roles', body, tellAnswer: answers.role };
}

function stepsAfter(story: Story, old: number, members: readonly { user_id: string; role_type: string }[]): readonly Step[] {
  const { steps, answers } = story.words;
  const [place, operations] = [roleOf(story, 'support'), roleOf(story, 'operations')];
  const same = members.map(({ user_id, role_type }) => ({ user_id, role_type }));
  return [
    {
      what: steps.link,
      call: `POST /roleResources/${place}`,
      body: idsOf(story, TOOLS),
      tellAnswer: (links: readonly unknown[]) => answers.links(links.length),
    },
    { what: steps.members, call: `POST /roleUsers/${place}`, body: same, tellAnswer: answers.members },
    {
      what: steps.remove,
      call: `DELETE /roles/${old}`,
      tellAnswer: (gone: { readonly del_role_user_num: number; readonly del_role_resource_num: number }) =>
        answers.removed(gone.del_role_user_num, gone.del_role_resource_num),
    },
    {
      what: steps.unlink,
      call: `DELETE /roleResources/${operations}`,
      body: idsOf(story, LEFT_OVER),
      tellAnswer: (links: readonly unknown[]) => answers.unlinked(links.length),
    },
  ];
}

async function take(story: Story, ownerId: string, { what, call, body, tellAnswer }: Step): Promise<unknown> {
  const owner = story.as(ownerId);
  const impact = await owner<Impact>(`${call}?dry_run=true`, body);
  const answer = await owner<never>(call, body);
  say(`\n${what}\n   ${dim(`${call}?dry_run=true`)}\n${tellImpact(story, impact).replaceAll(/^/gm, '     ')}`);
  say(`   ${dim(call)}  ${good('✓')} ${tellAnswer(answer)}`);
  return answer;
}
