import type { ChangesSince, ReadModel } from '../../authority/read-model/read-model.ts';
import { decodeAnnouncement } from './announcement.ts';
import type { Beat, ChangeFeed } from './change-feed.ts';
import type { Confirmation } from './confirmation.ts';
import { forgetAllRows, forgetRows, type RememberedRows } from './remembered-rows.ts';
import type { SigningKeyChanges } from './signing-key-changes.ts';

/** What a node keeps in memory, and what it catches up from. */
export interface NodeMemory {
  readonly rows: RememberedRows;
  readonly model: ReadModel;
  readonly confirmation: Confirmation;
  readonly changesSince: ChangesSince;
  readonly keyChanges: SigningKeyChanges;
}

/**
 * Keeps what is in memory as the database is, whoever changes it: rows are forgotten when they are announced, the read model
 * catches up with the epochs that each beat finds.
 */
export function followOthers(feed: ChangeFeed, { rows, model, confirmation, changesSince, keyChanges }: NodeMemory): void {
  let isCatchingUp = false;
  const catchUp = async ({ askedAt, asked, epochs }: Beat): Promise<void> => {
    isCatchingUp = true;
    await model.catchUp(epochs, changesSince, asked);
    confirmation.caughtUp(askedAt);
    isCatchingUp = false;
  };
  const { wake } = feed.follow({
    // What was read before may be from before a change that nobody here heard of.
    listening() {
      forgetAllRows(rows);
      void keyChanges.happened();
    },
    lost() {
      confirmation.heard(undefined);
      forgetAllRows(rows);
    },
    heard(text) {
      const announced = decodeAnnouncement(text);
      if (announced === undefined) forgetAllRows(rows);
      else forgetRows(rows, announced.rows ?? new Map());
      for (const clientId of announced?.ended ?? []) model.drop(clientId);
      if (announced === undefined || announced.authority === true) wake();
      if (announced === undefined || announced.signingKeys === true) void keyChanges.happened();
    },
    watched: () => model.epochs(),
    beat(beat) {
      confirmation.heard(beat.askedAt);
      // While that takes longer, the next beat finds what is left.
      if (!isCatchingUp) void catchUp(beat);
    },
  });
}
