const HOUR_MS = 3_600_000;

/** A session that was not used for so long is dead, in milliseconds. */
export const SESSION_IDLE_MS: number = 12 * HOUR_MS;

/** A session ends after so long however much it is used, in milliseconds. */
export const SESSION_ABSOLUTE_MS: number = 7 * 24 * HOUR_MS;

/** How many live sessions one user may have; the oldest makes room for the newest. */
export const SESSIONS_PER_USER = 50;
