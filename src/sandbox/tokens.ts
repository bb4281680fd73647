/** The documented life of an access token: seven days. */
const LIFETIME_SECONDS = 604_800;

export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/**
 * The one access token of the one client. While it lives a refresh gives the same one again, with
 * the rest of its time ("the existing token is returned"); a new one is made only when it is dead.
 */
export class Tokens {
  readonly credentials: ClientCredentials;
  readonly #lifetimeMs: number;
  #live: { readonly token: string; readonly expiresAt: number } | null = null;
  #made = 0;

  constructor(credentials: ClientCredentials, lifetimeSeconds: number = LIFETIME_SECONDS) {
    this.credentials = credentials;
    this.#lifetimeMs = lifetimeSeconds * 1000;
  }

  /** Null where the credentials are not the client's. */
  refresh(given: ClientCredentials, now: number): AccessToken | null {
    const { clientId, clientSecret, refreshToken } = this.credentials;
    if (
      given.clientId !== clientId ||
      given.clientSecret !== clientSecret ||
      given.refreshToken !== refreshToken
    ) {
      return null;
    }
    if (this.#live === null || this.#live.expiresAt <= now) {
      this.#made += 1;
      this.#live = { token: `sandbox-access-token-${this.#made}`, expiresAt: now + this.#lifetimeMs };
    }
    return this.#seen(this.#live, now);
  }

  /** The live token if `token` is it, else null. */
  check(token: string, now: number): AccessToken | null {
    if (this.#live === null || this.#live.token !== token || this.#live.expiresAt <= now) return null;
    return this.#seen(this.#live, now);
  }

  revoke(): void {
    this.#live = null;
  }

  #seen(live: { token: string; expiresAt: number }, now: number): AccessToken {
    return { token: live.token, expiresInSeconds: Math.floor((live.expiresAt - now) / 1000) };
  }
}
