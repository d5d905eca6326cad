/* Small comforts for every page, which works without them. */
(function () {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add("js");

  /* The error summary takes focus; its lines lead to their fields. */
  const summary = one(".errsum");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", (event) => {
      const line = event.target.closest("a[href^='#']");
      const field = line && byId(line.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.scrollIntoView({ block: "center" });
    });
  }

  /* Characters or words left, counted as the server counts: seen at once, spoken after a pause. */
  all("[data-max],[data-words]").forEach((field) => {
    const shown = byId(field.id + "-count"), spoken = byId(field.id + "-say");
    let pause;
    const count = () => {
      const { max } = field.dataset;
      const left = max ? max - [...field.value].length : field.dataset.words - field.value.split(/\s+/).filter(Boolean).length;
      const words = `${Math.abs(left).toLocaleString("en-US")} ${max ? "characters" : "words"} ${left < 0 ? "too many" : "left"}`;
      shown.textContent = words;
      shown.classList.toggle("is-over", left < 0);
      clearTimeout(pause);
      pause = setTimeout(() => { if (spoken) spoken.textContent = words; }, 1200);
    };
    if (shown) { field.addEventListener("input", count); field.addEventListener("counted", count); count(); }
  });

  /* Menus close with Escape or a click elsewhere; the phone starts with the menu closed. */
  const menus = () => all("details.cc-menu[open]");
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
  });
  addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  if (matchMedia("(max-width:48rem)").matches) all(".cc-nav details").forEach((menu) => { menu.open = false; });

  /* Printing: the button appears, folded tables open for the paper. */
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  addEventListener("beforeprint", () => all("details.print-open").forEach((fold) => {
    fold.dataset.was = fold.open ? "1" : "";
    fold.open = true;
  }));
  addEventListener("afterprint", () => all("details.print-open").forEach((fold) => { fold.open = fold.dataset.was === "1"; }));

  /* Dialogs of the page: [data-open=id] shows one, [data-close] closes it. */
  all("[data-open]").forEach((button) => button.addEventListener("click", () => byId(button.dataset.open).showModal()));
  all("[data-close]").forEach((button) => button.addEventListener("click", () => button.closest("dialog").close()));

  /* What is typed into form[data-draft] is kept in this tab until it has been saved. */
  const tab = sessionStorage;
  const keyOf = (form) => "draft:" + location.pathname + ":" + form.dataset.draft;
  const isText = (field) => field.name && field.name !== "csrf_token" && !["password", "file", "hidden", "submit"].includes(field.type);
  const isTick = (field) => ["checkbox", "radio"].includes(field.type);
  const textsOf = (form) => all("input,textarea,select", form).filter(isText);
  const shown = (form) => textsOf(form).map((field) => isTick(field) ? field.checked : field.value).join("\u0000");
  const keep = (form) => {
    const typed = textsOf(form).map((field) => [field.name, isTick(field) ? field.value : null, isTick(field) ? field.checked : field.value]);
    try { tab.setItem(keyOf(form), JSON.stringify(typed)); } catch { return false; }
    return true;
  };
  const giveBack = (form, typed) => typed.forEach(([name, value, state]) => {
    all(`[name="${CSS.escape(name)}"]`, form).forEach((field) => {
      if (value === null) field.value = state;
      else if (field.value === value) field.checked = state;
    });
  });
  /* It has arrived, also when the same form is here again, empty. */
  if (one(".note--ok[role=status]") && tab.getItem("sent")) {
    tab.removeItem(tab.getItem("sent"));
    tab.removeItem("sent");
  }
  all("form[data-draft]").forEach((form) => {
    const stored = tab.getItem(keyOf(form));
    if (stored && !summary) {
      const before = shown(form);
      giveBack(form, JSON.parse(stored));
      if (before !== shown(form)) {
        const note = document.createElement("p");
        note.className = "note note--info";
        note.setAttribute("role", "status");
        note.textContent = "We brought back what you typed before. It is not saved yet.";
        form.prepend(note);
        all("[data-max]", form).forEach((field) => field.dispatchEvent(new Event("input")));
      }
    }
    let pause;
    form.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(() => keep(form), 400); });
    form.addEventListener("submit", () => { clearTimeout(pause); keep(form); tab.setItem("sent", keyOf(form)); });
  });
  /* A page without errors after sending means that the text has arrived. */
  const sent = tab.getItem("sent");
  if (sent && !summary && !document.body.dataset.kept && !all("form[data-draft]").some((form) => keyOf(form) === sent)) {
    tab.removeItem(sent);
    tab.removeItem("sent");
  }

  /* Forms go once, but for files. Signing out takes drafts along. */
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || /csv/.test(form.action)) return;
    if (form.sent) event.preventDefault();
    else form.sent = setTimeout(() => { form.sent = 0; }, 5000);
    if (form.action.endsWith("/sign-out")) Object.keys(localStorage).forEach((name) => name.startsWith("section:") && localStorage.removeItem(name));
  });

  /* Two minutes before the session ends, ask: whoever is busy loses nothing. */
  const idle = Number(one("meta[name=session-idle-seconds]")?.content || 0);
  const dialog = byId("idle-dialog");
  if (idle && dialog) {
    let warn;
    const start = () => { clearTimeout(warn); warn = setTimeout(() => { all("form[data-draft]").forEach(keep); dialog.showModal(); }, Math.max(5, idle - 120) * 1000); };
    one("[data-stay]", dialog).addEventListener("click", async () => {
      const token = one("meta[name=csrf-token]").content;
      const answer = await fetch("/account/session/stay", { method: "POST", headers: { "X-CSRF-Token": token, Accept: "application/json" } }).catch(() => null);
      dialog.close();
      if (answer && answer.ok) start(); else location.reload();
    });
    start();
  }
})();
