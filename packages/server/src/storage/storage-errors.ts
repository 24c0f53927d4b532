/** Another process owns the database file; nothing was opened. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';
}

/** The database was written by a newer program; nothing was changed. */
export class DatabaseTooNew extends Error {
  override readonly name = 'DatabaseTooNew';
}

/** The database cannot be served safely as it is set up: a place that cannot be written, a setting that does not hold. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}
