/* A section of an application: every answer is saved as you type, and two people see each other.
   Without this file the same page is a plain form. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-shelf]");
  if (!form) return;
  const find = (selector, within = document) => within.querySelector(selector);
  const address = form.dataset.section, epoch = form.dataset.epoch;
  const blocks = new Map([...form.querySelectorAll("[data-q]")].map((block) => [block.dataset.q, block]));
  const isTick = (box) => ["checkbox", "radio"].includes(box.type);
  const isFile = (box) => box.type === "file";

  const controls = (key) => [...blocks.get(key).querySelectorAll("input,textarea,select")].filter((box) => box.name && !isFile(box));
  const typed = (key) => controls(key).filter((box) => (!isTick(box) || box.checked) && box.value !== "").map((box) => [box.name, box.value]);
  const flat = (fields) => JSON.stringify(fields.map(([name, value]) => [name, value.trim()]));
  const put = (key, fields) => controls(key).forEach((box) => {
    const values = fields.filter(([name]) => name === box.name).map(([, value]) => value);
    if (isTick(box)) box.checked = values.includes(box.value);
    else box.value = values[0] || "";
    box.dispatchEvent(new Event("counted"));
  });

  /* The shelf: what is not saved yet, on this device, for this person and section.
     What was typed before the section closed is only shown. */
  const shelf = "section:" + form.dataset.shelf, lost = find("[data-lost]");
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const write = (name, value) => {
    try {
      if (value) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
    } catch { /* There is no room. */ }
  };
  const names = (mark) => Object.keys(localStorage).filter((name) => name.startsWith(shelf + mark));
  const spoken = ([name, value]) => {
    const box = [...form.elements].find((one) => one.name === name && isTick(one) && one.value === value);
    return box ? box.labels[0].textContent : value;
  };
  const lose = (name, key, item, isSaved) => {
    const text = item && !isSaved && item.fields.map(spoken).join("\n");
    if (text) write(`${shelf}!${Date.now()} ${key}`, { key, text });
    write(name);
  };
  const showLost = () => {
    find("[data-lost-words]").replaceChildren(...names("!").sort().map((name) => {
      const { key, text } = read(name), label = document.createElement("label"), box = document.createElement("textarea");
      Object.assign(box, { className: "cc-textarea", readOnly: true, value: text });
      label.append(key, box);
      return label;
    }));
    lost.hidden = !names("!").length;
  };
  find("[data-lost-done]").addEventListener("click", () => { names("!").forEach((name) => write(name)); showLost(); });
  const shelved = names("/").map((name) => [name, name.slice(shelf.length + 1), read(name)]);
  const isThere = (key, item) => blocks.has(key) && item && flat(typed(key)) === flat(item.fields);
  if (!address) {
    shelved.forEach(([name, key, item]) => lose(name, key, item, isThere(key, item)));
    showLost();
    return;
  }

  const state = find("[data-save-state]"), offline = find("[data-offline]"), here = find("[data-presence]");
  const dialog = document.getElementById("section-conflict");
  const token = find("meta[name=csrf-token]").content;
  const PAUSE = 1200, LONGEST = 3500, RETRY = 3000, LOOK = 4000;
  /* Not saved, with the version it is based on; refused; to be decided; texts of others that were seen,
     with their version; own texts that gave way. */
  const dirty = new Map(), refused = new Map(), asks = new Map(), kept = {};
  let givenUp = [], pending = null, busy = false, timer = 0, since = 0, wanted = null, leaving = false, closed = false;

  const say = (words) => { state.textContent = words; };
  const seen = form.elements.seen_version;
  const version = (value) => { seen.value = value || seen.value; return Number(seen.value); };
  const keep = (key) => write(`${shelf}/${key}`, dirty.has(key) && { epoch, base: dirty.get(key), fields: typed(key), sent: pending?.texts.get(key) });
  const send = (to, method, body, keepalive) => fetch(to, { method, keepalive, body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token } });
  const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };
  const ready = () => [...dirty.keys()].filter((key) => !asks.has(key) && refused.get(key)?.text !== flat(typed(key)));
  const isLeft = () => ready().length || pending || givenUp.length;

  /* The oldest answers first, with the version that they are based on. */
  const pack = (texts, base) => ({ texts, body: { version: base, questions: [...texts.keys()], fields: [...texts.values()].flat(),
    kept_over: { ...kept }, not_kept: givenUp } });
  const parcel = () => {
    const base = Math.min(version(), ...ready().map((key) => dirty.get(key)));
    return pack(new Map(ready().filter((key) => dirty.get(key) === base).map((key) => [key, typed(key)])), base);
  };

  /* What was sent without a reply is sent again as it was: if it had arrived, nothing changes. */
  async function save() {
    clearTimeout(timer);
    if (closed || !(isLeft() || wanted)) return;
    if (busy) { later(200); return; }
    busy = true;
    since = 0;
    pending = pending || parcel();
    const { texts, body } = pending;
    texts.forEach((_, key) => keep(key));
    let reply = null, answer = {};
    try { reply = await send(address, "PUT", body); answer = await reply.json().catch(() => ({})); } catch { reply = null; }
    busy = false;
    if (!reply || reply.status >= 500) { away(reply); return; }
    pending = null;
    offline.hidden = true;
    if (reply.ok) done(texts, body, answer);
    else if (answer.conflict) {
      answer.conflict.forEach((one) => asks.set(one.key, { ...one, version: answer.version }));
      say("Not saved");
      ask();
      later(0);
    } else if (reply.status === 409) close(answer.error);
    else {
      wanted = null;
      if ([400, 401].includes(reply.status)) signedOut();
      else say(answer.error || "We could not save. Copy your words before you leave.");
    }
  }
  const done = (texts, body, answer) => {
    version(answer.version);
    givenUp = givenUp.slice(body.not_kept.length);
    texts.forEach((fields, key) => {
      if (answer.refused[key]) refused.set(key, { text: flat(fields), why: answer.refused[key] });
      else if (flat(typed(key)) === flat(fields)) dirty.delete(key);
      else dirty.set(key, answer.version);
      keep(key);
    });
    fresh(answer.fresh);
    if (isLeft()) { later(300); return; }
    const held = [...refused.keys()].find((key) => dirty.has(key));
    say(held ? refused.get(held).why : asks.size ? "Not saved" : answer.saved);
    if (!asks.size) go();
  };
  const go = () => {
    if (!wanted) return;
    const button = wanted;
    wanted = null;
    leaving = true;
    form.requestSubmit(button);
  };
  const away = (reply) => {
    offline.hidden = !!reply;
    say(reply ? "We could not save. We will try again." : wanted ? "You are offline. Press the button again when you are back online."
      : "You are offline. Your words are kept here.");
    wanted = null;
    later(RETRY);
  };
  const close = (words) => {
    closed = true;
    say(words);
    dirty.forEach((base, key) => { keep(key); lose(`${shelf}/${key}`, key, read(`${shelf}/${key}`)); });
    dirty.clear();
    showLost();
    go();
  };
  /* A link being pressed stays. */
  const signedOut = () => {
    if (find("a", state)) return;
    state.replaceChildren(Object.assign(document.createElement("a"), {
      href: "/sign-in?next=" + encodeURIComponent(location.pathname), onclick: () => { leaving = true; },
      textContent: "You are signed out. Sign in again; your words are kept." }));
  };
  /* What others changed meanwhile, where nobody types here. */
  const fresh = (answers) => {
    Object.entries(answers || {}).forEach(([key, fields]) => { if (blocks.has(key) && !dirty.has(key)) put(key, fields); });
    reveal();
  };
  const ask = () => {
    const [one] = asks.values();
    if (!one) { dialog.close(); later(0); return; }
    const text = (part, words) => { find(`[data-conflict-${part}]`, dialog).textContent = words; };
    text("question", `${one.key} ${one.text}`);
    text("by", `${one.by}, ${one.at}`);
    text("theirs", one.theirs || "No answer");
    text("mine", one.mine || "No answer");
    if (!dialog.open) dialog.showModal();
    find("h2", dialog).focus();
  };
  const decide = (isMine) => {
    const [one] = asks.values();
    asks.delete(one.key);
    kept[one.key] = one.version;
    if (!isMine) {
      givenUp = [...givenUp, ...typed(one.key)];
      put(one.key, one.fields);
      dirty.delete(one.key);
      keep(one.key);
      reveal();
    }
    ask();
  };
  find("[data-keep-mine]").onclick = () => decide(true);
  find("[data-take-theirs]").onclick = () => decide(false);
  /* A choice has to be made: browsers close at the second Escape. Until then the other answers are saved. */
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => { if (asks.size) ask(); });

  const look = async () => {
    if (document.hidden || closed) return;
    const reply = await send(form.dataset.here, "POST", { version: version() }).catch(() => ({}));
    if (!reply.ok) return;
    const answer = await reply.json();
    const words = answer.people.map((name) => `${name} is here too`).join(". ");
    if (here.textContent !== words) here.textContent = words;
    if (!dirty.size && !busy && !isLeft() && answer.version) { fresh(answer.fresh); version(answer.version); }
  };

  /* Questions that hang on an answer come and go with it. */
  const reveal = () => {
    blocks.forEach((block) => {
      const decider = block.dataset.if;
      if (!blocks.has(decider)) return;
      const answers = JSON.parse(block.dataset.is);
      block.hidden = blocks.get(decider).hidden || !typed(decider).some(([, value]) => answers.includes(value));
    });
    form.elements._asked.value = [...blocks.keys()].filter((key) => !blocks.get(key).hidden).join(" ");
  };

  /* Files that are too large never leave the browser. */
  const tooLarge = () => [...form.querySelectorAll("[data-most]")].filter((box) => {
    const isLarge = [...box.files].some((file) => file.size > box.dataset.most);
    find("[data-large]", box.closest("[data-q]")).hidden = !isLarge;
    if (box.files.length) box.setAttribute("aria-invalid", isLarge);
    return isLarge;
  });

  const touched = (key, base) => {
    if (!dirty.has(key)) dirty.set(key, base || version());
    since = since || Date.now();
    keep(key);
    say("Saving");
  };
  const keyOf = (event) => !isFile(event.target) && event.target.closest("[data-q]")?.dataset.q;
  /* Saved at a pause, and from time to time while somebody types without one. */
  form.addEventListener("input", (event) => {
    const key = keyOf(event);
    if (key) { touched(key); later(Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now()))); }
  });
  form.addEventListener("change", (event) => {
    if (isFile(event.target)) tooLarge();
    else if (dirty.has(keyOf(event))) { reveal(); later(0); }
  });
  /* The button waits until every word has arrived, and goes nowhere without a connection. */
  form.addEventListener("submit", (event) => {
    const [large] = tooLarge();
    if (leaving || (!large && (closed || (navigator.onLine && !dirty.size && !isLeft())))) { leaving = true; return; }
    event.preventDefault();
    if (large) large.focus(); else wanted = event.submitter;
    later(0);
  });
  addEventListener("online", () => save());
  addEventListener("offline", () => { offline.hidden = false; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (!leaving && (dirty.size || isLeft())) event.preventDefault(); });
  addEventListener("pagehide", () => {
    if (leaving || closed || !isLeft()) return;
    pending = pending || parcel();
    /* Whoever signs out has emptied the shelf. */
    pending.texts.forEach((_, key) => { if (read(`${shelf}/${key}`)) keep(key); });
    send(address, "PUT", pending.body, true).catch(() => null);
    later(RETRY);
  });

  /* Words that could not be saved before: back on the page, and saved now. */
  const sent = new Map();
  shelved.forEach(([name, key, item]) => {
    if (!item || !blocks.has(key) || item.epoch !== epoch) lose(name, key, item, isThere(key, item));
    else if (isThere(key, item) && !find("[aria-invalid]", blocks.get(key))) write(name);
    else {
      put(key, item.fields);
      if (item.sent) sent.set(key, item.sent);
      dirty.set(key, item.base);
      say("Saving");
    }
  });
  if (sent.size) pending = pack(sent, Math.min(...[...sent.keys()].map((key) => dirty.get(key))));
  showLost();
  reveal();
  later(0);
  setInterval(look, LOOK);
  look();
})();
