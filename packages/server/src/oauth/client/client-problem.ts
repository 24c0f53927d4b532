/** What is wrong with one member of a draft, named as on the wire. */
export interface ClientProblem {
  readonly member: string;
  readonly reason: string;
}
