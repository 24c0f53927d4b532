import { z } from 'zod';
import { queryId } from './fields.ts';

/** A page of a list (contract/authority.md §4); pages count from 1. */
export interface PageWire<T> {
  readonly paginator: {
    readonly page_size: number;
    readonly total_size: number;
    readonly total_pages: number;
    readonly current_page: number;
  };
  readonly data: readonly T[];
}

/** Which page is asked for. */
export interface PageQuery {
  readonly page_size: number;
  readonly p: number;
}

const LARGEST_PAGE_SIZE = 200;
const LAST_PAGE = 1_000_000;

const upTo = (most: number, usual: number, description: string): z.ZodType<number> =>
  queryId
    .refine((value) => value <= most, `must be at most ${most}`)
    .optional()
    .transform((value) => value ?? usual)
    .meta({ description, shownAs: { type: 'integer', minimum: 1, maximum: most, default: usual } });

/** The members of a query that ask for a page: 20 entries unless it says otherwise. */
export const pageQuery: { readonly page_size: z.ZodType<number>; readonly p: z.ZodType<number> } = {
  page_size: upTo(LARGEST_PAGE_SIZE, 20, 'How many entries a page has: 20 when absent, at most 200.'),
  p: upTo(LAST_PAGE, 1, 'Which page, counted from 1.'),
};

const paginator = z
  .object({ page_size: z.int(), total_size: z.int(), total_pages: z.int(), current_page: z.int() })
  .meta({ id: 'Paginator', description: 'Which page of how many; pages count from 1.' });

/** The schema of a page of `entry`. */
export function pageWire<T>(entry: z.ZodType<T>): z.ZodType<PageWire<T>> {
  return z.object({
    paginator,
    data: z.array(entry),
  });
}
