/* A section of an application: every answer is saved as you type, and two people see each other.
   Without this file the same page is a plain form. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-section]");
  if (!form) return;
  const state = form.querySelector("[data-save-state]");
  const offline = form.querySelector("[data-offline]");
  const here = document.querySelector("[data-presence]");
  const dialog = document.getElementById("section-conflict");
  const token = document.querySelector("meta[name=csrf-token]").content;
  const blocks = new Map([...form.querySelectorAll("[data-q]")].map((block) => [block.dataset.q, block]));
  const shelf = "section:" + location.pathname;
  const PAUSE = 1200, LONGEST = 3500, RETRY = 3000, LOOK = 4000;
  const dirty = new Set();
  const bases = new Map();
  let busy = false, timer = 0, since = 0, asking = false, pending = null;

  const controls = (key) => [...blocks.get(key).querySelectorAll("input,textarea,select")].filter((box) => box.name && box.type !== "file");
  const typed = (key) => controls(key).filter((box) => !["checkbox", "radio"].includes(box.type) || box.checked)
    .filter((box) => box.value !== "").map((box) => [box.name, box.value]);
  const put = (key, fields) => {
    controls(key).forEach((box) => {
      const values = fields.filter(([name]) => name === box.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(box.type)) box.checked = values.includes(box.value);
      else box.value = values[0] || "";
      box.dispatchEvent(new Event("counted"));
    });
  };
  const say = (words) => { if (state) state.textContent = words; };
  const version = (value) => { if (value) form.elements.seen_version.value = value; return Number(form.elements.seen_version.value); };
  const keep = () => {
    const texts = [...dirty].map((key) => [key, bases.get(key), typed(key)]);
    if (dirty.size) sessionStorage.setItem(shelf, JSON.stringify(texts));
    else sessionStorage.removeItem(shelf);
  };
  const send = (address, method, body) => fetch(address, { method, body: JSON.stringify(body), credentials: "same-origin",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token } });

  const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };
  const touched = (key, base) => {
    if (!dirty.has(key)) bases.set(key, base || version());
    dirty.add(key);
    since = since || Date.now();
    keep();
    say("Saving");
  };

  /* The oldest answers first, with the version that they are based on. */
  const parcel = (keptOver) => {
    const base = Math.min(...[...dirty].map((key) => bases.get(key)));
    const texts = new Map([...dirty].filter((key) => bases.get(key) === base).map((key) => [key, typed(key)]));
    return { texts, body: { version: base, questions: [...texts.keys()], fields: [...texts.values()].flat(), kept_over: keptOver || 0 } };
  };

  /* What was sent without an answer is sent again as it was: if it had arrived, nothing changes. */
  async function save(keptOver) {
    clearTimeout(timer);
    if (!(dirty.size || pending) || asking) return;
    if (busy) { later(200); return; }
    busy = true;
    pending = pending || parcel(keptOver);
    since = 0;
    const { texts, body } = pending;
    let reply = null, answer = {};
    try { reply = await send(form.dataset.section, "PUT", body); answer = await reply.json().catch(() => ({})); } catch { reply = null; }
    busy = false;
    if (!reply || reply.status >= 500) { away(reply); return; }
    pending = null;
    if (offline) offline.hidden = true;
    if (reply.ok) {
      version(answer.version);
      texts.forEach((fields, key) => {
        bases.set(key, answer.version);
        if (JSON.stringify(typed(key)) === JSON.stringify(fields)) dirty.delete(key);
      });
      fresh(answer.fresh);
      keep();
      if (dirty.size) later(300); else say(answer.saved);
    } else if (reply.status === 409 && answer.conflict) ask(answer);
    else if (reply.status === 401 || reply.status === 400) signedOut();
    else { say(answer.error || "We could not save. Copy your words before you leave."); keep(); }
  }
  const away = (reply) => {
    if (offline) offline.hidden = false;
    say(reply ? "We could not save. We will try again." : "You are offline. Your words are kept here.");
    keep();
    later(RETRY);
  };
  const signedOut = () => {
    keep();
    say("");
    const link = document.createElement("a");
    link.href = "/sign-in?next=" + encodeURIComponent(location.pathname);
    link.textContent = "You are signed out. Sign in again; your words are kept.";
    state.append(link);
  };
  /* What others changed meanwhile, in questions that are not being typed here. */
  const fresh = (answers) => Object.entries(answers || {}).forEach(([key, fields]) => {
    if (blocks.has(key) && !dirty.has(key)) put(key, fields);
  });
  const ask = (answer) => {
    asking = true;
    const [first] = answer.conflict;
    const text = (part, words) => { dialog.querySelector(`[data-conflict-${part}]`).textContent = words; };
    text("question", `${first.key} ${first.text}`);
    text("by", `${first.by}, ${first.at}`);
    text("theirs", first.theirs || "No answer");
    text("mine", first.mine || "No answer");
    say("Not saved");
    dialog.querySelector("[data-keep-mine]").onclick = () => { asking = false; dialog.close(); save(answer.version); };
    dialog.querySelector("[data-take-theirs]").onclick = () => {
      asking = false;
      answer.conflict.forEach((one) => { put(one.key, one.fields); dirty.delete(one.key); });
      version(answer.version);
      keep();
      dialog.close();
      if (dirty.size) save(); else say("Their text is kept.");
    };
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("h2").focus();
  };
  /* A choice has to be made: Escape leaves both texts where they are, and asks again. */
  dialog.addEventListener("cancel", (event) => event.preventDefault());

  const look = async () => {
    if (document.hidden) return;
    let answer;
    try {
      const reply = await send(form.dataset.here, "POST", { version: version() });
      if (!reply.ok) return;
      answer = await reply.json();
    } catch { return; }
    const words = answer.people.map((name) => `${name} is here too`).join(". ");
    if (here.textContent !== words) here.textContent = words;
    if (!dirty.size && !busy && !asking && answer.version) { fresh(answer.fresh); version(answer.version); }
  };

  /* Words left, as the characters of other pages. */
  form.querySelectorAll("[data-words]").forEach((box) => {
    const shown = document.getElementById(box.id + "-count");
    const spoken = document.getElementById(box.id + "-say");
    let pause;
    const count = () => {
      const left = Number(box.dataset.words) - box.value.split(/\s+/).filter(Boolean).length;
      const words = left >= 0 ? `${left.toLocaleString("en-US")} words left` : `${(-left).toLocaleString("en-US")} words too many`;
      shown.textContent = words;
      shown.classList.toggle("is-over", left < 0);
      clearTimeout(pause);
      pause = setTimeout(() => { if (spoken) spoken.textContent = words; }, 1200);
    };
    ["input", "counted"].forEach((name) => box.addEventListener(name, count));
    count();
  });

  const keyOf = (event) => event.target.closest("[data-q]")?.dataset.q;
  /* Saved at a pause, and from time to time while somebody types without one. */
  form.addEventListener("input", (event) => {
    const key = keyOf(event);
    if (key && event.target.type !== "file") { touched(key); later(Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now()))); }
  });
  form.addEventListener("change", (event) => {
    const key = keyOf(event);
    if (key && event.target.type !== "file" && dirty.has(key)) later(0);
  });
  /* The button wins over what is on its way: it waits, so that nobody clashes with oneself. */
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (busy) {
      event.preventDefault();
      setTimeout(() => form.requestSubmit(event.submitter), 100);
      return;
    }
    version(Math.min(version(), ...[...dirty].map((key) => bases.get(key))));
    asking = true;
    sessionStorage.removeItem(shelf);
  });
  addEventListener("online", () => save());
  addEventListener("offline", () => { if (offline) offline.hidden = false; });
  addEventListener("pagehide", () => {
    if (!dirty.size || asking) return;
    fetch(form.dataset.section, { method: "PUT", keepalive: true, credentials: "same-origin", body: JSON.stringify(parcel().body),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token } }).catch(() => null);
  });

  /* Words that could not be saved before: back on the page, and saved now. */
  const stored = sessionStorage.getItem(shelf);
  if (stored) {
    JSON.parse(stored).forEach(([key, base, fields]) => {
      if (!blocks.has(key) || JSON.stringify(typed(key)) === JSON.stringify(fields)) return;
      put(key, fields);
      touched(key, base);
    });
    if (dirty.size) later(0); else keep();
  }
  setInterval(look, LOOK);
  look();
})();
