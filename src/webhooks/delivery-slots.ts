export interface DeliverySlots {
  /**
   * Takes a slot of the host and of the account. False: one of them has none, and the delivery waits; it is woken when
   * there may be one.
   */
  enter(id: string, place: Place): boolean;
  /** Gives the slot back and wakes who waited longest and fits now. */
  leave(place: Place): void;
  /** The host asked for less (429, 502, 503, 504): half as many at once for five minutes. */
  slowDown(host: string): void;
}

export interface Place {
  host: string;
  accountId: number;
}

export interface SlotLimits {
  perHost: number;
  perAccount: number;
  now(): number;
  /** Has the delivery looked at again. */
  wake(id: string): void;
}

const SLOW_MS = 5 * 60_000;
/** Further ones only look again by themselves, and so does one whose wake-up was lost. */
const MAX_WAITING = 10_000;
export const LOOK_AGAIN_MS = 30_000;

/**
 * How many deliveries one process has under way, by host and by account (reliability page, section 1). Who finds no slot
 * does not hold the worker meanwhile, so that a slow receiver delays its own deliveries only.
 */
export function createDeliverySlots({ perHost, perAccount, now, wake }: SlotLimits): DeliverySlots {
  const busyHosts = new Map<string, number>();
  const busyAccounts = new Map<number, number>();
  const slowUntil = new Map<string, number>();
  /** In the order in which they came. */
  const waiting = new Map<string, Place>();

  const limitOf = (host: string): number => {
    const until = slowUntil.get(host);
    if (until === undefined) return perHost;
    if (until > now()) return Math.max(1, Math.floor(perHost / 2));
    slowUntil.delete(host);
    return perHost;
  };
  const fits = ({ host, accountId }: Place): boolean =>
    (busyHosts.get(host) ?? 0) < limitOf(host) && (busyAccounts.get(accountId) ?? 0) < perAccount;

  const wakeNext = (): void => {
    for (const [id, place] of waiting) {
      if (!fits(place)) continue;
      waiting.delete(id);
      wake(id);
      return;
    }
  };

  return {
    enter(id, place) {
      if (!fits(place)) {
        if (waiting.size < MAX_WAITING) waiting.set(id, place);
        return false;
      }
      waiting.delete(id);
      count(busyHosts, place.host, 1);
      count(busyAccounts, place.accountId, 1);
      return true;
    },
    leave(place) {
      count(busyHosts, place.host, -1);
      count(busyAccounts, place.accountId, -1);
      wakeNext();
    },
    slowDown(host) {
      if (slowUntil.size >= MAX_WAITING) slowUntil.clear();
      slowUntil.set(host, now() + SLOW_MS);
    },
  };
}

/** Counts that fall to 0 leave, else the map would keep every host ever called. */
function count<K>(counts: Map<K, number>, key: K, by: 1 | -1): void {
  const next = (counts.get(key) ?? 0) + by;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}

/** Host and port as URLs write them; an address that is none has a place of its own and is refused when it is called. */
export function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
}
