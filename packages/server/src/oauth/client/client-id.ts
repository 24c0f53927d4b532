/** Reads a client id: a decimal integer from 1 without sign or leading zero (contract/oauth2.md §1). */
export function parseClientId(text: string): number | undefined {
  return /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : undefined;
}
