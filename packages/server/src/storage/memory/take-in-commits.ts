import type { Committed } from '../../authority/read-model/committed.ts';
import type { ChangesSince, ReadModel } from '../../authority/read-model/read-model.ts';

/**
 * Takes what this node has committed into its read model, before whoever committed it is answered. Where others committed in
 * between, it catches up with them.
 */
export function takeInCommits(model: ReadModel, changesSince: ChangesSince): (what: Committed) => Promise<void> | void {
  return (what) => {
    const behind = new Set(model.takeIn(what));
    if (behind.size === 0) return undefined;
    const epochs = [...what.turns]
      .filter(([streamId]) => behind.has(streamId))
      .map(([streamId, { to }]) => [streamId, to] as const);
    return model.catchUp(new Map(epochs), changesSince);
  };
}
