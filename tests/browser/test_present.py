"""A meeting on a real screen: presented by keyboard alone, into a KPI and back, read from the back of a room, printed a page each."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
SLIDES = ["What matters first", *(f"Priority {n}" for n in range(1, 7)), "You said", "risks", "ratings to agree", "next time"]
MANY = len(SLIDES)
LEAST = {(1280, 720): 18.0, (1366, 768): 18.0, (1920, 1080): 24.0}  # px of the smallest words
FAULTS = """(least) => {
  const faults = [], foot = document.querySelector('.sd.locked').getBoundingClientRect().top;
  for (const el of document.querySelectorAll('[data-testid=stMain] *')) {
    const style = getComputedStyle(el), box = el.getBoundingClientRect();
    if (style.visibility === 'hidden' || style.display === 'none' || box.width < 2 || box.height < 2) continue;
    const words = [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent.trim()).join(' ').trim();
    if (!words || el.closest('.st-key-present_heard')) continue;
    if (parseFloat(style.fontSize) < least) faults.push(`small ${style.fontSize}: ${words.slice(0, 40)}`);
    if (box.right > innerWidth + 1 || box.left < -1) faults.push(`off the window: ${words.slice(0, 40)}`);
    if (el.closest('.slide') && box.bottom > foot + 1)
      faults.push(`under the foot by ${Math.round(box.bottom - foot)}: ${words.slice(0, 40)}`);
  }
  for (const cell of document.querySelectorAll('.sd td, .sd th'))
    if (cell.scrollWidth > cell.clientWidth + 1) faults.push(`cell overflows: ${cell.textContent.slice(0, 40)}`);
  for (const image of document.querySelectorAll('.sd img')) if (!image.alt) faults.push('an image without words');
  for (const image of document.querySelectorAll('.sd img.chart')) {
    const shown = image.getBoundingClientRect();
    if (19 * shown.width / image.naturalWidth < least) faults.push(`a chart's words are ${19 * shown.width / image.naturalWidth} px`);
    if (shown.bottom > foot + 1) faults.push(`the chart lies under the foot by ${Math.round(shown.bottom - foot)}`);
  }
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one first heading');
  return faults;
}"""


@pytest.fixture(scope="module")
def room(borough: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The illustrative borough with its plan and typed words, served."""
    folder = tmp_path_factory.mktemp("room")
    shutil.copytree(borough, folder / "home")
    with serving(folder / "home", folder / "log.txt") as address:
        yield address


def on(page: Page, number: int) -> None:
    """Waits until a slide and its place are shown."""
    expect(page.get_by_text(f"Slide {number} of {MANY}")).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    expect(page.locator(".slide")).to_contain_text(SLIDES[number - 1])
    expect(page.locator(".locked")).to_contain_text("Figures as at ")
    expect(page.locator(".st-key-present_heard i.heard")).to_have_count(1)  # no key is pressed before one can be heard


def test_a_whole_meeting_is_presented_by_keyboard_alone(page: Page, room: str, shot: Callable[[Page, str], None]) -> None:
    page.goto(f"{room}/meetings?area=Westmere")
    link = page.get_by_role("link", name="Present this meeting")
    link.focus()
    page.keyboard.press("Enter")
    on(page, 1)
    assert page.locator("[data-testid=stHeader]").is_hidden()
    pressed = ["ArrowRight", "PageDown", " "]
    for number in range(2, MANY + 1):
        page.keyboard.press(pressed[number % 3])
        on(page, number)
    page.keyboard.press("ArrowRight")
    on(page, MANY)
    page.keyboard.press("Home")
    on(page, 1)
    page.keyboard.press("End")
    on(page, MANY)
    page.keyboard.press("PageUp")
    on(page, MANY - 1)
    page.keyboard.press("i")
    expect(page.get_by_role("heading", name="Slides")).to_be_visible()
    shot(page, "present-index")
    page.get_by_role("button", name="3 · Priority 2").focus()
    page.keyboard.press("Enter")
    on(page, 3)
    assert "slide=priority-2" in page.url
    locked = page.locator(".locked").inner_text()
    page.go_back()
    expect(page.get_by_role("heading", name="Slides")).to_be_visible()
    page.go_forward()
    on(page, 3)
    page.reload()
    on(page, 3)
    assert page.locator(".locked").inner_text() == locked
    kpi = page.locator(".slide th a").first
    name = kpi.inner_text()
    kpi.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    back = page.get_by_role("link", name="Back to slide 3")
    back.focus()
    page.keyboard.press("Enter")
    on(page, 3)
    assert page.locator(".locked").inner_text() == locked
    page.keyboard.press("i")
    expect(page.get_by_role("heading", name="Slides")).to_be_visible()
    page.keyboard.press("Escape")
    on(page, 3)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Present this meeting")).to_be_visible()


def test_words_typed_in_a_box_move_no_slide(page: Page, room: str) -> None:
    page.goto(f"{room}/present?area=Westmere&slide=agree")
    on(page, MANY - 1)
    box = page.get_by_label("Reason")
    box.click()
    page.keyboard.type("in a good way i think")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(box).to_have_value("in a good way i think")
    on(page, MANY - 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_slide_is_read_from_the_back_of_the_room(theme: str, browser: Browser, room: str, shot: Callable[[Page, str], None]) -> None:
    faults: dict[str, list[str]] = {}
    for (width, height), least in LEAST.items():
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light")
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{room}/present?area=Westmere")
        for number in range(1, MANY + 1):
            on(page, number)
            if found := page.evaluate(FAULTS, least):
                faults[f"{width}, slide {number}"] = found
            shot(page, f"present-{theme}-{width}-{number}")
            page.keyboard.press("ArrowRight")
        context.close()
    assert faults == {}


def test_each_slide_prints_on_one_page_of_a4_across(page: Page, room: str, tmp_path: Path) -> None:
    for number in range(1, MANY + 1):
        if number == 1:
            page.goto(f"{room}/present?area=Westmere")
        on(page, number)
        content = page.pdf(path=tmp_path / f"{number}.pdf", prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1, number
        box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", content)
        assert box is not None
        assert (round(float(box[1])), round(float(box[2]))) == (842, 595)
        page.keyboard.press("ArrowRight")


def test_a_long_page_prints_whole_without_bars_or_buttons(page: Page, room: str, tmp_path: Path) -> None:
    page.goto(f"{room}/?area=Westmere")
    expect(page.get_by_role("link", name="Pupils on roll").first).to_be_visible()
    expect(page.locator("[data-test-script-state='notRunning']")).to_have_count(1)
    content = page.pdf(path=tmp_path / "overview.pdf", prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 2
    page.emulate_media(media="print")
    for hidden in page.locator("[data-testid=stHeader], .stButton, .stDownloadButton").all():
        expect(hidden).to_be_hidden()


POLICY = "script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
STRICT = f"""{{
  const put = () => {{
    if (!document.head) return false;
    const policy = Object.assign(document.createElement('meta'), {{ httpEquiv: 'Content-Security-Policy', content: "{POLICY}" }});
    document.head.prepend(policy);
    return true;
  }};
  const seen = new MutationObserver(() => put() && seen.disconnect());
  if (!put()) seen.observe(document, {{ childList: true, subtree: true }});
}}"""


def test_the_keys_work_where_no_inline_and_no_remote_script_may_run(page: Page, room: str) -> None:
    page.add_init_script(STRICT)
    page.goto(f"{room}/present?area=Westmere")
    on(page, 1)
    assert page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") == POLICY
    page.keyboard.press("ArrowRight")
    on(page, 2)
