// Switches notifications of this browser on and off: asks for permission, subscribes, and tells the server.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

class PushSwitch extends HTMLElement {
  async connectedCallback() {
    if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
    this.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (act) this.turn(act);
    });
    const there = await navigator.serviceWorker.getRegistration(this.dataset.worker);
    this.show((await there?.pushManager.getSubscription()) ? "on" : "off");
  }

  show(state, said) {
    const denied = state === "off" && Notification.permission === "denied";
    this.querySelectorAll("[data-act]").forEach((one) => { one.hidden = one.dataset.act === state || denied; });
    this.querySelectorAll("[data-say]").forEach((one) => { one.hidden = one.dataset.say !== (said || (denied && "denied")); });
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
      const headers = { "Content-Type": "application/json", "X-CSRFToken": this.dataset.token };
      const { ok } = await fetch(this.dataset[act], { method: "POST", headers, body: JSON.stringify(subscription ?? {}) });
      if (!ok) throw new Error();
      if (act === "off") await subscription?.unsubscribe();
      this.show(act);
    } catch {
      this.show(act === "on" ? "off" : "on", "failed");
    }
  }
}

customElements.define("push-switch", PushSwitch);
