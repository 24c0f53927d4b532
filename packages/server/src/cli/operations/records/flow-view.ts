import { FLOW_CHECKS, isFlowCheck } from '../../../observability/flow-recorder/checks/checks.ts';
import type { FlowDetail, FlowTrace } from '../../../observability/flow-recorder/flow-trace.ts';
import { passedChecks } from '../../../observability/flow-recorder/passed-checks.ts';

/** A trace in a list. */
export interface FlowLine {
  readonly request_id: string;
  readonly at: string;
  readonly endpoint: string;
  readonly client: number | null;
  readonly outcome: string;
  readonly error: string | null;
  readonly failed: string | null;
  readonly page: string | null;
}

/** A check that was passed or failed. */
export interface CheckView {
  readonly check: string;
  readonly holds: string;
  readonly section: string;
}

/** A trace with all it says, and the other requests of the same sign-in. */
export interface FlowView extends FlowLine {
  readonly client_name: string | null;
  readonly description: string | null;
  readonly grant_id: string | null;
  readonly code_id: string | null;
  readonly authentication: string | null;
  readonly passed: readonly CheckView[];
  readonly first_failed: (CheckView & { readonly mend: { readonly en: string; readonly zh: string } }) | null;
  readonly received: FlowDetail['received'];
  readonly registered: NonNullable<FlowDetail['registered']>;
  readonly same_sign_in: readonly FlowLine[];
}

/** A trace as a list shows it. */
export function flowLine({ id, at, endpoint, clientId, outcome, error, failed, detail }: FlowTrace): FlowLine {
  const page = detail.page ?? null;
  return { request_id: id, at: new Date(at).toISOString(), endpoint, client: clientId, outcome, error, failed, page };
}

/** A trace as it is shown alone. */
export function flowView(trace: FlowTrace, clientName: string | null, sameSignIn: readonly FlowTrace[]): FlowView {
  const { detail, failed } = trace;
  return {
    ...flowLine(trace),
    client_name: clientName,
    description: detail.description ?? null,
    grant_id: trace.grantId,
    code_id: trace.codeId,
    authentication: detail.authentication ?? null,
    passed: passedChecks(trace).map(checkView),
    first_failed: failed === null ? null : { ...checkView(failed), mend: known(failed).mend },
    received: detail.received,
    registered: detail.registered ?? [],
    same_sign_in: sameSignIn.map(flowLine),
  };
}

function checkView(name: string): CheckView {
  const { holds, section } = known(name);
  return { check: name, holds, section };
}

// A trace of another version may name a check that is not here.
function known(name: string): (typeof FLOW_CHECKS)['unnamed'] {
  return FLOW_CHECKS[isFlowCheck(name) ? name : 'unnamed'];
}
