// One chart or finished SVG to the clipboard or to a file, made in the page itself.
const NS = "http://www.w3.org/2000/svg";
const PAD = 20; // px of page around a chart

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
  out.querySelectorAll("text").forEach((node) => { node.style.fontFamily = "Arial, 'Liberation Sans', Helvetica, sans-serif"; });
  return new XMLSerializer().serializeToString(out);
}

function picture(data) {
  let svg = data.svg || ofChart(data.chart);
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
    button.onclick = async () => {
      const svg = picture(data);
      if (!svg) { status.textContent = "The chart is still being drawn. Try again."; return; }
      try {
        status.textContent = await act[button.dataset.do](svg);
      } catch {
        status.textContent = "The browser did not allow it. Use PNG instead.";
      }
    };
  });
}
