// What is being written and what is not sent yet, kept in the browser under the person and the room: it survives reload, logout and lost connections.
export class Outbox {
  constructor(me, room) {
    this.key = `chat:${me}:${room}`;
  }

  read() {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(this.key)); } catch { /* a forbidden store or a damaged entry */ }
    return { draft: "", waiting: [], ...kept };
  }

  write(changes) {
    const next = { ...this.read(), ...changes };
    try {
      if (next.draft || next.waiting.length) localStorage.setItem(this.key, JSON.stringify(next)); else localStorage.removeItem(this.key);
    } catch { /* a full or forbidden store: the page itself still holds it */ }
  }

  add(entry) {
    this.write({ draft: "", waiting: [...this.read().waiting, entry] });
  }

  // The key was spent on another text: the same entry under a new one.
  rename(entry, cid) {
    this.remove(entry.cid);
    document.querySelector(`[data-cid="${entry.cid}"]:not([data-id])`).dataset.cid = cid;
    entry.cid = cid;
    this.write({ waiting: [...this.read().waiting, entry] });
  }

  remove(cid) {
    this.write({ waiting: this.read().waiting.filter((entry) => entry.cid !== cid) });
  }
}

// A UUID of version 7: made in the order of time, so that the database keeps its keys in order.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(0, (BigInt(Date.now()) << 16n) | 0x7000n | BigInt(((bytes[6] & 15) << 8) | bytes[7]));
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
