// The address to the clipboard, also where the page is not served over https; and the cursor into a dialog's first box.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    (document.querySelector("[role=dialog]") || document.body).append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("not copied");
  }
}

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("span");
  button.hidden = !data.address;
  button.onclick = async () => {
    try {
      await copy(data.address);
      said.textContent = "Copied";
    } catch {
      said.textContent = "Not copied: select the address and copy it";
    }
  };
  if (data.focus && !parentElement.sdFocused) {
    parentElement.sdFocused = true;
    // The dialog first takes the focus itself, sooner or later: look until the box has kept it for a while, or a reader has moved on.
    const look = (left, kept) => {
      const box = document.querySelector(data.focus), at = document.activeElement;
      if (box && at !== box && !(at && at.closest("[role=dialog]") && at.matches("input, button, a"))) box.focus();
      const stays = box && document.activeElement === box ? kept + 1 : 0;
      if (left && stays < 30) requestAnimationFrame(() => look(left - 1, stays));
    };
    look(600, 0);
  }
}
