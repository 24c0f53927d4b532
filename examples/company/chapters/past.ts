import { type Impact, tellImpact } from '../telling/impact.ts';
import { chapter, dim, good, say } from '../telling/paper.ts';
import { drawTree } from '../telling/role-tree.ts';
import { departmentName, personName, roleOf, type Story } from '../telling/story.ts';

/** Two moments, as RFC 3339: before the department moved, and before the mistake. */
export interface Moments {
  readonly beforeMove: string;
  readonly beforeMistake: string;
}

/** How it was before the move, and how a mistake is undone. */
export async function tellPast(story: Story, ownerId: string, { beforeMove, beforeMistake }: Moments): Promise<void> {
  const { words } = story;
  chapter(6, words.past, words.pastText(beforeMove));
  const operations = roleOf(story, 'operations');
  say(`\n${await drawTree(story, story.as(ownerId), { roleId: operations, at: beforeMove })}\n`);
  const [then, now] = [await held(story, beforeMove), await held(story)];
  say(words.heldThen(personName(story, 'lu-fan'), then, now));
  await makeMistake(story);
  await restore(story, beforeMistake);
}

/** How many resources Lu Fan held. */
async function held({ client }: Story, at?: string): Promise<number> {
  const query = new URLSearchParams({ user_id: 'lu-fan', ...(at === undefined ? {} : { at }) });
  return (await client<readonly unknown[]>(`GET /userResources?${query}`)).length;
}

async function makeMistake(story: Story): Promise<void> {
  const shenYue = story.as('shen-yue');
  const call = `DELETE /roles/${roleOf(story, 'north')}`;
  const impact = await shenYue<Impact>(`${call}?dry_run=true`);
  await shenYue(call);
  say(`\n${story.words.mistake}\n\n   ${dim(call)}\n${tellImpact(story, impact).replaceAll(/^/gm, '     ')}`);
}

async function restore(story: Story, at: string): Promise<void> {
  const { words } = story;
  const shenYue = story.as('shen-yue');
  const sales = roleOf(story, 'sales');
  const call = `POST /roles/${sales}/restore?at=${encodeURIComponent(at)}`;
  const impact = await shenYue<Impact>(`${call}&dry_run=true`);
  const { changes } = await shenYue<{ readonly changes: number }>(call);
  const [north] = await shenYue<readonly { readonly id: number }[]>(
    `GET /roles/search?role_name=${encodeURIComponent(departmentName(story, 'north'))}`,
  );
  say(`\n${words.restore}\n\n   ${dim(`${call}&dry_run=true`)}\n${tellImpact(story, impact).replaceAll(/^/gm, '     ')}`);
  say(`   ${dim(call)}  ${good('✓')}\n     ${words.restored(changes, north?.id ?? 0)}\n`);
  say(await drawTree(story, shenYue, { roleId: sales }));
}
