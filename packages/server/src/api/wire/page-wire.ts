import type { PageQuery, PageWire } from '@hufu/contract';

/** One page of a list of `total` entries. */
export function pageWire<T>({ page_size: size, p }: PageQuery, total: number, data: readonly T[]): PageWire<T> {
  const pages = Math.ceil(total / size);
  return { paginator: { page_size: size, total_size: total, total_pages: pages, current_page: p }, data };
}

/** How many entries come before the page that is asked for. */
export function offsetOf({ page_size: size, p }: PageQuery): number {
  return (p - 1) * size;
}
