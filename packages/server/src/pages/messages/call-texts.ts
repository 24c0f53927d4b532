import type { Locale } from '../locale.ts';
import { calls } from './zh-cn/calls/calls.ts';

/** The texts of calls, which the calls and their schemas bring along in English, in a language of the pages. */
export interface CallTexts {
  /** What the operation of this id does. */
  summary(id: string, english: string): string;
  /** What a parameter is. */
  parameter(english: string): string;
}

const TEXTS: Readonly<Record<Locale, CallTexts>> = {
  en: { summary: (_id, english) => english, parameter: (english) => english },
  'zh-CN': {
    summary: (id, english) => calls.summaries[id] ?? english,
    parameter: (english) => calls.parameters[english] ?? english,
  },
};

/** The texts of calls in a language. */
export function callTextsFor(locale: Locale): CallTexts {
  return TEXTS[locale];
}
