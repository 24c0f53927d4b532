import { setImmediate as turn } from 'node:timers/promises';
import {
  type EvaluationRequest,
  type EvaluationResponse,
  type EvaluationsRequest,
  evaluationRequest,
  type PartialEvaluation,
} from '@hufu/contract';
import { ApiFailure } from '../api-failure.ts';
import { shaped } from '../request/shaped.ts';

/** How many entries are decided at once. */
const SLICE = 64;

/** An entry of a batch as it is to be decided, or what is wrong with it. */
export type BatchEntry = EvaluationRequest | ApiFailure;

/** The entries of a batch with the defaults beside it filled in (AuthZEN 1.0 §7.1.1); `undefined` where there is no batch. */
export function batchOf(request: EvaluationsRequest): readonly BatchEntry[] | undefined {
  const { evaluations = [] } = request;
  return evaluations.length === 0 ? undefined : evaluations.map((entry) => readEntry(entry, request));
}

/** Decides the entries in their order, up to the one at which the semantic says to stop (AuthZEN 1.0 §7.1.2.1). */
export async function decideBatch(
  entries: readonly BatchEntry[],
  { options }: Pick<EvaluationsRequest, 'options'>,
  decide: (request: EvaluationRequest) => boolean,
): Promise<readonly EvaluationResponse[]> {
  const semantic = options?.evaluations_semantic ?? 'execute_all';
  const answers: EvaluationResponse[] = [];
  for (const entry of entries) {
    const answer = entry instanceof ApiFailure ? failed(entry) : { decision: decide(entry) };
    answers.push(answer);
    // So that others have their turn between the entries of a large batch.
    if (answers.length % SLICE === 0) await turn();
    if (semantic === (answer.decision ? 'permit_on_first_permit' : 'deny_on_first_deny')) break;
  }
  return answers;
}

function readEntry(entry: unknown, defaults: PartialEvaluation): BatchEntry {
  const own = isObject(entry) ? entry : {};
  const merged = {
    subject: withDefault(own['subject'], defaults.subject),
    action: withDefault(own['action'], defaults.action),
    resource: withDefault(own['resource'], defaults.resource),
  };
  try {
    return shaped(evaluationRequest, isObject(entry) ? { ...own, ...merged } : entry, 'evaluation');
  } catch (error) {
    if (error instanceof ApiFailure) return error;
    throw error;
  }
}

/** An entity of an entry takes the place of the default; only what identifies it is filled in from there. */
function withDefault(own: unknown, fallback: Readonly<Record<string, unknown>> | undefined): unknown {
  if (own === undefined) return fallback;
  if (!isObject(own) || fallback === undefined) return own;
  const { type, id, name } = { ...fallback, ...own };
  return { ...own, type, id, name };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed({ reason }: ApiFailure): EvaluationResponse {
  return { decision: false, context: { error: { status: 400, message: reason } } };
}
