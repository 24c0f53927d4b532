import { z } from 'zod';
import { BATCH_LIMIT } from './fields.ts';

/** Who is asked about (OpenID AuthZEN Authorization API 1.0 §5.1). `properties` are ignored, here as elsewhere. */
export interface AuthzenSubject {
  readonly type: string;
  readonly id: string;
}

/** What is to be reached (§5.2). */
export interface AuthzenResource {
  readonly type: string;
  readonly id: string;
}

/** What is to be done with it (§5.3). */
export interface AuthzenAction {
  readonly name: string;
}

const properties = { properties: z.record(z.string(), z.unknown()).optional() };
const entity = z.object({ type: z.string(), id: z.string(), ...properties }).meta({ id: 'AuthzenEntity' });
const typed = z.object({ type: z.string(), ...properties });
const action = z.object({ name: z.string(), ...properties }).meta({ id: 'AuthzenAction' });
const context = z.record(z.string(), z.unknown()).optional();
const page = z.object({ token: z.string().max(2048).optional(), limit: z.int().min(0).optional() }).optional();

/** An Access Evaluation request (§6.1). */
export interface EvaluationRequest {
  readonly subject: AuthzenSubject;
  readonly action: AuthzenAction;
  readonly resource: AuthzenResource;
}

export const evaluationRequest: z.ZodType<EvaluationRequest> = z
  .object({ subject: entity, action, resource: entity, context })
  .meta({ id: 'EvaluationRequest' });

/** An Access Evaluation response (§6.2). */
export interface EvaluationResponse {
  readonly decision: boolean;
  readonly context?: { readonly error: { readonly status: number; readonly message: string } } | undefined;
}

export const evaluationResponse: z.ZodType<EvaluationResponse> = z
  .object({
    decision: z.boolean(),
    context: z.object({ error: z.object({ status: z.int(), message: z.string() }) }).optional(),
  })
  .meta({ id: 'EvaluationResponse' });

/** Members that an entry of a batch may leave out, falling back on the defaults beside the batch (§7.1.1). */
export interface PartialEvaluation {
  readonly subject?: Readonly<Record<string, unknown>> | undefined;
  readonly action?: Readonly<Record<string, unknown>> | undefined;
  readonly resource?: Readonly<Record<string, unknown>> | undefined;
}

/** When a batch ends early (§7.1.2.1). */
export type EvaluationsSemantic = 'execute_all' | 'deny_on_first_deny' | 'permit_on_first_permit';

/** An Access Evaluations request (§7.1); what is wrong with an entry is answered in its place. */
export interface EvaluationsRequest extends PartialEvaluation {
  readonly evaluations?: readonly unknown[] | undefined;
  readonly options?: { readonly evaluations_semantic?: EvaluationsSemantic | undefined } | undefined;
}

const partial = z.record(z.string(), z.unknown()).optional();

export const evaluationsRequest: z.ZodType<EvaluationsRequest> = z
  .object({
    subject: partial,
    action: partial,
    resource: partial,
    context,
    evaluations: z.array(z.unknown()).max(BATCH_LIMIT).optional(),
    options: z
      .object({ evaluations_semantic: z.enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit']).optional() })
      .optional(),
  })
  .meta({ id: 'EvaluationsRequest' });

/** An Access Evaluations response (§7.2): that of a single evaluation where there was no batch. */
export const evaluationsResponse: z.ZodType<EvaluationResponse | { readonly evaluations: readonly EvaluationResponse[] }> =
  z.union([z.object({ evaluations: z.array(evaluationResponse) }).meta({ id: 'EvaluationsResponse' }), evaluationResponse]);

/** Which part of the results is wanted (§8.2.1). */
export interface AuthzenPage {
  readonly token?: string | undefined;
  readonly limit?: number | undefined;
}

/** A Subject Search request (§8.4.1); an id of the subject is ignored. */
export interface SubjectSearch {
  readonly subject: { readonly type: string };
  readonly action: AuthzenAction;
  readonly resource: AuthzenResource;
  readonly page?: AuthzenPage | undefined;
}

export const subjectSearch: z.ZodType<SubjectSearch> = z.object({ subject: typed, action, resource: entity, context, page });

/** A Resource Search request (§8.5.1); an id of the resource is ignored. */
export interface ResourceSearch {
  readonly subject: AuthzenSubject;
  readonly action: AuthzenAction;
  readonly resource: { readonly type: string };
  readonly page?: AuthzenPage | undefined;
}

export const resourceSearch: z.ZodType<ResourceSearch> = z.object({ subject: entity, action, resource: typed, context, page });

/** An Action Search request (§8.6.1). */
export interface ActionSearch {
  readonly subject: AuthzenSubject;
  readonly resource: AuthzenResource;
  readonly page?: AuthzenPage | undefined;
}

export const actionSearch: z.ZodType<ActionSearch> = z.object({ subject: entity, resource: entity, context, page });

/** A search response (§8.3). */
export interface SearchResponse<T> {
  readonly page: { readonly next_token: string; readonly count: number; readonly total: number };
  readonly results: readonly T[];
}

/** The schema of a search response with results of one kind. */
export function searchResponse<T>(result: z.ZodType<T>): z.ZodType<SearchResponse<T>> {
  return z.object({
    page: z.object({ next_token: z.string(), count: z.int(), total: z.int() }),
    results: z.array(result),
  });
}

/** A subject or a resource in the results of a search. */
export const foundEntity: z.ZodType<{ readonly type: string; readonly id: string }> = z.object({
  type: z.string(),
  id: z.string(),
});

/** An action in the results of a search. */
export const foundAction: z.ZodType<AuthzenAction> = z.object({ name: z.string() });

/** Policy Decision Point metadata (§9.1). */
export interface AuthzenConfiguration {
  readonly policy_decision_point: string;
  readonly access_evaluation_endpoint: string;
  readonly access_evaluations_endpoint: string;
  readonly search_subject_endpoint: string;
  readonly search_resource_endpoint: string;
  readonly search_action_endpoint: string;
}
