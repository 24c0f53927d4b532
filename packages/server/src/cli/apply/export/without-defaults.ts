/** The members that are not what an entry has by default; so an export says no more than it must. */
export function withoutDefaults<T extends object>(members: T, defaults: { readonly [Member in keyof T]: unknown }): Partial<T> {
  const differing = Object.entries(members).filter(
    ([member, value]) => JSON.stringify(value) !== JSON.stringify(defaults[member as keyof T]),
  );
  // What is left of an object has the types of its members.
  return Object.fromEntries(differing) as Partial<T>;
}
