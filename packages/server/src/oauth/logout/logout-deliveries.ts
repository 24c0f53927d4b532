import { deliverLogout, type LogoutDelivering } from './deliver-logout.ts';
import type { LogoutDelivery } from './logout-delivery.ts';

const AT_ONCE = 16;
const AT_ONCE_A_CLIENT = 4;

/** Deliveries in the background. */
export interface LogoutDeliveries {
  /** Begins the deliveries that are due; where there are more than may run at once, the others follow as these are done. */
  begin(): Promise<void>;
  /** Resolves when all that was begun, and what followed, is done. */
  idle(): Promise<void>;
  /** Lets nothing more begin; resolves when what runs is done. */
  stop(): Promise<void>;
}

/** Delivers what is due: 16 at once, and 4 to one client, so that one that is slow holds up no other. */
export function createLogoutDeliveries(context: LogoutDelivering, onError: (error: unknown) => void): LogoutDeliveries {
  const running = new Map<string, LogoutDelivery>();
  const pending = new Set<Promise<void>>();
  let stopping = false;

  const mayBegin = ({ id, clientId }: LogoutDelivery): boolean => {
    if (stopping || running.size >= AT_ONCE || running.has(id)) return false;
    return [...running.values()].filter((other) => other.clientId === clientId).length < AT_ONCE_A_CLIENT;
  };
  const begin = async (): Promise<void> => {
    if (stopping || running.size >= AT_ONCE) return;
    const listed = await context.storage.read(({ logouts }) => logouts.listDue(context.now(), AT_ONCE, AT_ONCE_A_CLIENT));
    for (const due of listed) if (mayBegin(due)) track(deliver(due));
  };
  const deliver = async (due: LogoutDelivery): Promise<void> => {
    running.set(due.id, due);
    try {
      await deliverLogout(context, due);
    } finally {
      running.delete(due.id);
    }
    // Not where the database failed: then it would be asked again and again.
    await begin();
  };
  const track = (work: Promise<void>): void => {
    const tracked = work.catch(onError).finally(() => pending.delete(tracked));
    pending.add(tracked);
  };
  const idle = async (): Promise<void> => {
    while (pending.size > 0) await Promise.all(pending);
  };
  return {
    begin,
    idle,
    stop() {
      stopping = true;
      return idle();
    },
  };
}
