import type { Group } from '../../authority/model.ts';
import type { ApiContext } from '../api-route.ts';

/** The groups of these ids, in their order, each once; those that do not exist are missing. */
export async function findGroups({ storage }: Pick<ApiContext, 'storage'>, ids: Iterable<number>): Promise<readonly Group[]> {
  const wanted = new Set(ids);
  if (wanted.size === 0) return [];
  return storage.read(async ({ groups }) => {
    const found: Group[] = [];
    for (const id of wanted) {
      const group = await groups.find(id);
      if (group !== undefined) found.push(group);
    }
    return found;
  });
}
