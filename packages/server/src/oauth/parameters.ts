import { OAuthError } from './oauth-error.ts';

/** Request parameters, parsed once: names and values as they were sent, repeated names kept to be refused. */
export interface RequestParameters {
  /** The single, non-empty value of a parameter; an empty one counts as absent (RFC 6749 §3.1). */
  get(name: string): string | undefined;
  /** The value of a parameter that must be there. Throws `invalid_request` when it is not. */
  require(name: string): string;
  /** Whether any parameter of this name was sent, even an empty one. */
  has(name: string): boolean;
  /** Each non-empty value of a parameter that may be repeated, in the order in which they were sent. */
  all(name: string): readonly string[];
  /** Every name that was sent, once. */
  names(): Iterable<string>;
  /** The parameters that were sent more than once. */
  readonly repeated: ReadonlySet<string>;
  readonly size: number;
}

/**
 * Makes parameters of name–value pairs. Names are arbitrary (`__proto__` is one like any other). Repetition is refused
 * by whoever knows which names count: see `refuseRepeated`.
 */
export function requestParameters(pairs: Iterable<readonly [string, string]>): RequestParameters {
  const values = new Map<string, string>();
  let repeated: Set<string> | undefined;
  let further: (readonly [string, string])[] | undefined;
  for (const pair of pairs) {
    const [name, value] = pair;
    if (!values.has(name)) values.set(name, value);
    else {
      repeated = (repeated ?? new Set()).add(name);
      further ??= [];
      further.push(pair);
    }
  }
  return new Parameters(values, repeated ?? NONE, further ?? []);
}

const NONE: ReadonlySet<string> = new Set();

class Parameters implements RequestParameters {
  readonly #values: ReadonlyMap<string, string>;
  readonly #further: readonly (readonly [string, string])[];
  readonly repeated: ReadonlySet<string>;

  constructor(
    values: ReadonlyMap<string, string>,
    repeated: ReadonlySet<string>,
    further: readonly (readonly [string, string])[],
  ) {
    this.#values = values;
    this.#further = further;
    this.repeated = repeated;
  }

  get size(): number {
    return this.#values.size;
  }

  get(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === '' ? undefined : value;
  }

  require(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new OAuthError('invalid_request', `the parameter ${name} is missing`);
    return value;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  all(name: string): readonly string[] {
    const first = this.#values.get(name);
    if (first === undefined) return [];
    const others = this.#further.filter(([other]) => other === name).map(([, value]) => value);
    return [first, ...others].filter((value) => value !== '');
  }

  names(): Iterable<string> {
    return this.#values.keys();
  }
}

/** Parameters with none in them. */
export const NO_PARAMETERS: RequestParameters = requestParameters([]);

// RFC 8707 §2 and RFC 8693 §2.1 allow these two to be repeated.
const REPEATABLE = new Set(['resource', 'audience']);

/** Whether a parameter that must not be was sent more than once (RFC 6749 §3.1, §3.2). */
export function hasForbiddenRepetition(parameters: RequestParameters): boolean {
  for (const name of parameters.repeated) if (!REPEATABLE.has(name)) return true;
  return false;
}

/** Throws `invalid_request` when any parameter was sent more than once (RFC 6749 §3.2). */
export function refuseRepeated(parameters: RequestParameters): void {
  if (hasForbiddenRepetition(parameters)) throw new OAuthError('invalid_request', 'a parameter was sent more than once');
}
