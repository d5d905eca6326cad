/* The month's table: keys like a spreadsheet, paste from Excel, and every row saved as you go.
   Without this file the same table is a plain form. */
(function () {
  "use strict";
  const form = document.querySelector("form[data-entry]");
  if (!form || !form.querySelector("[name=send]")) return;
  const one = (selector, within) => within.querySelector(selector);
  const rows = [...form.querySelectorAll("tbody tr[data-key]")];
  const cellsOf = (row) => [...row.querySelectorAll("input[data-c]")];
  const state = form.querySelector("[data-save-state]");
  const offline = document.querySelector("[data-offline]");
  const dialog = document.getElementById("cell-conflict");
  const live = form.querySelector("[data-grid-live]");
  const token = document.querySelector("meta[name=csrf-token]").content;
  const address = form.dataset.entry;
  const shelf = "entry:" + location.pathname;
  const waiting = new Map(Object.entries(JSON.parse(sessionStorage.getItem(shelf) || "{}")));
  const busy = new Set();
  const timers = new Map();

  const typed = (row) => {
    const key = row.dataset.key;
    const value = (name) => (form.elements[`${name}-${key}`] || {}).value || "";
    return { top: value("top"), bottom: value("bottom"), note: value("note"), source: value("source"),
      sample: value("sample"), none: form.elements[`none-${key}`].checked ? "yes" : "", version: row.dataset.version };
  };
  const put = (row, values) => {
    const key = row.dataset.key;
    for (const name of ["top", "bottom", "note", "source", "sample"]) {
      const box = form.elements[`${name}-${key}`];
      if (box && name in values) box.value = values[name];
    }
    if ("none" in values) form.elements[`none-${key}`].checked = Boolean(values.none);
  };
  const setVersion = (row, version) => {
    row.dataset.version = version;
    form.elements[`version-${row.dataset.key}`].value = version;
  };
  const say = (words) => { if (state) state.textContent = words; };
  const mark = (row, words) => { one("[data-cell-state]", row).textContent = words; };
  const keepShelf = () => {
    if (waiting.size) sessionStorage.setItem(shelf, JSON.stringify(Object.fromEntries(waiting)));
    else sessionStorage.removeItem(shelf);
  };
  const show = (row, problems, isBad) => {
    one("[data-msg]", row).textContent = problems.length ? problems[0].message : "";
    row.classList.toggle("is-bad", isBad && problems.length > 0);
    row.classList.toggle("is-warn", !isBad && problems.length > 0);
    cellsOf(row).forEach((box) => isBad && problems.length ? box.setAttribute("aria-invalid", "true") : box.removeAttribute("aria-invalid"));
    if (!isBad && problems.some((p) => !["top-missing", "bottom-missing", "confirm-none"].includes(p.code))) one(".more", row).open = true;
  };
  const progress = () => {
    const done = rows.filter((row) => one("[data-value]", row).textContent.trim()).length;
    form.querySelector("[data-progress]").textContent = `${done} of ${rows.length} measures done`;
    form.querySelector(".meter__bar").setAttribute("width", `${100 * done / rows.length}%`);
  };

  /* The link stays once it is there: pressing it leaves the box, which saves once more, and a
     link that is replaced between press and release is not followed. */
  const isOut = () => Boolean(state && one("a", state));
  const signedOut = () => {
    if (isOut()) return;
    const link = document.createElement("a");
    link.href = "/sign-in?next=" + encodeURIComponent(location.pathname);
    link.textContent = "You are signed out. Sign in again; your numbers are kept.";
    state.replaceChildren(link);
  };
  const later = (row, pause = 700) => {
    waiting.set(row.dataset.key, typed(row));
    keepShelf();
    mark(row, "Not saved yet");
    if (!isOut()) say("Saving");
    clearTimeout(timers.get(row));
    timers.set(row, setTimeout(() => save(row), pause));
  };
  const save = async (row) => {
    clearTimeout(timers.get(row));
    if (busy.has(row)) { timers.set(row, setTimeout(() => save(row), 300)); return; }
    const sent = typed(row);
    busy.add(row);
    let reply = null;
    try {
      reply = await fetch(`${address}/${row.dataset.key}`, { method: "PUT", body: JSON.stringify(sent), credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token } });
    } catch { reply = null; }
    /* Busy until the answer is read: the next save must carry the version that it brings. */
    const answer = reply ? await reply.json().catch(() => ({})) : {};
    busy.delete(row);
    if (!reply || reply.status >= 500) { away(row, reply); return; }
    if (offline) offline.hidden = true;
    const fresh = JSON.stringify({ ...typed(row), version: 0 }) === JSON.stringify({ ...sent, version: 0 });
    if (reply.ok) {
      setVersion(row, answer.version);
      if (!fresh) { later(row, 100); return; }
      waiting.delete(row.dataset.key);
      keepShelf();
      one("[data-value]", row).textContent = answer.value;
      show(row, answer.problems, false);
      mark(row, answer.saved);
      if (!waiting.size) say(answer.saved);
      progress();
    } else if (reply.status === 422) {
      show(row, answer.problems || [], true);
      one("[data-value]", row).textContent = "";
      waiting.delete(row.dataset.key);
      keepShelf();
      mark(row, "Not saved");
      say("Fix the marked numbers. The rest is saved.");
      progress();
    } else if (reply.status === 409 && answer.conflict) {
      ask(row, answer);
    } else if (reply.status === 401 || reply.status === 400) {
      mark(row, "Not saved");
      signedOut();
    } else {
      waiting.delete(row.dataset.key);
      keepShelf();
      mark(row, "Not saved");
      say(answer.error || "We could not save. Copy your numbers before you leave.");
    }
  };
  const away = (row, reply) => {
    if (offline) offline.hidden = false;
    mark(row, "Waiting to be saved");
    say(reply ? "We could not save. We will try again." : "You are offline. Your numbers are kept here.");
    timers.set(row, setTimeout(() => save(row), 5000));
  };
  const ask = (row, answer) => {
    const { by, at, theirs, mine } = answer.conflict;
    one("[data-conflict-words]", dialog).textContent = `${by} entered ${theirs} at ${at}. You typed ${mine}. Nothing was overwritten.`;
    one("[data-keep-mine]", dialog).onclick = () => { setVersion(row, answer.version); dialog.close(); save(row); };
    one("[data-take-theirs]", dialog).onclick = () => { put(row, answer.now); setVersion(row, answer.version); dialog.close(); later(row, 0); };
    if (!dialog.open) dialog.showModal();
    /* Whoever is still typing must not answer with a stray Enter: the words take the focus. */
    one("[data-conflict-words]", dialog).focus();
    mark(row, "Not saved");
  };

  form.addEventListener("input", (event) => {
    const row = event.target.closest("tr[data-key]");
    if (row) later(row);
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("tr[data-key]");
    if (!row) return;
    if (event.target.matches("[data-none]") && event.target.checked) cellsOf(row).forEach((box) => { box.value = ""; });
    later(row, 0);
  });
  addEventListener("online", () => rows.filter((row) => waiting.has(row.dataset.key)).forEach((row) => save(row)));
  addEventListener("offline", () => { if (offline) offline.hidden = false; });
  addEventListener("beforeunload", (event) => { if (busy.size || waiting.size) event.preventDefault(); });
  form.addEventListener("submit", () => { waiting.clear(); keepShelf(); });

  /* Keys: Enter and arrows move; Left and Right only at the edge of the text. */
  const place = (box) => { const row = rows.indexOf(box.closest("tr")); return [row, cellsOf(rows[row]).indexOf(box)]; };
  const at = (row, column) => rows[row] && cellsOf(rows[row])[Math.min(column, cellsOf(rows[row]).length - 1)];
  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches("input[data-c]")) return;
    const [row, column] = place(box);
    const whole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    const moves = {
      Enter: () => at(row + (event.shiftKey ? -1 : 1), column),
      ArrowDown: () => at(row + 1, column),
      ArrowUp: () => at(row - 1, column),
      ArrowRight: () => (whole || box.selectionStart === box.value.length) && cellsOf(rows[row])[column + 1],
      ArrowLeft: () => (whole || box.selectionEnd === 0) && cellsOf(rows[row])[column - 1],
    };
    const next = moves[event.key] && moves[event.key]();
    if (event.key === "Enter" || next) event.preventDefault();
    if (next) { next.focus(); next.select(); }
  });

  /* Paste: a block from Excel fills the table from the focused box on. */
  form.addEventListener("paste", (event) => {
    const box = event.target;
    if (!box.matches("input[data-c]")) return;
    const text = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n+$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const [first, column] = place(box);
    let count = 0;
    text.split("\n").forEach((line, down) => {
      const row = rows[first + down];
      if (!row) return;
      line.split("\t").forEach((value, across) => {
        const target = cellsOf(row)[column + across];
        if (target) { target.value = value.trim(); count += 1; }
      });
      later(row, 50);
    });
    live.textContent = `Pasted ${count} numbers. Check them.`;
  });

  /* What was typed before the page was lost comes back, and is saved. */
  rows.filter((row) => waiting.has(row.dataset.key)).forEach((row) => {
    const kept = waiting.get(row.dataset.key);
    put(row, kept);
    setVersion(row, kept.version); // what others saved meanwhile is asked about, not overwritten
    later(row, 0);
  });
})();
