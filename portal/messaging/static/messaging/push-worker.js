// Shows notifications that the portal sent, and opens what they are about.
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch { return; }
  event.waitUntil(self.registration.showNotification(told.title || "", {
    body: told.body || "", tag: told.tag || undefined, lang: told.lang || "", dir: told.dir || "auto", data: { url: told.url || "/" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.url || "/", self.location.origin);
  if (!["https:", "http:"].includes(target.protocol)) return;
  event.waitUntil(self.clients.openWindow(target.href));
});
