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
    const look = (left) => {
      const box = document.querySelector(data.focus);
      if (box) box.focus();
      else if (left) requestAnimationFrame(() => look(left - 1));
    };
    look(120);
  }
}
