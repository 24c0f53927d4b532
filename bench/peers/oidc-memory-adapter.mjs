// oidc-provider's storage in plain maps: its own example forgets after a thousand entries.
const entries = new Map();
const byUid = new Map();
const byGrant = new Map();

/** The least that its adapter interface asks for. */
export class OidcMemoryAdapter {
  constructor(model) {
    this.model = model;
  }

  async upsert(id, payload) {
    const key = `${this.model}:${id}`;
    entries.set(key, payload);
    if (payload.uid !== undefined) byUid.set(payload.uid, key);
    if (payload.grantId === undefined) return;
    const keys = byGrant.get(payload.grantId);
    if (keys === undefined) byGrant.set(payload.grantId, new Set([key]));
    else keys.add(key);
  }

  async find(id) {
    return entries.get(`${this.model}:${id}`);
  }

  async findByUid(uid) {
    return entries.get(byUid.get(uid));
  }

  async findByUserCode() {
    return undefined;
  }

  async consume(id) {
    const payload = entries.get(`${this.model}:${id}`);
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    const key = `${this.model}:${id}`;
    const payload = entries.get(key);
    entries.delete(key);
    byUid.delete(payload?.uid);
    byGrant.get(payload?.grantId)?.delete(key);
  }

  async revokeByGrantId(grantId) {
    for (const key of byGrant.get(grantId) ?? []) entries.delete(key);
    byGrant.delete(grantId);
  }
}
