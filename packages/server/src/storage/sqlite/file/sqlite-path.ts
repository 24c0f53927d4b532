const SQLITE_URL = /^sqlite:(?!\/\/)(.+)$/s;

/** The path in `sqlite:<path>`; `undefined` for a URL of another kind. */
export function sqlitePath(databaseUrl: string): string | undefined {
  return SQLITE_URL.exec(databaseUrl)?.[1];
}
