/* The run chart: step through the months, take it along as a picture, zoom. The chart itself is drawn by the server. */
(function () {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* One slider moves a line through the months and says each in words; the pointer does the same.
     .rc[data-points] holds a list of {x: percent, words: text}; .rc-cursor is its line. */
  all(".rc[data-points]").forEach((chart) => {
    const points = JSON.parse(chart.dataset.points);
    const area = one(".rc-area", chart), cursor = one(".rc-cursor", chart);
    const box = one(`[data-scrub="${chart.id}"]`);
    const slider = box && one("input", box), said = box && one("output", box);
    if (!points.length || !area || !cursor) return;
    const show = (index, visible) => {
      const point = points[index];
      cursor.setAttribute("x1", point.x + "%");
      cursor.setAttribute("x2", point.x + "%");
      cursor.setAttribute("visibility", visible ? "visible" : "hidden");
      all(".rc-pt", chart).forEach((mark) => mark.classList.toggle("is-on", visible && mark.dataset.i === String(index)));
      if (slider) { slider.value = index; slider.setAttribute("aria-valuetext", point.words); }
      if (said) said.textContent = point.words;
    };
    if (box) {
      box.hidden = false;
      slider.addEventListener("input", () => show(Number(slider.value), true));
      slider.addEventListener("blur", () => cursor.setAttribute("visibility", "hidden"));
    }
    area.addEventListener("pointermove", (event) => {
      const frame = area.getBoundingClientRect();
      const share = (event.clientX - frame.left) / frame.width * 100;
      const near = points.reduce((best, point, index) => Math.abs(point.x - share) < Math.abs(points[best].x - share) ? index : best, 0);
      show(near, true);
    });
    area.addEventListener("pointerleave", () => cursor.setAttribute("visibility", "hidden"));
    show(points.length - 1, false);
  });

  /* A picture for slides, made here from the server's own drawing. */
  all("[data-png]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const drawing = await fetch(button.dataset.png).then((reply) => reply.text());
      const address = URL.createObjectURL(new Blob([drawing], { type: "image/svg+xml" }));
      const picture = new Image();
      picture.onload = () => {
        const canvas = document.createElement("canvas");
        canvas.width = picture.width * 2;
        canvas.height = picture.height * 2;
        const paper = canvas.getContext("2d");
        paper.scale(2, 2);
        paper.drawImage(picture, 0, 0);
        URL.revokeObjectURL(address);
        canvas.toBlob((file) => {
          const link = document.createElement("a");
          link.href = URL.createObjectURL(file);
          link.download = button.dataset.name || "chart.png";
          link.click();
        });
      };
      picture.src = address;
    });
  });

  /* The zoom view loads only when somebody asks for it. Its style sheet is a real file, so that
     the content security policy needs no exception. */
  all("[data-zoom]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const box = document.getElementById(button.dataset.zoom), state = one("[data-zoom-state]");
      button.disabled = true;
      if (state) state.textContent = "Loading the zoom view.";
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.id = "plotly.js-style-global";
      sheet.href = button.dataset.sheet;
      /* Plotly writes rules for maps unless it finds this name; a run chart needs none. */
      const maps = document.createElement("meta");
      maps.id = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
      document.head.append(maps);
      sheet.onload = () => {
        const script = document.createElement("script");
        script.src = button.dataset.script;
        script.onload = async () => {
          const figure = JSON.parse(document.getElementById(button.dataset.figure).textContent);
          box.hidden = false;
          await window.Plotly.newPlot(box, figure.data, figure.layout, figure.config);
          if (state) state.textContent = "The zoom view is ready below.";
          box.focus();
        };
        script.onerror = () => {
          button.disabled = false;
          if (state) state.textContent = "The zoom view did not load. The chart above has the same numbers.";
        };
        document.head.append(script);
      };
      document.head.append(sheet);
    });
  });
})();
