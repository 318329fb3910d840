// The keys of a presenter: arrows, page keys and space move, Home and End jump, i opens the list, Escape closes it and then leaves.
const MOVES = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "back", PageUp: "back", Home: "first", End: "last", i: "index", I: "index" };
const TYPED = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox], [role=radio], [role=spinbutton], [role=dialog]";

export default function ({ setTriggerValue, parentElement }) {
  const on = (event) => {
    const from = event.composedPath()[0];
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || from.closest?.(TYPED)) return;
    if (event.key === " " && from.closest?.("button, a, summary")) return;
    if (event.key === "Escape" && document.querySelector(".st-key-present_index")) { setTriggerValue("move", "index"); return; }
    if (event.key === "Escape") { document.querySelector("a.leave")?.click(); return; }
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    setTriggerValue("move", move);
  };
  parentElement.sdKeys?.();
  document.addEventListener("keydown", on);
  parentElement.querySelector("i")?.classList.add("heard");
  parentElement.sdKeys = () => document.removeEventListener("keydown", on);
  return parentElement.sdKeys;
}
