import type { Built } from '../company/build.ts';
import { everyDepartment, type Language } from '../company/company.ts';
import type { Call } from '../hufu/api.ts';
import type { Words } from './words-en.ts';

/** What the chapters of the story are told with. */
export interface Story extends Built {
  readonly language: Language;
  readonly words: Words;
  /** Calls as the client itself. */
  readonly client: Call;
  /** Calls as one of those who administer, by user id. Throws for anybody else. */
  as(userId: string): Call;
}

/** The id of a department's role. Throws when there is none. */
export function roleOf({ roleIds }: Pick<Story, 'roleIds'>, key: string): number {
  const id = roleIds.get(key);
  if (id === undefined) throw new Error(`no role of ${key}`);
  return id;
}

/** The ids of resources by their names. */
export function idsOf({ resourceIds }: Pick<Story, 'resourceIds'>, names: readonly string[]): readonly number[] {
  return names.flatMap((name) => resourceIds.get(name) ?? []);
}

/** The name of a resource by its id. */
export function resourceName({ resourceIds }: Story, id: number): string {
  return [...resourceIds].find(([, each]) => each === id)?.[0] ?? String(id);
}

/** The name of somebody by their id. */
export function personName({ people, language }: Story, id: string): string {
  return people.find((person) => person.id === id)?.name[language] ?? id;
}

/** The name of a department in the language of the story. */
export function departmentName({ language }: Story, key: string): string {
  return everyDepartment().find((department) => department.key === key)?.name[language] ?? key;
}
