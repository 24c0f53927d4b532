import type { Stores } from '../storage.ts';

/** Stores that are those of another, each looked up when it is asked for; a subclass lays its own over some of them. */
export class StoresOver implements Stores {
  protected readonly under: Stores;

  constructor(under: Stores) {
    this.under = under;
  }

  get users(): Stores['users'] {
    return this.under.users;
  }

  get sessions(): Stores['sessions'] {
    return this.under.sessions;
  }

  get throttles(): Stores['throttles'] {
    return this.under.throttles;
  }

  get oneTimeLinks(): Stores['oneTimeLinks'] {
    return this.under.oneTimeLinks;
  }

  get clients(): Stores['clients'] {
    return this.under.clients;
  }

  get grants(): Stores['grants'] {
    return this.under.grants;
  }

  get consents(): Stores['consents'] {
    return this.under.consents;
  }

  get codes(): Stores['codes'] {
    return this.under.codes;
  }

  get accessTokens(): Stores['accessTokens'] {
    return this.under.accessTokens;
  }

  get refreshTokens(): Stores['refreshTokens'] {
    return this.under.refreshTokens;
  }

  get replays(): Stores['replays'] {
    return this.under.replays;
  }

  get authority(): Stores['authority'] {
    return this.under.authority;
  }

  get groups(): Stores['groups'] {
    return this.under.groups;
  }

  get audit(): Stores['audit'] {
    return this.under.audit;
  }

  get instance(): Stores['instance'] {
    return this.under.instance;
  }

  get announcements(): Stores['announcements'] {
    return this.under.announcements;
  }

  get erasure(): Stores['erasure'] {
    return this.under.erasure;
  }

  get housekeeping(): Stores['housekeeping'] {
    return this.under.housekeeping;
  }

  get verification(): Stores['verification'] {
    return this.under.verification;
  }

  get deviceCodes(): Stores['deviceCodes'] {
    return this.under.deviceCodes;
  }

  get pushedRequests(): Stores['pushedRequests'] {
    return this.under.pushedRequests;
  }

  get logouts(): Stores['logouts'] {
    return this.under.logouts;
  }

  get signingKeys(): Stores['signingKeys'] {
    return this.under.signingKeys;
  }

  get flows(): Stores['flows'] {
    return this.under.flows;
  }
}
