/* The editor of a lesson: buttons that write signs, and a preview that follows the typing.
   Without this file the page has a button that shows the preview. */
(function () {
  "use strict";
  const editor = document.querySelector("[data-editor]");
  if (!editor) return;
  const find = (selector) => editor.querySelector(selector);
  const box = find("textarea[name=body]"), pane = find("[data-pane]"), said = find("[data-said]");
  const token = document.querySelector("meta[name=csrf-token]").content;
  const AWAY = "The preview does not answer. Your words are still here.";
  find("[data-without-script]").hidden = true;

  /* Typing for the author, so that "undo" takes it back. */
  const type = (from, to, text) => {
    box.focus();
    box.setSelectionRange(from, to);
    if (document.execCommand("insertText", false, text)) return;
    box.setRangeText(text, from, to, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const ways = {
    within: (from, to, { before, after, words }) => {
      const chosen = box.value.slice(from, to) || words;
      type(from, to, before + chosen + after);
      box.setSelectionRange(from + before.length, from + before.length + chosen.length);
    },
    line: (from, to, { before, words }) => {
      const start = box.value.lastIndexOf("\n", from - 1) + 1;
      const chosen = box.value.slice(start, to) || words;
      type(start, to, chosen.split("\n").map((line) => before + line).join("\n"));
    },
    block: (from, to, tool) => {
      const above = box.value.slice(0, from).trimEnd();
      const gap = above ? "\n\n" : "";
      type(above.length, from, gap);
      const place = above.length + gap.length;
      ways.within(place, place + to - from, tool);
    },
  };
  const tools = find("[data-tools]");
  tools.hidden = false;
  tools.addEventListener("click", ({ target }) => {
    const tool = target.closest("button");
    if (tool) ways[tool.dataset.place](box.selectionStart, box.selectionEnd, tool.dataset);
  });

  /* A line that is named is chosen in the text. Long lines wrap, so its height is an estimate. */
  const choose = (number) => {
    const lines = box.value.split("\n");
    const line = lines[number - 1];
    if (line === undefined) return;
    const start = lines.slice(0, number - 1).reduce((sum, one) => sum + one.length + 1, 0);
    box.focus();
    box.setSelectionRange(start, start + line.length);
    box.scrollTop = box.scrollHeight * start / Math.max(1, box.value.length) - box.clientHeight / 2;
  };
  pane.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    choose(Number(link.dataset.line));
  });

  /* The portal draws the preview; what an older text answers is dropped. */
  let pause, turn = 0;
  const say = (words) => { if (said.textContent !== words) said.textContent = words; };
  const show = async () => {
    const mine = ++turn;
    const reply = await fetch(editor.dataset.preview, { method: "POST",
      body: JSON.stringify({ body: box.value, language: editor.dataset.language }),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token } }).catch(() => null);
    const answer = reply ? await reply.json().catch(() => ({})) : {};
    if (mine !== turn) return;
    if (!reply || !reply.ok) { say(answer.error || AWAY); return; }
    pane.replaceChildren(...new DOMParser().parseFromString(answer.html, "text/html").body.childNodes);
    say(answer.problems ? `${answer.problems} to mend, see the preview` : "Nothing to mend");
  };
  box.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(show, 500); });
  addEventListener("load", () => {
    if (box.value !== box.defaultValue) show();
    const named = /^#line-(\d+)$/.exec(location.hash);
    if (named) choose(Number(named[1]));
  });
})();
