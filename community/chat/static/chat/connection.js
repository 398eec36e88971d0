// The way to the server: a socket with patience, and plain HTTP where sockets are blocked. It knows frames, not messages.
const LONGEST_S = 30;
const SILENCE_MS = 40000;
const POLL_AFTER = 3;

export class Connection {
  constructor(room, on) {
    Object.assign(this, { room, on, rid: 0, waiting: new Map(), failures: 0, state: "connecting" });
    addEventListener("online", () => this.open());
    addEventListener("offline", () => this.drop());
    addEventListener("pagehide", () => { this.stopped = true; this.drop(); });
    addEventListener("pageshow", () => { this.stopped = false; this.open(); });
    this.open();
  }

  tell(state) {
    this.state = state;
    this.on.state(state);
  }

  open() {
    if (this.stopped || this.state === "closed" || (this.socket && this.socket.readyState < 2)) return;
    clearTimeout(this.timer);
    const url = new URL(this.room.dataset.socket, location.href.replace(/^http/, "ws"));
    url.searchParams.set("lang", document.documentElement.lang);
    const socket = new WebSocket(url, "portal.chat.v1");
    this.socket = socket;
    socket.onmessage = (event) => { this.watch(); this.hear(JSON.parse(event.data)); };
    socket.onclose = (event) => { if (this.socket === socket) this.lost(event.code); };
    socket.onopen = async () => {
      this.watch();
      try {
        const answer = await this.ask("sub", { room: this.room.number, ...this.on.position() });
        this.failures = 0;
        this.tell("online");
        this.on.frame(answer);
        this.on.ready();
      } catch { socket.close(); }
    };
  }

  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.drop(), SILENCE_MS);
  }

  // Without a network no closing handshake ends: the socket is given up at once, not when the browser has waited for it.
  drop() {
    if (!this.socket) return;
    this.socket.close();
    this.socket = null;
    this.lost();
  }

  hear(frame) {
    const wait = this.waiting.get(frame.rid);
    if (wait) {
      this.waiting.delete(frame.rid);
      if (frame.op === "err") wait.reject(frame); else wait.resolve(frame);
    } else if (frame.op === "ping") {
      this.socket.send(JSON.stringify({ op: "pong", t: frame.t }));
      this.on.heads(frame.heads ?? {});
    } else if (frame.op === "bye") this.pause = frame.retry_after_ms;
    else this.on.frame(frame);
  }

  lost(code) {
    clearTimeout(this.watchdog);
    this.waiting.forEach((wait) => wait.reject({ code: "lost" }));
    this.waiting.clear();
    if (this.stopped) return;
    if (code === 4401) return this.tell("closed");
    const step = Math.min(2 ** this.failures++, LONGEST_S) * 1000;
    const pause = this.pause ?? (code === 4429 ? 30000 : code === 4410 ? 0 : Math.random() * step);
    this.pause = null;
    this.timer = setTimeout(() => this.open(), pause);
    if (this.failures >= POLL_AFTER && navigator.onLine) this.poll();
    else if (!this.polling) this.tell("offline");
  }

  // One command: its answer, or a rejection with the err frame ({code: "lost"} when the way broke).
  async ask(op, fields = {}) {
    if (this.state === "closed") throw { text: this.room.words.closed };
    if (this.socket?.readyState !== 1) return this.post(op, fields);
    const rid = ++this.rid;
    return new Promise((resolve, reject) => {
      this.waiting.set(rid, { resolve, reject });
      this.socket.send(JSON.stringify({ op, rid, ...fields }));
      setTimeout(() => { if (this.waiting.delete(rid)) reject({ code: "lost" }); }, 10000);
    });
  }

  say(op, fields) {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify({ op, room: this.room.number, ...fields }));
  }

  async post(op, fields) {
    const { send, mark, message } = this.room.dataset;
    const url = op === "send" ? send : op === "read" ? mark : message.replace("/0/edit/", `/${fields.id}/${op}/`);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    return this.fetch(url, { method: "POST", body: JSON.stringify(fields), headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
  }

  async fetch(url, options = {}) {
    let frame;
    try {
      const answer = await fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers } });
      frame = await answer.json();
    } catch { throw { code: "lost" }; }
    if (frame.op === "err") throw frame;
    return frame;
  }

  async poll() {
    if (this.polling) return;
    this.polling = true;
    while (this.state !== "online" && this.state !== "closed" && !this.stopped) {
      const { after, epoch } = this.on.position();
      let pause = 3000;
      try {
        const frame = await this.fetch(`${this.room.dataset.changes}?after=${after ?? ""}&epoch=${epoch}&wait=${this.state === "polling" ? 20 : 0}`);
        if (this.state === "online") break;
        const fresh = this.state !== "polling";
        this.tell("polling");
        this.on.frame(frame);
        if (fresh) this.on.ready();
        pause = frame.poll_ms ?? pause;
      } catch { this.tell("offline"); }
      await new Promise((go) => setTimeout(go, pause));
    }
    this.polling = false;
  }
}
