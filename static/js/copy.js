/* A button that copies what stands on the page: button[data-copy] names it by id, data-done says
   that it is copied, data-failed what to do by hand. Without this file the button stays hidden. */
(function () {
  "use strict";
  document.querySelectorAll("button[data-copy]").forEach((button) => {
    const source = document.getElementById(button.dataset.copy);
    const spoken = document.getElementById(`${button.dataset.copy}-copied`);
    const say = (words) => { spoken.textContent = ""; setTimeout(() => { spoken.textContent = words; }, 50); };
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent.trim());
        say(button.dataset.done);
      } catch {
        getSelection().selectAllChildren(source);
        say(document.execCommand("copy") ? button.dataset.done : button.dataset.failed);
      }
    });
  });
})();
