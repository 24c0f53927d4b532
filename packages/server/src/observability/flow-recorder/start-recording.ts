import type { FlowRecorder } from './flow-recorder.ts';

const INTERVAL_MS = 1_000;

/** Stores traces once a second. `onError` hears when that begins to fail. Resolves to what ends it, having stored what there was. */
export function startRecording(recorder: FlowRecorder, onError: (error: unknown) => void): () => Promise<void> {
  let failing = false;
  const store = async (): Promise<void> => {
    try {
      await recorder.flush();
      failing = false;
    } catch (error) {
      if (!failing) onError(error);
      failing = true;
    }
  };
  const timer = setInterval(() => void store(), INTERVAL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return store();
  };
}
