// Where this client stands in the room's one sequence: changes are applied without a gap, twice does nothing, what is missing is asked for.
const PATIENCE_MS = 250;

export class Timeline {
  constructor(head, epoch, { apply, replace, sync }) {
    Object.assign(this, { last: head, epoch, apply, replace, sync, early: [] });
  }

  take(frame) {
    if (frame.op === "snap" || frame.op === "resync") {
      this.last = frame.head;
      this.epoch = frame.epoch;
      this.replace(frame);
    } else if (frame.prev > this.last) {
      this.early.push(frame);
      this.doubt();
      return;
    } else if (frame.head > this.last) {
      frame.changes.forEach(this.apply);
      this.last = frame.head;
    }
    const next = this.early.sort((a, b) => a.prev - b.prev).find((one) => one.prev <= this.last);
    this.early = this.early.filter((one) => one !== next && one.head > this.last);
    if (next) this.take(next);
  }

  // The server says how far the room is; if that stays ahead of us, something was lost.
  heard(head) {
    if (head > this.last) this.doubt(head);
  }

  doubt(head = 0) {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.early.length || head > this.last) this.sync();
    }, PATIENCE_MS);
  }
}
