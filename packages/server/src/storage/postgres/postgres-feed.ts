import { PEOPLE } from '../../authority/model.ts';
import type { Beat, ChangeFeed, Follower } from '../memory/change-feed.ts';
import { ANNOUNCEMENTS } from '../sql/operation/announcement-store.ts';
import type { PostgresConnection } from './postgres-connection.ts';

// Whoever changes something is answered after the server has signalled the listeners: so an answer to what is asked later
// comes after the announcement.
const EPOCHS = 'select client_id, epoch from authority_epochs where client_id = any($1::bigint[])';

/** With the limit of an answer, and of connecting anew, a connection that died in silence is found out within a second. */
const BEAT_MS = 200;
/** How long after a lost connection, or a vain attempt at one, the next is tried. */
const RETRY_MS = 50;

/** What other nodes commit: announcements on one connection, and several times a second the epochs, so that a loss is noticed. */
export class PostgresFeed implements ChangeFeed {
  readonly #dial: () => Promise<PostgresConnection>;
  #connection: PostgresConnection | undefined;
  #following: Promise<void> | undefined;
  #isClosing = false;
  #isWoken = false;
  #resume: () => void = () => undefined;

  /** `dial` opens a session for listening, whose answers are waited for only shortly. */
  constructor(dial: () => Promise<PostgresConnection>) {
    this.#dial = dial;
  }

  follow(follower: Follower): { readonly wake: () => void } {
    this.#following = this.#follow(follower);
    return { wake: this.#wake };
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wake();
    await this.#following;
  }

  async #follow(follower: Follower): Promise<void> {
    while (!this.#isClosing) {
      try {
        await this.#listen(follower);
      } catch {
        // Whatever it was: it is not heard any more, and what depends on that sees to itself.
      }
      follower.lost();
      await this.#connection?.end();
      this.#connection = undefined;
      this.#isWoken = this.#isClosing;
      await this.#pause(RETRY_MS);
    }
  }

  async #listen(follower: Follower): Promise<void> {
    const connection = await this.#dial();
    this.#connection = connection;
    await connection.listen(ANNOUNCEMENTS, { heard: (text) => follower.heard(text), lost: this.#wake });
    follower.listening();
    while (!this.#isClosing && !connection.isLost) {
      this.#isWoken = false;
      follower.beat(await askEpochs(connection, follower.watched()));
      await this.#pause(BEAT_MS);
    }
  }

  readonly #wake = (): void => {
    this.#isWoken = true;
    this.#resume();
  };

  async #pause(milliseconds: number): Promise<void> {
    if (this.#isWoken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function askEpochs(connection: PostgresConnection, asked: Beat['asked']): Promise<Beat> {
  const askedAt = performance.now();
  const rows = await connection.all(EPOCHS, [`{${[...new Set([PEOPLE, ...asked.keys()])].join(',')}}`]);
  return { askedAt, asked, epochs: new Map(rows.map(({ client_id, epoch }) => [Number(client_id), Number(epoch)])) };
}
