/* A file that is too large is refused before it is sent: input[type=file][data-most] says how
   many bytes a file may have, data-too-large the sentence. The portal checks it again. */
(function () {
  "use strict";
  document.querySelectorAll("input[type=file][data-most]").forEach((field) => {
    const group = field.closest(".cc-form-group");
    const words = document.createElement("p");
    Object.assign(words, { className: "cc-error-message", id: `${field.id}-too-large` });
    words.setAttribute("role", "alert");
    const isTooLarge = () => Array.from(field.files).some((file) => file.size > Number(field.dataset.most));
    const described = field.getAttribute("aria-describedby") || "";
    const show = () => {
      const shown = isTooLarge();
      group.classList.toggle("cc-form-group--error", shown);
      words.textContent = shown ? field.dataset.tooLarge : "";
      if (shown) field.before(words);
      else words.remove();
      field.setAttribute("aria-describedby", shown ? `${described} ${words.id}`.trim() : described);
      field.setAttribute("aria-invalid", String(shown));
    };
    field.addEventListener("change", show);
    field.form.addEventListener("submit", (event) => {
      if (!isTooLarge()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      show();
      field.focus();
    }, true);
  });
})();
