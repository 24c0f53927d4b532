import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { RequestMetrics } from './request-metrics.ts';

/** One answered request; `route` is a pattern of ours and `method` one we serve, so that the number of series is bounded. */
export interface ObservedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What is counted, and how it is read (Prometheus text format). */
export interface Metrics {
  requestFinished(observed: ObservedRequest): void;
  /** A token response was answered; `grantType` is one we know. */
  tokensIssued(grantType: string): void;
  /** Somebody tried to sign in; `outcome` is of a closed set: `succeeded`, `failed`, `throttled`, `busy`. */
  signIn(outcome: string): void;
  /** Where the number of passwords that are hashed or wait for it is read when metrics are asked for. */
  watchHashing(pending: () => number): void;
  /** All metrics as text, and its media type. */
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const OTHER = 'other';
const MAXIMUM_ROUTES = 200;
const MAXIMUM_GRANT_TYPES = 20;

/** Makes the metrics of one server, with those of the process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new RequestMetrics();
  const tokens = new Counter({
    name: 'hufu_token_responses_total',
    help: 'Token responses, by grant type.',
    labelNames: ['grant_type'],
    registers,
  });
  const signIns = new Counter({
    name: 'hufu_sign_ins_total',
    help: 'Attempts to sign in, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const boundedRoute = bounded(MAXIMUM_ROUTES);
  const boundedGrant = bounded(MAXIMUM_GRANT_TYPES);
  return {
    requestFinished({ method, route, status, seconds }) {
      requests.count({ method: METHODS.has(method) ? method : OTHER, route: boundedRoute(route), status, seconds });
    },
    tokensIssued: (grantType) => tokens.inc({ grant_type: boundedGrant(grantType) }),
    signIn: (outcome) => signIns.inc({ outcome }),
    watchHashing: (pending) => watchHashing(registry, pending),
    exposition: async () => ({ contentType: registry.contentType, text: (await registry.metrics()) + requests.exposition() }),
  };
}

// A label that a stranger can vary must not make series without end.
function bounded(limit: number): (label: string) => string {
  const seen = new Set<string>();
  return (label) => {
    if (seen.has(label)) return label;
    if (seen.size >= limit) return OTHER;
    seen.add(label);
    return label;
  };
}

function watchHashing(registry: Registry, pending: () => number): void {
  const gauge = new Gauge({
    name: 'hufu_password_hashes_pending',
    help: 'Passwords that are being hashed or wait for it.',
    registers: [registry],
    collect() {
      this.set(pending());
    },
  });
  gauge.set(pending());
}
