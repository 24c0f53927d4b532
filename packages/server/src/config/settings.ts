import type { Issuer } from './issuer.ts';

/** How much is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** How log lines look. */
export type LogFormat = 'pretty' | 'json';

/** Who may register clients by themself. */
export type ClientCreation = 'everyone' | 'administrators';

/** Everything an operator can set, read and checked. Paths are absolute. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly issuer: Issuer;
  readonly trustedProxies: readonly string[];
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly atRestKey: Buffer | undefined;
  readonly bootstrap: string | undefined;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** `undefined`: no metrics are served. */
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  readonly passwordParallelism: number;
  readonly passwordQueue: number;
  readonly argon2MemoryKib: number;
  readonly argon2Iterations: number;
  readonly accessTokenSeconds: number;
  readonly jwtAccessTokenSeconds: number;
  readonly dpopNonce: 'offered' | 'required';
  readonly refreshIdleDays: number;
  readonly refreshAbsoluteDays: number;
  /** 0: until somebody has them rotated. */
  readonly signingKeyDays: number;
  readonly signingKeyAheadMinutes: number;
  /** 0: for ever. */
  readonly historyDays: number;
  /** 0: for ever. */
  readonly auditDays: number;
  readonly clientCreation: ClientCreation;
  /** `host:port`. */
  readonly outgoingAllow: readonly string[];
  readonly maxConnections: number;
  readonly shutdownSeconds: number;
}

/** The name of a setting in `Settings`. */
export type SettingKey = keyof Settings;
