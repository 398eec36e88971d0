// Switches notifications of this browser on and off: asks for permission, subscribes, and tells the server.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

class PushSwitch extends HTMLElement {
  async connectedCallback() {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
    this.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (act) this.turn(act);
    });
    const there = await navigator.serviceWorker.getRegistration(this.dataset.worker);
    this.show((await there?.pushManager.getSubscription()) ? "on" : "off");
  }

  show(state, said = "") {
    const denied = Notification.permission === "denied";
    this.querySelector('[data-act="on"]').hidden = state === "on" || denied;
    this.querySelector('[data-act="off"]').hidden = state !== "on";
    const say = said || (denied && state !== "on" ? "denied" : "");
    this.querySelectorAll("[data-say]").forEach((line) => { line.hidden = line.dataset.say !== say; });
  }

  async turn(act) {
    try {
      const worker = await navigator.serviceWorker.register(this.dataset.worker);
      await navigator.serviceWorker.ready;
      let subscription = await worker.pushManager.getSubscription();
      if (act === "on") {
        if ((await Notification.requestPermission()) !== "granted") return this.show("off");
        subscription ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(this.dataset.key) });
      }
      await this.tell(act, subscription);
      if (act === "off") await subscription?.unsubscribe();
      return this.show(act);
    } catch {
      return this.show(act === "on" ? "off" : "on", "failed");
    }
  }

  async tell(act, subscription) {
    const answer = await fetch(this.dataset[act], {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.dataset.token },
      body: JSON.stringify(subscription ?? {}),
    });
    if (!answer.ok) throw new Error(String(answer.status));
  }
}

customElements.define("push-switch", PushSwitch);
