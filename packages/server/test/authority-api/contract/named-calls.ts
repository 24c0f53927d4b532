import { readFileSync } from 'node:fs';

const CONTRACT = new URL('../../../../../docs/contract/authority.md', import.meta.url);

/** A call with its parameters unnamed: what a segment is called is each one's own affair. */
export function unnamed(call: string): string {
  return call.replaceAll(/:\w+/g, ':_');
}

/** Every call that a route takes: an optional last segment makes two. */
export function spellingsOf(method: string, path: string): string[] {
  const call = unnamed(`${method} ${path}`);
  return call.endsWith('?') ? [call.replace(/\/[^/]*$/, ''), call.slice(0, -1)] : [call];
}

/** The calls of the table of contract/authority.md §4, as a reader finds them there: without query and body, parameters unnamed. */
export function callsOfContract(): string[] {
  const text = readFileSync(CONTRACT, 'utf8');
  const table = text.slice(text.indexOf('| call | scope |'), text.indexOf('## 5.'));
  const rows = table
    .split('\n')
    .slice(2)
    .filter((line) => line.startsWith('|'));
  return rows.flatMap((row) => callsOfCell(row.split(/(?<!\\)\|/)[1] ?? ''));
}

/** One cell names several methods of one path, before it or after it. */
function callsOfCell(cell: string): string[] {
  const calls: string[] = [];
  let path: string | undefined;
  let waiting: string[] = [];
  for (const [, chunk = ''] of cell.matchAll(/`([^`]+)`/g)) {
    const named = /^(GET|POST|PUT|DELETE)(?: (\/[\w/:,]+)(\?(?=$|\s))?)?/.exec(chunk);
    if (named === null) continue;
    const [, method = '', own, optional = ''] = named;
    path = own === undefined ? path : `${own.replaceAll(/\d+(,\d+)*/g, ':_')}${optional}`;
    if (path === undefined) waiting.push(method);
    else {
      for (const one of [...waiting, method]) calls.push(...spellingsOf(one, path));
      waiting = [];
    }
  }
  return calls;
}
