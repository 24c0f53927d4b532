import { createHash } from 'node:crypto';
import type { AuthzenPage, SearchResponse } from '@hufu/contract';
import { invalid } from '../api-failure.ts';

/** The most results of one page. */
const LIMIT = 1_000;

/** What is searched for, to tell the pages of one search from those of another. */
export interface SearchKey {
  readonly asked: readonly (string | number)[];
  readonly page: AuthzenPage | undefined;
}

/**
 * One page of the results of a search, in the order of their keys, from where its token says (AuthZEN 1.0 §8.2). Throws
 * `ApiFailure` for a token of another search or another limit.
 */
export function searchPage<T>(keys: Iterable<string>, { asked, page }: SearchKey, result: (key: string) => T): SearchResponse<T> {
  const search = createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 16);
  const from = page?.token === undefined || page.token === '' ? undefined : readToken(page.token, search);
  if (from !== undefined && page?.limit !== undefined && page.limit !== from.limit) invalid('page.limit', 'must stay the same');
  const limit = from?.limit ?? Math.min(page?.limit ?? LIMIT, LIMIT);
  const sorted = [...new Set(keys)].sort();
  const start = from?.after === undefined ? 0 : firstAfter(sorted, from.after);
  const shown = sorted.slice(start, start + limit);
  const next = start + limit < sorted.length ? writeToken({ search, limit, after: shown.at(-1) ?? from?.after }) : '';
  return { page: { next_token: next, count: shown.length, total: sorted.length }, results: shown.map(result) };
}

interface Token {
  readonly search: string;
  readonly limit: number;
  readonly after: string | undefined;
}

function writeToken({ search, limit, after }: Token): string {
  return Buffer.from(JSON.stringify(after === undefined ? [search, limit] : [search, limit, after])).toString('base64url');
}

// Nobody gains by making one up: it only says where to go on.
function readToken(token: string, search: string): Token {
  const [ofSearch, limit, after] = parsed(token);
  const isWhole = typeof limit === 'number' && Number.isInteger(limit) && limit >= 0 && limit <= LIMIT;
  if (ofSearch !== search || !isWhole || (after !== undefined && typeof after !== 'string')) {
    return invalid('page.token', 'is not the token of a page of this search');
  }
  return { search, limit, after };
}

function parsed(token: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function firstAfter(sorted: readonly string[], after: string): number {
  const index = sorted.findIndex((key) => key > after);
  return index === -1 ? sorted.length : index;
}
