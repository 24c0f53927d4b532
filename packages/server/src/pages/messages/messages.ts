import type { EnglishMessages } from './en.ts';

/** Every text of the pages. A catalogue that lacks one does not compile. */
export type Messages = EnglishMessages;
