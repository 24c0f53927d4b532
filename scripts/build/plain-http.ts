import http from 'node:http';
import type { Plugin } from 'rolldown';

const VIRTUAL = '\0plain:http';

/**
 * Takes `node:http` without its module record: to make one, Node reads every export, and two of them load a whole HTTP client
 * with WebSockets (50 ms and 8 MB) that a server never uses.
 */
export function plainHttp(): Plugin {
  return {
    name: 'plain-http',
    resolveId: (source, _importer, { kind }) => (source === 'node:http' && kind === 'import-statement' ? VIRTUAL : undefined),
    load: (id) => (id === VIRTUAL ? plainModule() : undefined),
  };
}

function plainModule(): string {
  const names = Object.entries(Object.getOwnPropertyDescriptors(http)).flatMap(([name, { get }]) => (get ? [] : [name]));
  const exported = names.map((name) => `export const ${name} = http.${name};`);
  return ["const http = process.getBuiltinModule('node:http');", 'export default http;', ...exported].join('\n');
}
