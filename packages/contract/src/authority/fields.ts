import { z } from 'zod';

/** The most entries that one batch may hold (contract/authority.md §4). */
export const BATCH_LIMIT = 10_000;

/** A moment on the wire: RFC 3339 with an offset. */
export type Instant = string;

/** The query of a change: with `dry_run` nothing happens, and the answer says what would. */
export interface ChangeQuery {
  readonly dry_run?: boolean | undefined;
}

const DECIMAL_ID = /^[1-9][0-9]{0,15}$/;
const FLAGS = ['true', 'false', '1', '0', 'True', 'False'] as const;

/** An id in a body or an answer: a positive safe integer as a JSON number. */
export const id: z.ZodType<number> = z.int().min(1);

/** A list of ids in a body. */
export const idList: z.ZodType<readonly number[]> = z.array(id).max(BATCH_LIMIT);

/** Reads an id of a path or a query, a decimal without sign or leading zero; `undefined` when it is not one. */
export function decimalId(value: string): number | undefined {
  const number = DECIMAL_ID.test(value) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Reads ids separated by commas, each once; `undefined` when one is not an id, or there are too many. */
export function decimalIds(value: string): readonly number[] | undefined {
  const parts = value.split(',', BATCH_LIMIT + 1);
  const ids = parts.map((part) => decimalId(part.trim()));
  return parts.length > BATCH_LIMIT || ids.includes(undefined)
    ? undefined
    : [...new Set(ids.filter((each) => each !== undefined))];
}

const ID_SHOWN = { type: 'integer', minimum: 1 };

/** An id in a query. In a description it stands as what `shownAs` says, here and below: not as the text that arrives. */
export const queryId: z.ZodType<number> = z
  .string()
  .transform((value, context) => {
    const number = decimalId(value);
    if (number === undefined) context.addIssue({ code: 'custom', message: 'must be a positive integer' });
    return number ?? z.NEVER;
  })
  .meta({ shownAs: ID_SHOWN });

/** Ids in a query: repeated, or separated by commas. */
export const queryIds: z.ZodType<readonly number[]> = z
  .union([z.string(), z.array(z.string())])
  .transform((value, context) => {
    const ids = decimalIds(typeof value === 'string' ? value : value.join(','));
    if (ids === undefined) context.addIssue({ code: 'custom', message: 'must be positive integers' });
    return ids ?? z.NEVER;
  })
  .meta({ shownAs: { type: 'array', items: ID_SHOWN } });

/** A user id; which exist is another question. */
export const userId: z.ZodType<string, string> = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** User ids in a query: repeated, or separated by commas. */
export const queryUserIds: z.ZodType<readonly string[]> = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? value : value.join(',')).split(',', BATCH_LIMIT + 1))
  .pipe(z.array(userId).max(BATCH_LIMIT))
  .meta({ shownAs: { type: 'array', items: { type: 'string' } } });

/** A yes or no in a query (contract/authority.md §4). */
export const flag: z.ZodType<boolean> = z
  .enum(FLAGS)
  .transform((value) => value === '1' || value.toLowerCase() === 'true')
  .meta({ shownAs: { type: 'boolean' } });

/** Whether nothing must happen. */
export const dryRun: z.ZodType<boolean | undefined> = flag
  .optional()
  .describe('With `true` nothing changes: the answer says who would gain and lose what.');

export const changeQuery: z.ZodType<ChangeQuery> = z.object({ dry_run: dryRun });

/** Text of a length in code points; no database stores U+0000 or half a surrogate pair everywhere alike. */
export function text(minimum: number, maximum: number): z.ZodType<string> {
  return z
    .string()
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be well-formed text')
    .refine((value) => codePoints(value, maximum) <= maximum, `must have at most ${maximum} characters`)
    .refine((value) => value.length >= minimum, 'must not be empty');
}

/** Text that may be left out, being `""` then. */
export function optionalText(maximum: number): z.ZodType<string> {
  return text(0, maximum).default('');
}

/** A moment in a body, read as milliseconds since 1970. */
export const instant: z.ZodType<number, string> = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));

/** A moment in a query, where a plus sign that nobody encoded has become a space. */
export const queryInstant: z.ZodType<number> = z
  .string()
  .transform((value) => value.replace(/ (?=[0-9]{2}:[0-9]{2}$)/, '+'))
  .pipe(instant)
  .meta({ shownAs: { type: 'string', format: 'date-time', examples: ['2026-11-03T08:05:00+08:00'] } });

/** As of when is asked. */
export const asOf: z.ZodType<number | undefined> = queryInstant
  .optional()
  .describe('As of when, RFC 3339 with an offset, such as `2026-11-03T08:05:00+08:00`; now when absent.');

/** A moment in an answer. */
export const wireInstant: z.ZodType<Instant> = z.iso.datetime({ offset: true });

/** An object, or (a habit of existing clients) a list: read as a list. */
export function listOrOne<T>(entry: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(entry).max(BATCH_LIMIT));
}

/** An object, or (a habit of existing clients) a list that holds just one. */
export function oneOrLone<T>(entry: z.ZodType<T>): z.ZodType<T> {
  return z.preprocess((value) => (Array.isArray(value) && value.length === 1 ? value[0] : value), entry);
}

/** An object or a list of them, kept in the form it came in. */
export function oneOrMore<T>(entry: z.ZodType<T>): z.ZodType<T | readonly T[]> {
  const entries = listOrOne(entry);
  return z.preprocess(
    (value, context) => {
      const read = entries.safeParse(value);
      // A union of the two forms would no longer say which member is wrong.
      for (const { message, path } of read.error?.issues ?? []) context.addIssue({ code: 'custom', message, path: [...path] });
      return value;
    },
    z.union([z.array(entry), entry]),
  );
}

// Counting stops early: a megabyte of text is not taken apart to say that it is too long.
function codePoints(value: string, maximum: number): number {
  return value.length > 2 * maximum ? value.length : [...value].length;
}
