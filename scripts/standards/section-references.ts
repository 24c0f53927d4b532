/** A section of a standard, as comments and titles spell it. */
export interface SectionReference {
  /** `RFC 6749`, `OpenID Connect Core`. */
  readonly standard: string;
  /** `4.1.2`, or `A.7` of an appendix. */
  readonly section: string;
}

const STANDARD =
  /(RFC \d{4,5}|OpenID Connect (?:Core|Discovery|Registration|RP-Initiated Logout|Back-Channel Logout)|OAuth 2\.0 Form Post(?: Response Mode)?|rfc7523bis|OpenID AuthZEN Authorization API 1\.0)((?:,? (?:and )?§[A-Z0-9]+(?:\.\d+)*)+)/g;

/** The sections that a text refers to: `RFC 8414 §3.1, §5` are two. */
export function sectionReferences(text: string): readonly SectionReference[] {
  return [...text.matchAll(STANDARD)].flatMap(([, standard = '', sections = '']) =>
    [...sections.matchAll(/§([A-Z0-9]+(?:\.\d+)*)/g)].map(([, section = '']) => ({ standard, section })),
  );
}

/** Compares sections as a table of contents does: 4.2 before 4.10, numbers before appendices. */
export function compareSections(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

const TITLE = /\b(?:it|test|describe)(?:\.(?:each|skipIf|runIf|for)\([^\n]*?\))?\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs;

/** The titles of the tests in a source text. */
export function testTitles(source: string): readonly string[] {
  return [...source.matchAll(TITLE)].map(([, , title = '']) => title.replaceAll(/\\(['"`])/g, '$1'));
}
