import { PEOPLE } from '../model.ts';
import type { MemoryPeople } from '../state/people.ts';
import type { Committed } from './committed.ts';

/** Who is active and who is in which group, as of one epoch of theirs. */
export interface KnownPeople {
  readonly people: MemoryPeople;
  readonly epoch: number;
}

/** People after a commit; `behind` when others committed in between. */
export function peopleAfter(known: KnownPeople, { events, turns }: Committed): KnownPeople | 'behind' {
  const turn = turns.get(PEOPLE);
  if (turn === undefined || turn.to <= known.epoch) return known;
  if (turn.from !== known.epoch) return 'behind';
  let { people } = known;
  for (const event of events) {
    if (event.kind === 'user') people = people.withUser(event.userId, event.active);
    if (event.kind === 'group_user') people = people.withGroupUser(event.groupId, event.userId, event.inside);
  }
  return { people, epoch: turn.to };
}
