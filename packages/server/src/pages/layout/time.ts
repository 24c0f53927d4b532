import { type Html, html } from '../html.ts';
import type { Locale } from '../locale.ts';

/**
 * A moment (milliseconds since 1970) in the language of the page with its offset from UTC: in UTC as sent, in the
 * reader's own time zone where the script runs.
 */
export function time(locale: Locale, moment: number): Html {
  const format = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  const text = `${format.format(moment)} UTC`;
  return html`<time datetime="${new Date(moment).toISOString()}">${text}</time>`;
}
