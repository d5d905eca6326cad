/* A score sheet: the whole sheet is saved as you write, and nothing typed is lost.
   Without this file the same page is a plain form. */
(function () {
  "use strict";
  const find = (selector, within = document) => within.querySelector(selector);
  const place = find(".review[data-shelf]");
  if (!place) return;
  const form = find("form[data-autosave]");
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const write = (name, value) => {
    try {
      if (value) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
    } catch { /* There is no room. */ }
  };

  /* The shelf: what is not saved yet, on this device; beside it texts that gave way. */
  const shelf = "section:review:" + place.dataset.shelf, gone = shelf + "!";
  const lost = find("[data-lost]"), done = find("[data-lost-done]");
  const shown = (label, text) => {
    const name = document.createElement("label"), box = document.createElement("textarea");
    Object.assign(box, { className: "cc-textarea", readOnly: true, value: text || "Nothing" });
    name.append(label, box);
    return name;
  };
  const showLost = () => {
    const texts = read(gone) || [];
    if (!texts.length) return;
    find("[data-lost-words]").replaceChildren(...texts.map(([label, text]) => shown(label, text)));
    lost.hidden = done.hidden = false;
  };
  const lose = (texts) => { write(gone, [...(read(gone) || []), ...texts.filter(([, text]) => text)]); showLost(); };
  done.addEventListener("click", () => { write(gone); lost.hidden = true; });
  const item = read(shelf);
  if (!form) {
    if (item) lose(Object.entries(item.fields).filter(([name, text]) => text !== item.base[name]).map(([name, text]) => [name, text]));
    write(shelf);
    showLost();
    return;
  }

  const boxes = (name) => [...form.elements].filter((box) => box.name === name);
  const called = (name) => boxes(name)[0].closest("[data-called]").dataset.called;
  const fields = () => {
    const found = {};
    [...form.elements].forEach((box) => {
      if (!box.name || ["hidden", "submit"].includes(box.type) || !box.closest("[data-called]")) return;
      if (box.type !== "radio") found[box.name] = box.value.trim();
      else if (box.checked || !(box.name in found)) found[box.name] = box.checked ? box.value : "";
    });
    return found;
  };
  const put = (name, value) => boxes(name).forEach((box) => {
    if (box.type === "radio") box.checked = box.value === value;
    else if (box.value.trim() !== value) box.value = value;
  });
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const state = find("[data-save-state]"), offline = find("[data-offline]"), edit = form.elements.edit;
  const dialog = document.getElementById("review-conflict"), token = find("meta[name=csrf-token]").content;
  const PAUSE = 1200, LONGEST = 3500, RETRY = 3000;
  let base = fields(), pending = null, busy = false, timer = 0, since = 0;
  let wanted = null, leaving = false, closed = false, clash = null, refused = null;

  const say = (words) => { state.textContent = words; };
  const isDirty = () => !same(base, fields());
  const keep = () => write(shelf, (isDirty() || pending) && { edit: Number(edit.value), base, fields: fields(), sent: pending?.fields });
  const later = (pause) => { clearTimeout(timer); timer = setTimeout(save, pause); };
  const send = (body, keepalive) => fetch(form.action, { method: "PUT", keepalive, body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token } });
  /* The link stays once it is there: pressing it leaves the field, which saves once more, and a
     link that is replaced between press and release is not followed. */
  const signedOut = () => {
    if (find("a", state)) return;
    const link = document.createElement("a");
    Object.assign(link, { href: "/sign-in?next=" + encodeURIComponent(location.pathname), onclick: () => { leaving = true; },
      textContent: "You are signed out. Sign in again; your words are kept." });
    state.replaceChildren(link);
  };
  const go = () => {
    if (!wanted) return;
    const button = wanted;
    wanted = null;
    leaving = true;
    write(shelf);
    form.requestSubmit(button);
  };

  /* What was sent without a reply is sent again as it was: if it had arrived, nothing changes. */
  async function save() {
    clearTimeout(timer);
    if (closed || clash) return;
    if (busy) { later(200); return; }
    if (!pending && (!isDirty() || same(refused, fields()))) { go(); return; }
    busy = true;
    since = 0;
    pending = pending || { edit: Number(edit.value), fields: fields() };
    keep();
    let reply = null, answer = {};
    try { reply = await send(pending); answer = await reply.json().catch(() => ({})); } catch { reply = null; }
    busy = false;
    if (!reply || reply.status >= 500) {
      offline.hidden = !!reply;
      say(reply ? "We could not save. We will try again." : wanted ? "You are offline. Press the button again when you are back online." : "You are offline. Your words are kept here.");
      wanted = null;
      later(RETRY);
      return;
    }
    const was = pending.fields;
    pending = null;
    offline.hidden = true;
    if (reply.ok) {
      base = was;
      edit.value = answer.edit;
      ["total", "rests", "done"].forEach((part) => { find(`[data-${part}]`).textContent = answer[part]; });
      keep();
      if (isDirty()) { later(300); return; }
      say(answer.saved);
      go();
    } else if (answer.conflict) meet(answer.conflict, answer.edit);
    else if ([400, 401].includes(reply.status)) {
      signedOut();
      wanted = null;
    } else if (reply.status === 422) {
      refused = was;
      say(answer.error);
      go();
    } else {
      closed = true;
      say(answer.error || "This review is closed for you. Copy your words before you leave.");
      go();
    }
  }

  /* Another window saved meanwhile: fields that only one of the two changed go together. */
  const meet = (theirs, number) => {
    const mine = fields();
    const both = Object.keys(mine).filter((name) => {
      if (mine[name] === theirs[name]) return false;
      if (mine[name] === base[name]) { put(name, theirs[name]); return false; }
      return theirs[name] !== base[name];
    });
    base = theirs;
    edit.value = number;
    keep();
    if (!both.length) { later(0); return; }
    clash = { both, mine, theirs };
    find("[data-clash]").replaceChildren(...both.map((name) => {
      const pair = document.createElement("div");
      pair.className = "two";
      pair.append(shown(called(name) + ", here", mine[name]), shown(called(name) + ", other window", theirs[name]));
      return pair;
    }));
    say("Not saved");
    wanted = null;
    dialog.showModal();
    find("h2", dialog).focus();
  };
  const decide = (isMine) => {
    const { both, mine, theirs } = clash, other = isMine ? theirs : mine;
    if (!isMine) both.forEach((name) => put(name, theirs[name]));
    lose(both.map((name) => [called(name), other[name]]));
    clash = null;
    dialog.close();
    keep();
    later(0);
  };
  find("[data-keep]").onclick = () => decide(true);
  find("[data-take]").onclick = () => decide(false);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => { if (clash) dialog.showModal(); });

  /* Saved at a pause, from time to time while somebody types without one, and on leaving a field. */
  form.addEventListener("input", () => {
    if (closed) return;
    since = since || Date.now();
    say("Saving");
    keep();
    later(Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  });
  form.addEventListener("change", () => later(0));
  form.addEventListener("submit", (event) => {
    if (leaving || closed || (navigator.onLine && !busy && !pending && !isDirty())) { leaving = true; return; }
    event.preventDefault();
    wanted = event.submitter;
    later(0);
  });
  addEventListener("online", () => save());
  addEventListener("offline", () => { offline.hidden = false; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (!leaving && !closed && (isDirty() || pending)) event.preventDefault(); });
  addEventListener("pagehide", () => {
    if (leaving || closed || clash || !(isDirty() || pending)) return;
    pending = pending || { edit: Number(edit.value), fields: fields() };
    if (read(shelf)) keep(); /* Whoever signs out has emptied the shelf. */
    send(pending, true).catch(() => null);
    later(RETRY);
  });

  /* Words that could not be saved before: back on the page, and saved now. A page that shows
     what was just sent shows it as it is. */
  showLost();
  if (item && !find(".errsum") && same(Object.keys(item.fields), Object.keys(base))) {
    const theirs = base, number = edit.value;
    Object.entries(item.fields).forEach(([name, value]) => put(name, value));
    base = item.sent && same(item.sent, theirs) ? item.sent : item.base;
    if (!same(base, fields()) || !same(base, theirs)) meet(theirs, number);
    else write(shelf);
  } else write(shelf);
})();
