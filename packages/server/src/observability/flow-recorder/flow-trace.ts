/** The endpoints whose requests leave traces. */
export type FlowEndpoint =
  | 'authorization'
  | 'pushed_authorization_request'
  | 'device_authorization'
  | 'device_verification'
  | 'end_session'
  | 'token'
  | 'introspection'
  | 'revocation'
  | 'userinfo';

/** The endpoints by their paths under the issuer's: a new one is a line here and in `CHECKS_IN_ORDER`. */
export const FLOW_ENDPOINTS: ReadonlyMap<string, FlowEndpoint> = new Map<string, FlowEndpoint>([
  ['/oauth2/authorize', 'authorization'],
  ['/oauth2/par', 'pushed_authorization_request'],
  ['/oauth2/device_authorization', 'device_authorization'],
  ['/oauth2/device', 'device_verification'],
  ['/oauth2/end_session', 'end_session'],
  ['/oauth2/token', 'token'],
  ['/oauth2/introspect', 'introspection'],
  ['/oauth2/revoke', 'revocation'],
  ['/oauth2/userinfo', 'userinfo'],
]);

/** What came of a request: it got what it asked for, a person was shown a page, or it was refused. */
export type FlowOutcome = 'done' | 'asked' | 'refused';

/** A parameter or header as a trace may show it. */
export interface ReceivedValue {
  readonly in: 'query' | 'body' | 'header';
  readonly name: string;
  /** Of what could be a secret only that it was there, and how long it was. */
  readonly value: string;
}

/** What of a client's registration a check looked at. */
export interface RegisteredValue {
  readonly name: string;
  readonly values: readonly string[];
}

/** What a trace says beside its columns. */
export interface FlowDetail {
  /** How the client tried to prove itself. */
  readonly authentication?: string;
  readonly received: readonly ReceivedValue[];
  /** As it was within a second of the request; absent where nothing of it was looked at. */
  readonly registered?: readonly RegisteredValue[];
  /** What the client was told. */
  readonly description?: string;
  /** The page that was shown. */
  readonly page?: string;
}

/** A trace of one request. It holds no secret, code, token, verifier, state or nonce, and no user id. */
export interface FlowTrace {
  /** The id of the request; ordered by time. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly endpoint: FlowEndpoint;
  /** As the request says, proven or not; `null` when it names none that could be an id. */
  readonly clientId: number | null;
  readonly outcome: FlowOutcome;
  /** The code of the error that was answered, or why a page was shown. */
  readonly error: string | null;
  /** The first check that failed. */
  readonly failed: string | null;
  /** The same in all requests of one authorization request: a keyed digest of it. */
  readonly requestKey: string | null;
  /** The id of the code that was issued or presented; of a code that does not exist too. */
  readonly codeId: string | null;
  /** What came of it is found under this id in the audit table. */
  readonly grantId: string | null;
  readonly detail: FlowDetail;
}

/** What a list of traces is narrowed by; newest first, at most `limit`. */
export interface FlowFilter {
  readonly clientId?: number;
  readonly failedOnly: boolean;
  readonly limit: number;
}

/** Traces are kept for a day, and never more than so many rows: the oldest go first. */
export const FLOW_TRACES_ROWS = 50_000;

/** Traces of requests. */
export interface FlowTraceStore {
  /** Stores a trace, unless it is stored. */
  insert(trace: FlowTrace): Promise<void>;
  find(id: string): Promise<FlowTrace | undefined>;
  list(filter: FlowFilter): Promise<FlowTrace[]>;
  /** The other traces of the same authorization (its pages, its code, the exchange of it), oldest first, at most `limit`. */
  related(trace: FlowTrace, limit: number): Promise<FlowTrace[]>;
}
