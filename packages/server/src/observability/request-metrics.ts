const REQUESTS = 'hufu_http_requests_total';
const SECONDS = 'hufu_http_request_duration_seconds';
/** Upper bounds of what is told apart, in seconds. */
const DURATIONS: readonly number[] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

interface Series {
  readonly method: string;
  readonly route: string;
  readonly statuses: Map<number, number>;
  /** How many took at most each of `DURATIONS` and longer than the one before; the last: longer than all. */
  readonly buckets: number[];
  seconds: number;
}

/** One answered request; its labels are bounded by who calls. */
export interface CountedRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/**
 * Counts requests and how long they took, and tells it in the text format of Prometheus: in plain maps, since the registry's
 * own metrics hash their labels with each request, which costs more than many an answer.
 */
export class RequestMetrics {
  readonly #series = new Map<string, Map<string, Series>>();

  count({ method, route, status, seconds }: CountedRequest): void {
    const series = this.#seriesOf(route, method);
    series.statuses.set(status, (series.statuses.get(status) ?? 0) + 1);
    let bucket = 0;
    while (seconds > (DURATIONS[bucket] ?? Infinity)) bucket += 1;
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
    series.seconds += seconds;
  }

  #seriesOf(route: string, method: string): Series {
    const byMethod = this.#series.get(route) ?? new Map<string, Series>();
    const known = byMethod.get(method);
    if (known !== undefined) return known;
    const series = { method, route, statuses: new Map(), buckets: new Array<number>(DURATIONS.length + 1).fill(0), seconds: 0 };
    this.#series.set(route, byMethod.set(method, series));
    return series;
  }

  /** The text of both metrics. */
  exposition(): string {
    const all = [...this.#series.values()].flatMap((byMethod) => [...byMethod.values()]);
    return [
      '',
      `# HELP ${REQUESTS} Requests answered, by method, route and status.`,
      `# TYPE ${REQUESTS} counter`,
      ...all.flatMap(requestLines),
      '',
      `# HELP ${SECONDS} Time from the request’s head to the end of the answer.`,
      `# TYPE ${SECONDS} histogram`,
      ...all.flatMap(durationLines),
      '',
    ].join('\n');
  }
}

function requestLines({ method, route, statuses }: Series): string[] {
  return [...statuses].map(([status, count]) => `${REQUESTS}${labels({ method, route, status: String(status) })} ${count}`);
}

function durationLines({ method, route, buckets, seconds }: Series): string[] {
  let below = 0;
  const steps = buckets.map((count, index) => {
    below += count;
    return `${SECONDS}_bucket${labels({ le: String(DURATIONS[index] ?? '+Inf'), method, route })} ${below}`;
  });
  const whole = labels({ method, route });
  return [...steps, `${SECONDS}_sum${whole} ${seconds}`, `${SECONDS}_count${whole} ${below}`];
}

function labels(values: Readonly<Record<string, string>>): string {
  return `{${Object.entries(values)
    .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)
    .join(',')}}`;
}
