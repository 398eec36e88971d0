// Says what the sign-in library only tells the console: that a passkey was not shown.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const line = document.getElementById("passkey_failed");
  if (line) {
    line.hidden = false;
    line.setAttribute("role", "alert");
  }
});
