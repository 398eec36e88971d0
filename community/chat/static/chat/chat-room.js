// <chat-room>: the live room over the page the server made. Everything here also works as plain links and forms.
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Log } from "./log.js";
import { newKey, Outbox } from "./outbox.js";
import { People } from "./people.js";
import { Timeline } from "./timeline.js";

class ChatRoom extends HTMLElement {
  connectedCallback() {
    const { me, room, head, epoch } = this.dataset;
    this.number = Number(room);
    this.words = Object.fromEntries([...this.querySelector("[data-tpl=words]").content.children].map((i) => [i.dataset.w, i.textContent]));
    this.log = new Log(this, this.words);
    this.people = new People(this, this.words);
    this.outbox = new Outbox(me, room);
    this.line = new Timeline(Number(head), epoch, { apply: (m) => this.arrived(m), replace: (f) => this.log.replace(f), sync: async () => this.take((await this.sync()) ?? {}) });
    this.composer = new Composer(this, this.outbox, {
      send: (body, reply) => this.write(body, reply), change: (source, body) => this.change(source, body),
      typing: () => this.way.say("typing"), editLast: () => this.edit([...this.querySelectorAll(".mine[data-id]:not(.gone)")].at(-1)?.dataset.id),
    });
    this.addEventListener("click", (event) => this.act(event));
    this.log.scroll.addEventListener("scroll", () => this.moreIfNear(), { passive: true });
    document.addEventListener("visibilitychange", () => this.seen());
    this.outbox.read().waiting.forEach((entry) => this.log.pending(entry));
    this.way = new Connection(this, {
      state: (state) => this.tell(state), frame: (frame) => this.take(frame), ready: () => this.resend(),
      heads: (heads) => this.line.heard(heads[room] ?? 0), position: () => ({ after: this.line.last, epoch: this.line.epoch }),
    });
    this.log.look();
  }

  tell(state) {
    const tag = this.querySelector("[data-state]");
    tag.textContent = this.words[state];
    tag.dataset.tone = state === "online" || state === "polling" ? "good" : "bad";
  }

  take(frame) {
    if (frame.room !== this.number) return;
    if (["chg", "snap", "resync"].includes(frame.op)) this.line.take(frame);
    if (frame.present) this.people.take(frame.present);
    if (frame.op === "eph" && frame.kind === "presence") this.people.take(frame);
    if (frame.op === "eph" && frame.kind === "typing") this.people.types(frame.by);
    if (frame.op !== "ctl") return;
    if (frame.kind === "hidden") this.note(frame);
    else if (frame.kind === "out") this.querySelector("[data-state]").textContent = this.words.out;
    if (frame.kind !== "hidden") this.refresh();
  }

  arrived(m) {
    const atEnd = this.log.atEnd;
    if (!this.log.apply(m)) return;
    const li = this.log.find(m.id);
    li.classList.add("fresh");
    this.people.stopped(m.by.name);
    if (String(m.by.id) === this.dataset.me) return;
    if (document.hidden) this.log.line(li);
    else this.querySelector("[data-said]").textContent = `${m.by.name}: ${li.querySelector(".said-text").textContent}`;
    if (atEnd) { this.log.toEnd(); this.seen(); }
  }

  // The author learns why his message is hidden: draw it again, with the reason.
  async note(frame) {
    this.log.notes[frame.id] = frame;
    const li = this.log.find(frame.id);
    const after = Number(li?.dataset.chg) - 1;
    if (!li) return;
    li.dataset.chg = 0;
    (await this.sync(after))?.changes?.forEach((m) => this.log.apply(m));
  }

  sync(after = this.line.last) {
    return this.way.ask("sync", { room: this.number, after, epoch: this.line.epoch }).catch(() => null);
  }

  // --- writing ---
  write(body, reply) {
    const quoted = reply && this.log.find(reply);
    const quote = quoted && { id: reply, seq: quoted.dataset.seq, name: quoted.querySelector(".who").textContent, text: quoted.querySelector(".said-text").textContent.slice(0, 140) };
    const entry = { cid: newKey(), body, at: new Date().toISOString(), reply: quote, by: { id: Number(this.dataset.me), name: this.dataset.name, role: "member" } };
    this.outbox.add(entry);
    this.log.pending(entry);
    this.send(entry);
  }

  async send(entry) {
    const li = () => this.log.list.querySelector(`[data-cid="${entry.cid}"]:not([data-id])`);
    if (li()) this.log.mark(li(), this.words.pending);
    try {
      const ack = await this.way.ask("send", { room: this.number, cid: entry.cid, body: entry.body, reply_to: entry.reply?.id ?? null, lang: document.documentElement.lang });
      this.outbox.remove(entry.cid);
      this.log.apply(ack.message);
    } catch (err) {
      const again = err.retry_after ?? { lost: 3, not_stored: 3 }[err.code];
      if (li()) this.log.mark(li(), `${this.words.failed} ${err.text ?? ""}`, !again);
      if (again && li()) setTimeout(() => this.way.state !== "offline" && li() && this.send(entry), again * 1000);
    }
  }

  resend() {
    this.outbox.read().waiting.forEach((entry) => this.send(entry));
    this.seen();
  }

  async edit(id) {
    if (!id) return;
    try { this.composer.edit(await this.way.fetch(this.dataset.message.replace("/0/", `/${id}/`))); } catch (err) { this.composer.problem(err.text ?? this.words.failed); }
  }

  async change(source, body) {
    try {
      const ack = await this.way.ask("edit", { id: source.id, body, base: source.base });
      this.composer.reset();
      this.log.apply(ack.message);
    } catch (err) {
      if (err.message) source.base = err.message.chg;
      this.composer.problem(err.text ?? this.words.failed);
    }
  }

  async act(event) {
    const link = event.target.closest("[data-act], .older a");
    const li = link?.closest(".said");
    const { id, cid } = li?.dataset ?? {};
    const entry = this.outbox.read().waiting.find((one) => one.cid === cid);
    const does = {
      reply: () => this.composer.reply(id, li.querySelector(".who").textContent), edit: () => this.edit(id), delete: () => confirm(this.words.sure) && this.remove(id),
      again: () => this.send(entry), drop: () => { this.outbox.remove(cid); li.remove(); },
    }[link?.dataset.act] ?? (link && !link.dataset.act && (() => this.more()));
    if (!does || event.ctrlKey || event.metaKey || (!this.composer.field && link.dataset.act === "reply")) return;
    event.preventDefault();
    does();
  }

  async remove(id) {
    try { this.log.apply((await this.way.ask("delete", { id: Number(id) })).message); } catch (err) { this.composer.problem(err.text ?? this.words.failed); }
  }

  // --- reading ---
  seen() {
    if (document.hidden || !this.dataset.member || this.dataset.newer || !this.log.atEnd || this.marking) return;
    const seq = this.log.newest;
    if (seq <= Number(this.dataset.read)) return;
    this.dataset.read = seq;
    this.marking = setTimeout(() => { this.marking = 0; this.seen(); }, 2500);
    this.way.ask("read", { room: this.number, seq }).catch(() => {});
  }

  moreIfNear() {
    const { scrollTop, scrollHeight, clientHeight } = this.log.scroll;
    if (scrollHeight - clientHeight - Math.abs(scrollTop) < 200) this.more();
    this.seen();
  }

  async more() {
    const place = this.querySelector(".older");
    if (!place || this.asking) return;
    this.asking = true;
    try {
      const page = await this.way.fetch(`${this.dataset.history}?before=${this.log.first}`);
      this.log.older(page);
      if (page.before === null) place.remove();
    } catch { /* the link is still there */ }
    this.asking = false;
  }

  // The standing changed: take the composer anew from the server, in the reader's language.
  async refresh() {
    await new Promise((go) => setTimeout(go, Math.random() * 800));
    const page = new DOMParser().parseFromString(await (await fetch(this.dataset.page)).text(), "text/html");
    const fresh = page.querySelector("#composer");
    if (!fresh) return location.reload();
    this.querySelector("#composer").replaceWith(fresh);
    this.dataset.writing = page.querySelector("chat-room").dataset.writing;
    if (this.composer.field) this.composer.field.value = this.outbox.read().draft;
  }
}

customElements.define("chat-room", ChatRoom);
