import type { ApiRoute } from '../api-route.ts';

/** A route that a path leads to, with the named segments. */
export interface RouteMatch {
  readonly route: ApiRoute;
  readonly path: Readonly<Partial<Record<string, string>>>;
}

/** Where a request leads: to a route, to none of its method (with those there are), or nowhere. */
export type Routing = RouteMatch | { readonly allow: readonly string[] } | undefined;

/** Finds the route of a method and a path such as `/roles/7`. */
export type Router = (method: string, path: string) => Routing;

interface Node {
  readonly statics: Map<string, Node>;
  parameter: Node | undefined;
  readonly routes: Map<string, ApiRoute>;
}

/**
 * Compiles routes into a tree by segments: finding one costs by the length of the path, not by the number of routes. Of
 * two that fit, the one that names the segment wins. Throws for two routes of one method and path: neither is silently lost.
 */
export function createRouter(routes: readonly ApiRoute[]): Router {
  const root = emptyNode();
  const plain = new Map<string, RouteMatch>();
  for (const route of routes) for (const segments of spellings(route.path)) insert(root, segments, route);
  // A path that a route names entirely leads there, whatever else would fit.
  for (const route of routes) if (!route.path.includes(':')) plain.set(`${route.method} ${route.path}`, { route, path: {} });
  return (method, path) => plain.get(`${method} ${path}`) ?? find(root, method, path.split('/').slice(1));
}

function insert(root: Node, segments: readonly string[], route: ApiRoute): void {
  let node = root;
  for (const segment of segments) node = segment.startsWith(':') ? parameterOf(node) : staticOf(node, segment);
  if (node.routes.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
  node.routes.set(route.method, route);
}

// An optional last segment makes two paths: with it and without.
function spellings(path: string): string[][] {
  const segments = path.split('/').slice(1);
  const last = segments.at(-1) ?? '';
  return last.endsWith('?') ? [segments.slice(0, -1), [...segments.slice(0, -1), last.slice(0, -1)]] : [segments];
}

function find(root: Node, method: string, segments: readonly string[]): Routing {
  const allow = new Set<string>();
  for (const node of candidates(root, segments)) {
    const route = node.routes.get(method === 'HEAD' ? 'GET' : method);
    if (route !== undefined) return matched(route, segments);
    for (const other of node.routes.keys()) allow.add(other);
  }
  return allow.size === 0 ? undefined : { allow: [...allow] };
}

function* candidates(node: Node, segments: readonly string[], depth = 0): Generator<Node> {
  const segment = segments[depth];
  if (segment === undefined) {
    if (node.routes.size > 0) yield node;
    return;
  }
  const named = node.statics.get(segment);
  if (named !== undefined) yield* candidates(named, segments, depth + 1);
  if (node.parameter !== undefined && segment !== '') yield* candidates(node.parameter, segments, depth + 1);
}

function matched(route: ApiRoute, segments: readonly string[]): Routing {
  const path = Object.create(null) as Record<string, string>;
  for (const [index, name] of route.path.split('/').slice(1).entries()) {
    const segment = segments[index];
    if (!name.startsWith(':') || segment === undefined) continue;
    const value = decode(segment);
    if (value === undefined) return undefined;
    path[name.replaceAll(/[:?]/g, '')] = value;
  }
  return { route, path };
}

function decode(segment: string): string | undefined {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function emptyNode(): Node {
  return { statics: new Map(), parameter: undefined, routes: new Map() };
}

function parameterOf(node: Node): Node {
  node.parameter ??= emptyNode();
  return node.parameter;
}

function staticOf(node: Node, segment: string): Node {
  const found = node.statics.get(segment) ?? emptyNode();
  node.statics.set(segment, found);
  return found;
}
