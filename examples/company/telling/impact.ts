import { bad, good } from './paper.ts';
import { personName, resourceName, type Story } from './story.ts';

interface Listed {
  readonly count: number;
  readonly first: readonly number[];
}

interface Group {
  readonly gaining: number;
  readonly losing: number;
  readonly first: readonly { readonly user_id: string; readonly gained: Listed; readonly lost: Listed }[];
}

/** What a dry run answers. */
export interface Impact {
  readonly users: Group;
  readonly administrators: Group;
}

/** How many people of a list are called by name. */
const NAMED = 3;

/** A dry run as sentences: who gains and loses which resources, then which administrators gain and lose reach. */
export function tellImpact(story: Story, { users, administrators }: Impact): string {
  const { words } = story;
  const resources = ({ first }: Listed): string => first.map((id) => resourceName(story, id)).join(words.comma);
  const roles = ({ count }: Listed): string => words.roles(count);
  const lines = [
    ...together(story, users, (one) => resources(one.gained)).map(([who, what]) => good(words.gains(who, what))),
    ...together(story, users, (one) => resources(one.lost)).map(([who, what]) => bad(words.loses(who, what))),
    ...together(story, administrators, (one) => roles(one.gained)).map(([who, what]) => good(words.reachesMore(who, what))),
    ...together(story, administrators, (one) => roles(one.lost)).map(([who, what]) => bad(words.reachesLess(who, what))),
  ];
  if (users.gaining + users.losing === 0) lines.unshift(words.nobodyTouched);
  return lines.join('\n');
}

/** Those of a group to whom the same happens, together. */
function together(
  story: Story,
  { first }: Group,
  read: (one: Group['first'][number]) => string,
): readonly [who: string, what: string][] {
  const found = new Map<string, string[]>();
  for (const one of first) {
    const what = read(one);
    if (what === '' || what === story.words.roles(0)) continue;
    found.set(what, [...(found.get(what) ?? []), personName(story, one.user_id)]);
  }
  return [...found].map(([what, names]) => [story.words.people(names.slice(0, NAMED), names.length), what]);
}
