import { COMPANY, everyDepartment, everyResource } from '../company/company.ts';
import { aligned, chapter, dim, say, title } from '../telling/paper.ts';
import { drawTree } from '../telling/role-tree.ts';
import { roleOf, type Story } from '../telling/story.ts';
import type { Words } from '../telling/words-en.ts';

/** The title, and what the operator does; told before it is done, for it takes a moment. `starts`: the server is not there yet. */
export function tellSetUp(words: Words, starts: boolean): void {
  title(words.title, words.subtitle);
  chapter(1, words.setUp, words.setUpText);
  const rows = [...(starts ? [['hufu serve', dim(words.commands.serve)]] : []), ['hufu apply -', dim(words.commands.apply)]];
  say(`\n${aligned(rows).join('\n')}\n\n${words.fromHere}`);
}

/** The company as it was built, seen by its owner. */
export async function tellCompany(story: Story, ownerId: string): Promise<void> {
  const { words, people } = story;
  const made = people.filter(({ type }) => type === 'normal').length;
  chapter(2, words.company, words.companyText(made, everyDepartment().length, everyResource().length));
  say(`\n${await drawTree(story, story.as(ownerId), { roleId: roleOf(story, COMPANY.key) })}`);
}
