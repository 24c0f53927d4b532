import type { FlowLine, FlowView } from '../../operations/records/flow-view.ts';
import { pairs, table } from '../../output/table.ts';

/** The heading of `flowRow`. */
export const FLOW_HEADING: readonly string[] = ['REQUEST', 'TIME', 'ENDPOINT', 'CLIENT', 'OUTCOME', 'FAILED CHECK'];

/** A trace as cells. */
export function flowRow({ request_id, at, endpoint, client, failed, ...line }: FlowLine): string[] {
  return [request_id, at, endpoint, String(client ?? ''), outcomeText(line), failed ?? ''];
}

/** A trace with its checks, what was received and what is registered, and the mend; for people. */
export function flowText(view: FlowView, language: 'en' | 'zh'): string {
  const { first_failed, same_sign_in } = view;
  return [
    heading(view),
    first_failed === null ? '' : `\nWhat failed\n${indented(pairs(failureOf(first_failed, language)))}`,
    block(
      'Received',
      view.received.map(({ in: place, name, value }) => [`${place} ${name}`, value]),
    ),
    block(
      'Registered',
      view.registered.flatMap(({ name, values }) => values.map((value): [string, string] => [name, value])),
    ),
    block(
      first_failed === null ? 'Passed' : 'Passed before',
      view.passed.map(({ holds, section }) => [section, holds]),
    ),
    same_sign_in.length === 0 ? '' : `\nThe same sign-in\n${indented(table(FLOW_HEADING, same_sign_in.map(flowRow)))}`,
  ].join('');
}

function heading(view: FlowView): string {
  const client = view.client === null ? '' : `${view.client}${view.client_name === null ? '' : ` (${view.client_name})`}`;
  const entries: (readonly [string, string | null])[] = [
    ['Request', view.request_id],
    ['Time', view.at],
    ['Endpoint', view.endpoint],
    ['Client', client],
    ['Authentication', view.authentication],
    ['Outcome', outcomeText(view)],
    ['Description', view.description],
    ['Code', view.code_id],
    ['Grant', view.grant_id],
  ];
  return pairs(entries.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const])));
}

function failureOf(failed: NonNullable<FlowView['first_failed']>, language: 'en' | 'zh'): (readonly [string, string])[] {
  return [
    ['Must hold', failed.holds],
    ['Section', failed.section],
    ['What to do', failed.mend[language]],
  ];
}

function block(title: string, entries: readonly (readonly [string, string])[]): string {
  return entries.length === 0 ? '' : `\n${title}\n${indented(pairs(entries))}`;
}

function outcomeText({ outcome, error, page }: Pick<FlowLine, 'outcome' | 'error' | 'page'>): string {
  return [outcome, ...(page === null ? [] : [page]), ...(error === null ? [] : [error])].join(' ');
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
