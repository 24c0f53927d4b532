import type { Client } from '../../oauth/client/client.ts';
import { FLOW_CHECKS, isFlowCheck } from './checks/checks.ts';
import type { FlowOutcome, FlowTrace, FlowTraceStore } from './flow-trace.ts';
import { registeredFacts } from './registered-facts.ts';

/** Takes traces of requests; they are stored within a second or so. */
export interface FlowRecorder {
  /** Whether a trace of such a request is to be made: asked once a request, since of many a second only some are looked at. */
  wants(outcome: FlowOutcome): boolean;
  /** Takes a trace, unless there are enough of its kind in this second, or refused ones of its client. */
  record(trace: FlowTrace): void;
  /** Stores what was recorded. Rejects when the database cannot take it; then it is kept for the next time. */
  flush(): Promise<void>;
}

/** Where traces go. */
export interface TraceStorage {
  transact<T>(work: (stores: TraceStores) => Promise<T>): Promise<T>;
}

/** The stores that writing traces needs. */
export interface TraceStores {
  readonly flows: Pick<FlowTraceStore, 'insert'>;
  readonly clients: { find(id: number): Promise<Client | undefined> };
}

/** So many traces of a kind are kept between two flushes, which is a second. */
export const FLOW_RATES: Readonly<Record<FlowOutcome, number>> = { refused: 200, asked: 50, done: 20 };

/** And of refused ones so many of one client, so that a flood of one does not displace the others. */
export const REFUSED_OF_CLIENT = 40;

/** So many requests of a kind are looked at: a flood costs no more than that. */
export const LOOKED_AT: Readonly<Record<FlowOutcome, number>> = { refused: 1_000, asked: 50, done: 20 };

// While the database cannot be written to.
const MAXIMUM_PENDING = 5_000;
const MAXIMUM_PENDING_CHARACTERS = 8_000_000;
const BATCH = 500;

/** Makes a recorder. Nothing waits for it: what is over its limits, or lost with the process, is not recorded. */
export function createFlowRecorder(storage: TraceStorage): FlowRecorder {
  const pending = new PendingTraces();
  let second = new Second();
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    second = new Second();
    for (let batch = pending.first(BATCH); batch.length > 0; batch = pending.first(BATCH)) {
      await storage.transact((stores) => insertAll(stores, batch));
      pending.drop(batch.length);
    }
  };
  return {
    wants: (outcome) => second.wants(outcome),
    record(trace) {
      if (second.admits(trace)) pending.add(trace);
    },
    flush() {
      // One after the other: two at once would store the same traces twice.
      writing = writing.catch(() => undefined).then(write);
      return writing;
    },
  };
}

/** What was looked at and kept since the last flush. */
class Second {
  readonly #seen: Record<FlowOutcome, number> = { refused: 0, asked: 0, done: 0 };
  readonly #kept: Record<FlowOutcome, number> = { refused: 0, asked: 0, done: 0 };
  readonly #refusedOf: Map<number | null, number> = new Map();

  wants(outcome: FlowOutcome): boolean {
    if (this.#seen[outcome] >= LOOKED_AT[outcome] || this.#kept[outcome] >= FLOW_RATES[outcome]) return false;
    this.#seen[outcome]++;
    return true;
  }

  admits({ outcome, clientId }: FlowTrace): boolean {
    if (this.#kept[outcome] >= FLOW_RATES[outcome]) return false;
    if (outcome === 'refused') {
      const before = this.#refusedOf.get(clientId) ?? 0;
      if (before >= REFUSED_OF_CLIENT) return false;
      this.#refusedOf.set(clientId, before + 1);
    }
    this.#kept[outcome]++;
    return true;
  }
}

class PendingTraces {
  readonly #traces: FlowTrace[] = [];
  readonly #sizes: number[] = [];
  #characters = 0;

  add(trace: FlowTrace): void {
    const size = JSON.stringify(trace.detail).length;
    if (this.#traces.length >= MAXIMUM_PENDING || this.#characters + size > MAXIMUM_PENDING_CHARACTERS) return;
    this.#traces.push(trace);
    this.#sizes.push(size);
    this.#characters += size;
  }

  first(count: number): readonly FlowTrace[] {
    return this.#traces.slice(0, count);
  }

  drop(count: number): void {
    this.#traces.splice(0, count);
    for (const size of this.#sizes.splice(0, count)) this.#characters -= size;
  }
}

async function insertAll({ flows, clients }: TraceStores, traces: readonly FlowTrace[]): Promise<void> {
  for (const trace of traces) {
    const facts = trace.failed !== null && isFlowCheck(trace.failed) ? FLOW_CHECKS[trace.failed].registered : undefined;
    if (facts === undefined || trace.clientId === null) await flows.insert(trace);
    else {
      const registered = registeredFacts(facts, await clients.find(trace.clientId));
      await flows.insert({ ...trace, detail: { ...trace.detail, registered } });
    }
  }
}
