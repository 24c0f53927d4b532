import { type Html, html } from '../html.ts';
import type { ClientView, UserView } from './page-view.ts';
import { visibleText } from './visible-text.ts';

/** A name that someone else chose: it cannot change how the text around it is read. */
export function foreignName(name: string): Html {
  return html`<bdi class="name">${visibleText(name)}</bdi>`;
}

/** The name of an application inside a sentence. */
export function clientName(client: ClientView): Html {
  return foreignName(client.name);
}

/** A user by full name and user name, or by user name alone. */
export function userName(user: UserView): Html {
  if (user.fullname === '' || user.fullname === user.id) return foreignName(user.id);
  return html`${foreignName(user.fullname)} <bdi class="muted">${user.id}</bdi>`;
}
