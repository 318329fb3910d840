// While the server is away Streamlit puts a box about itself and the internet over the page. A calm line of ours stands in its place;
// the page beneath stays as it was, and both go when the server answers again.
(() => {
  const WORDS = "The dashboard is starting again. This page comes back by itself; what you typed stays in its box.";
  const FOREIGN = /Connection error|Is Streamlit still running|Are you connected to the internet/;
  let line = null;
  const look = () => {
    const boxes = [...document.querySelectorAll("[data-testid='stDialog'], [role='dialog']")];
    const found = boxes.filter((box) => FOREIGN.test(box.textContent));
    for (const box of found) {
      const whole = box.closest("[data-testid='stDialog']") || box;
      whole.style.display = "none";
    }
    document.documentElement.classList.toggle("sd-away", found.length > 0);
    if (found.length && !line) {
      line = document.createElement("div");
      line.className = "sd-away-line";
      line.setAttribute("role", "status");
      line.textContent = WORDS;
      document.body.append(line);
    } else if (!found.length && line) {
      line.remove();
      line = null;
    }
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
