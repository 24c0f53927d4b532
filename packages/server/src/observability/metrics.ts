import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

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
const DURATIONS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** Makes the metrics of one server, with those of the process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'hufu_http_requests_total',
    help: 'Requests answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'hufu_http_request_duration_seconds',
    help: 'Time from the request’s head to the end of the answer.',
    labelNames: ['method', 'route'],
    buckets: DURATIONS,
    registers,
  });
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
  const seriesOf = requestSeries(requests, durations);
  const boundedRoute = bounded(MAXIMUM_ROUTES);
  const boundedGrant = bounded(MAXIMUM_GRANT_TYPES);
  return {
    requestFinished({ method, route, status, seconds }) {
      seriesOf(METHODS.has(method) ? method : OTHER, boundedRoute(route), status).observe(seconds);
    },
    tokensIssued: (grantType) => tokens.inc({ grant_type: boundedGrant(grantType) }),
    signIn: (outcome) => signIns.inc({ outcome }),
    watchHashing: (pending) => watchHashing(registry, pending),
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

interface Series {
  observe(seconds: number): void;
}

// Finding a series by its labels costs more than counting in it; there are no more of them than routes, methods and statuses.
function requestSeries(
  requests: Counter<'method' | 'route' | 'status'>,
  durations: Histogram<'method' | 'route'>,
): (method: string, route: string, status: number) => Series {
  const known = new Map<string, Series>();
  return (method, route, status) => {
    const key = `${status} ${method} ${route}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const count = requests.labels({ method, route, status: String(status) });
    const duration = durations.labels({ method, route });
    const series: Series = {
      observe(seconds) {
        count.inc();
        duration.observe(seconds);
      },
    };
    known.set(key, series);
    return series;
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
