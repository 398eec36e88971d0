// What this person does: sends (the same key until it is acknowledged), changes, takes back. Nothing typed is lost on the way.
import { Composer } from "./composer.js";
import { newKey, Outbox } from "./outbox.js";

const AGAIN_S = { lost: 3, not_stored: 3 };

export class Writing {
  constructor(room) {
    const { log, words } = room;
    Object.assign(this, { room, log, words, outbox: new Outbox(room.dataset.me, room.number) });
    this.composer = new Composer(room, this.outbox, {
      send: (body, reply) => this.write(body, reply),
      change: (source, body) => this.change(source, body),
      typing: () => room.way.say("typing"),
      editLast: () => this.edit([...room.querySelectorAll(".mine[data-id]:not(.gone)")].at(-1)?.dataset.id),
    });
    room.addEventListener("click", (event) => this.act(event));
    this.outbox.read().waiting.forEach((entry) => log.pending(entry));
  }

  ask(op, fields) { return this.room.way.ask(op, fields); }
  fail(err) { this.composer.problem(err.text ?? this.words.failed); }

  write(body, reply) {
    const quoted = reply && this.log.find(reply);
    const { me, name } = this.room.dataset;
    const part = (of) => quoted.querySelector(of).textContent;
    const entry = {
      cid: newKey(), body, at: new Date().toISOString(), by: { id: Number(me), name, role: "member" },
      reply: quoted && { id: reply, seq: quoted.dataset.seq, name: part(".who"), text: part(".said-text").slice(0, 140) },
    };
    this.outbox.add(entry);
    this.log.pending(entry);
    this.send(entry);
  }

  async send(entry) {
    const { cid, body, reply } = entry;
    const li = () => this.log.list.querySelector(`[data-cid="${cid}"]:not([data-id])`);
    if (li()) this.log.mark(li(), this.words.pending);
    try {
      const ack = await this.ask("send", { room: this.room.number, cid, body, reply_to: reply?.id ?? null, lang: document.documentElement.lang });
      this.outbox.remove(cid);
      this.log.apply(ack.message);
    } catch (err) {
      const again = err.retry_after ?? AGAIN_S[err.code];
      if (err.code === "conflict") this.outbox.rename(entry, newKey());
      if (li()) this.log.mark(li(), `${this.words.failed} ${err.text ?? ""}`, !again);
      if (again) setTimeout(() => this.room.way.state !== "offline" && li() && this.send(entry), again * 1000);
    }
  }

  resend() {
    this.outbox.read().waiting.forEach((entry) => this.send(entry));
  }

  async edit(id) {
    if (!id) return;
    try { this.composer.edit(await this.room.way.fetch(this.room.dataset.message.replace("/0/", `/${id}/`))); } catch (err) { this.fail(err); }
  }

  async change(source, body) {
    try {
      const ack = await this.ask("edit", { id: source.id, body, base: source.base });
      this.composer.reset();
      this.log.apply(ack.message);
    } catch (err) {
      if (err.message) source.base = err.message.chg;
      this.fail(err);
    }
  }

  async remove(id) {
    try { this.log.apply((await this.ask("delete", { id: Number(id) })).message); } catch (err) { this.fail(err); }
  }

  act(event) {
    const link = event.target.closest("[data-act]");
    const li = link?.closest(".said");
    const { id, cid } = li?.dataset ?? {};
    const does = {
      reply: this.composer.field && (() => this.composer.reply(id, li.querySelector(".who").textContent)),
      edit: this.composer.field && (() => this.edit(id)),
      delete: () => confirm(this.words.sure) && this.remove(id),
      again: () => this.send(this.outbox.read().waiting.find((entry) => entry.cid === cid)),
      drop: () => { this.outbox.remove(cid); li.remove(); },
    }[link?.dataset.act];
    if (!does || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    does();
  }
}
