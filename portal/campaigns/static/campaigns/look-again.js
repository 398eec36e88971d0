/* <look-again data-every>: loads the page anew after so many seconds, for work that goes on in the background. */
class LookAgain extends HTMLElement {
  connectedCallback() {
    this.timer = setTimeout(() => location.reload(), (Number(this.dataset.every) || 3) * 1000);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }
}

customElements.define("look-again", LookAgain);
