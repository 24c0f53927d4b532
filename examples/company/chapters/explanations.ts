import { aligned, bad, chapter, good, say } from '../telling/paper.ts';
import { personName, type Story } from '../telling/story.ts';

/** What `GET /explain` answers about a resource, as far as it is told. */
interface Explained {
  readonly decision: 'allow' | 'deny';
  readonly paths: readonly {
    readonly role: { readonly name: string };
    readonly role_type: 'normal' | 'admin' | 'super';
    readonly inherited: { readonly first: readonly { readonly name: string }[] };
  }[];
  readonly grants: readonly {
    readonly kind: 'membership' | 'link';
    readonly role: { readonly name: string };
    readonly gives: number;
    readonly entitled: readonly { readonly user_id: string }[];
  }[];
}

interface Question {
  readonly who: string;
  readonly what: string;
}

/** Why one administrator holds a resource since the move, and why the other does not any more. */
export async function tellExplanations(story: Story, ownerId: string): Promise<void> {
  chapter(5, story.words.explain, story.words.explainText);
  for (const who of ['shen-yue', 'lu-fan']) await tell(story, ownerId, { who, what: 'ticket/queue#write' });
}

async function tell(story: Story, ownerId: string, { who, what }: Question): Promise<void> {
  const { words } = story;
  const query = new URLSearchParams({ user_id: who, resource_name: what });
  const answer = await story.as(ownerId)<{ readonly resources: readonly Explained[] }>(`GET /explain?${query}`);
  for (const explained of answer.resources) {
    const { decision } = explained;
    const word = decision === 'allow' ? good(words.allow) : bad(words.deny);
    const why = decision === 'allow' ? pathLines(story, explained, what) : grantLines(story, explained);
    say(`\n${words.question(personName(story, who), what)}  ${word}\n${why.map((line) => `   ${line}`).join('\n')}`);
  }
}

function pathLines({ words }: Story, { paths }: Explained, what: string): readonly string[] {
  return paths.map(({ role, role_type: type, inherited }) =>
    [words.path(words.types[type], role.name), ...inherited.first.map(({ name }) => name), what].join(' → '),
  );
}

function grantLines(story: Story, { grants }: Explained): readonly string[] {
  const { words } = story;
  const rows = grants.map(({ kind, role, gives, entitled }) => [
    words.grants[kind](role.name, gives),
    words.entitled(entitled.map(({ user_id: id }) => personName(story, id)).join(words.comma)),
  ]);
  return [words.smallest, ...aligned(rows)];
}
