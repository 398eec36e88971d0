// Shows notifications that the portal sent, and opens what they are about.
self.addEventListener("push", (event) => {
  const { title, url, ...rest } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { ...rest, data: { url: url || "/" } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.url));
});
