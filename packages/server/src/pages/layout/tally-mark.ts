import { type Html, html } from '../html.ts';

const HALF = [
  'M15.4 6.6C13.2 6.6 11.2 7.1 9.5 8 8.3 6.2 6.6 5.2 4.3 4.9 3.6 7.5 3.8 10 4.9 12 3.9 13.8 3.4 15.7 3.4 17.7L7.2 18.3 3.7 19.9',
  'C4.1 21.4 4.8 22.8 5.7 24L8.9 22.7 7.2 25.6C9.4 27.6 12.3 28.7 15.4 28.7V25.4L12.6 22.9 13.3 21.9H15.4V14.6H13.2V13.2H15.4',
  'V11.4H11.6V10H15.4ZM7.2 15.6C9.3 14.9 11.4 15.7 12.3 17.9 10.1 18.6 8 17.8 7.2 15.6Z',
].join('');

/** The mark of the product: the two halves of a tiger tally, which are worth something only where they match. */
export const TALLY_MARK: Html = html`<svg class="mark" viewBox="0 0 32 32" fill="currentColor" fill-rule="evenodd"
 aria-hidden="true" focusable="false"><path d="${HALF}"/>
<path class="inlay" transform="matrix(-1 0 0 1 32 0)" d="${HALF}"/></svg>`;
