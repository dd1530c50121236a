/** What somebody changed in a form, and nothing else: what another wrote since the form was filled stays. */
export type Changes<T> = { [name in keyof T]?: T[name] | undefined };

const plain = (value: unknown) => JSON.stringify(value ?? null);

/** @param before  what the form was filled with */
export function changesIn<T extends object>(now: T, before: { [name in keyof T]?: unknown }): Partial<T> {
  const names = Object.keys(now) as (keyof T)[];
  const changed = names.filter((name) => plain(now[name]) !== plain(before[name]));
  return Object.fromEntries(changed.map((name) => [name, now[name]])) as Partial<T>;
}

export function withChanges<T extends object>(known: T, changes: Changes<T>): T {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...known, ...(Object.fromEntries(given) as Partial<T>) };
}
