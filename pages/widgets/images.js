// One chart, table or finished SVG to the clipboard or to a file, made in the page itself.
const NS = "http://www.w3.org/2000/svg";
const PAD = 20; // px of page around a chart
const FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif";

function hex(colour) {
  return colour.replace(/rgb\((\d+), ?(\d+), ?(\d+)\)/g, (_, ...c) => "#" + c.slice(0, 3).map((n) => (+n).toString(16).padStart(2, "0")).join("").toUpperCase());
}

function ofChart(key) {
  const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`);
  if (!plot) return "";
  const layers = [...plot.querySelectorAll("svg.main-svg")];
  const { width, height } = layers[0].getBoundingClientRect();
  const out = document.createElementNS(NS, "svg");
  const [wide, high] = [width + 2 * PAD, height + 2 * PAD];
  for (const [name, value] of [["width", wide], ["height", high], ["viewBox", `${-PAD} ${-PAD} ${wide} ${high}`]]) out.setAttribute(name, value);
  const page = document.createElementNS(NS, "rect");
  for (const [name, value] of [["x", -PAD], ["y", -PAD], ["width", "100%"], ["height", "100%"], ["fill", layers[0].style.background || "#FFFFFF"]]) page.setAttribute(name, value);
  out.append(page);
  for (const layer of layers) out.append(...[...layer.cloneNode(true).childNodes].filter((node) => node.nodeType === 1));
  out.querySelectorAll(".hoverlayer, .zoomlayer").forEach((node) => node.remove());
  out.querySelectorAll("text").forEach((node) => { node.style.fontFamily = FONT; });
  return new XMLSerializer().serializeToString(out);
}

function made(name, values, words) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(values)) node.setAttribute(key, value);
  if (words !== undefined) node.textContent = words;
  return node;
}

const pen = document.createElement("canvas").getContext("2d");

function written(style, x, top, height, words) {
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const m = pen.measureText(words);
  const y = top + (height - m.fontBoundingBoxAscent - m.fontBoundingBoxDescent) / 2 + m.fontBoundingBoxAscent;
  return made("text", { x, y, "font-size": style.fontSize, "font-weight": style.fontWeight, fill: style.color, "font-family": FONT }, words);
}

function solid(colour) { return colour && colour !== "transparent" && !/, ?0\)$/.test(colour); }

function addressed(url) { // a mark kept as a data address, as an element of its own
  const at = url.indexOf("data:image/svg+xml,");
  if (at < 0) return null;
  return new DOMParser().parseFromString(decodeURIComponent(url.slice(at + 19).replace(/"?\)?$/, "")), "image/svg+xml").documentElement;
}

function placed(mark, box, out) {
  if (!mark) return;
  const node = document.importNode(mark, true);
  for (const [key, value] of Object.entries({ x: box.x, y: box.y, width: box.width, height: box.height })) node.setAttribute(key, value);
  out.append(node);
}

function lines(node) { // the lines that one run of text is broken into, each with its place
  const range = document.createRange(), found = [];
  for (let at = 0; at < node.length; at++) {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getClientRects()[0];
    if (!box || !box.width) continue;
    const last = found[found.length - 1];
    if (last && Math.abs(last.top - box.top) < 2) last.words += node.data[at];
    else if (node.data[at].trim()) found.push({ words: node.data[at], left: box.left, top: box.top, height: box.height });
  }
  return found;
}

function drawn(element, from, out) { // an element as it stands on the screen, with everything within it
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  if (style.display === "none" || style.visibility === "hidden" || element.classList.contains("unseen")) return;
  const at = { x: box.left - from.left, y: box.top - from.top, width: box.width, height: box.height };
  if (solid(style.backgroundColor)) out.append(made("rect", { ...at, fill: style.backgroundColor }));
  if (element.tagName !== "A") {
    const edges = { Top: [at.x, at.y, at.width, 0], Bottom: [at.x, at.y + at.height, at.width, 0], Left: [at.x, at.y, 0, at.height], Right: [at.x + at.width, at.y, 0, at.height] };
    for (const [side, [x, y, dx, dy]] of Object.entries(edges)) {
      const wide = parseFloat(style[`border${side}Width`]);
      if (!wide || style[`border${side}Style`] === "none" || !solid(style[`border${side}Color`])) continue;
      const [ox, oy] = { Top: [0, wide / 2], Bottom: [0, -wide / 2], Left: [wide / 2, 0], Right: [-wide / 2, 0] }[side];
      out.append(made("line", { x1: x + ox, y1: y + oy, x2: x + dx + ox, y2: y + dy + oy, stroke: style[`border${side}Color`], "stroke-width": wide }));
    }
  }
  if (style.backgroundImage !== "none") placed(addressed(style.backgroundImage), at, out);
  if (element.tagName === "IMG") { placed(addressed(element.src), at, out); return; }
  if (element.tagName === "svg") { placed(element, at, out); return; }
  let within = out, start = from;
  if (style.overflowX === "hidden" && element.scrollWidth > element.clientWidth) { // words cut on the screen are cut here
    within = made("svg", { ...at, viewBox: `0 0 ${at.width} ${at.height}` });
    out.append(within);
    start = box;
  }
  for (const child of element.childNodes) {
    if (child.nodeType === 1) drawn(child, start, within);
    else if (child.nodeType === 3 && child.data.trim()) {
      for (const line of lines(child)) within.append(written(style, line.left - start.left, line.top - start.top, line.height, line.words));
    }
  }
}

function wrapped(words, style, wide) {
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const found = [];
  for (const word of words.split(" ").filter(Boolean)) {
    const longer = found.length ? `${found[found.length - 1]} ${word}` : word;
    if (found.length && pen.measureText(longer).width <= wide) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

function ofTable(asked) { // the table with its name above and its source below
  const table = document.querySelector(`table[data-table="${asked.number}"]`);
  if (!table) return "";
  const closed = [];
  for (let up = table.closest("details:not([open])"); up; up = up.parentElement.closest("details:not([open])")) { up.open = true; closed.push(up); }
  const box = table.getBoundingClientRect(), style = getComputedStyle(table), rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const wide = Math.max(box.width, 24 * rem), out = made("svg", {}), body = made("g", {});
  const text = (size, weight, colour = style.color) => ({ fontSize: `${size * rem}px`, fontWeight: weight, fontFamily: style.fontFamily, color: colour });
  let y = PAD;
  const put = (words, look, gap) => {
    for (const line of wrapped(words, look, wide)) {
      const high = parseFloat(look.fontSize) * 1.3;
      out.append(written(look, PAD, y, high, line));
      y += high;
    }
    y += gap * rem;
  };
  put(asked.title, text(1.06, 700), 0.1);
  if (asked.lines[0]) put(asked.lines[0], text(0.85, 400), 0.3);
  drawn(table, { left: box.left - PAD, top: box.top - y }, body);
  out.append(body);
  y += box.height + 0.5 * rem;
  if (asked.notice) put(asked.notice, text(0.79, 700), 0.1);
  if (asked.lines[1]) put(asked.lines[1], text(0.79, 400), 0);
  closed.forEach((one) => { one.open = false; });
  let page = "";
  for (let up = table; up && !solid(page); up = up.parentElement) page = getComputedStyle(up).backgroundColor;
  const [w, h] = [Math.ceil(wide + 2 * PAD), Math.ceil(y + PAD)];
  for (const [name, value] of [["width", w], ["height", h], ["viewBox", `0 0 ${w} ${h}`]]) out.setAttribute(name, value);
  out.prepend(made("rect", { width: w, height: h, fill: solid(page) ? page : "#FFFFFF" }));
  return new XMLSerializer().serializeToString(out);
}

function picture(data) {
  let svg = data.svg || (data.table.number ? ofTable(data.table) : ofChart(data.chart));
  if (svg && !svg.includes(`xmlns="${NS}"`) && !svg.includes(`xmlns='${NS}'`)) svg = svg.replace("<svg", `<svg xmlns="${NS}"`);
  return hex(svg).replace(/#[0-9a-f]{6}/gi, (colour) => data.light[colour.toUpperCase()] ?? colour);
}

async function png(svg) {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.drawImage(image, 0, 0);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export default function ({ data, parentElement }) {
  const status = parentElement.querySelector("span");
  const act = {
    copy: async (svg) => {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": png(svg) })]);
      return "Copied";
    },
    png: async (svg) => { save(await png(svg), `${data.name}.png`); return "Saved"; },
    svg: async (svg) => { save(new Blob([svg], { type: "image/svg+xml" }), `${data.name}.svg`); return "Saved"; },
  };
  parentElement.querySelectorAll("button").forEach((button) => {
    if (data.table.number) button.setAttribute("aria-label", `${button.textContent} of the table`);
    button.onclick = async () => {
      const svg = picture(data);
      if (!svg) { status.textContent = "It is still being drawn. Try again."; return; }
      try {
        status.textContent = await act[button.dataset.do](svg);
      } catch {
        status.textContent = "The browser did not allow it. Use PNG instead.";
      }
    };
  });
}
