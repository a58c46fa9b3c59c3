"""The page plays in a browser, from the disk: it stops, seeks and shows what it must."""

import shutil
import time

import pytest
import tiny_film

from clipanim.lecture import player

pytest.importorskip("jinja2", reason="pages are filled in by jinja2")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to try pages in")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LENGTH, FPS = tiny_film.LENGTH, tiny_film.FPS
LEAVING = 5  # frames in which a picture makes room for the next
COLOURS = dict(zip(tiny_film.COLOURS, range(3), strict=True))
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1360, "height": 860}

# Which frame is on screen: of which chapter by its colour, of which number by its grey.
SEEN = """(() => {
  const over = document.getElementById("canvas");
  const source = over.hidden ? video : over;
  const one = new OffscreenCanvas(2, 1).getContext("2d");
  one.drawImage(source, 40, 60, 60, 60, 0, 0, 1, 1);
  one.drawImage(source, 220, 60, 60, 60, 1, 0, 1, 1);
  return [...one.getImageData(0, 0, 2, 1).data];
})()"""
WATCH = f"""window.seen = []; (function look() {{
  window.seen.push({SEEN}); requestAnimationFrame(look);
}})()"""


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """Pages of the tiny film, by what becomes of its captions."""
    folder = tmp_path_factory.mktemp("pages")
    video = tiny_film.film(folder / "film.mp4", sound=True)
    for how in ("burned", "track"):
        (folder / f"{how}.html").write_bytes(player.export_page(tiny_film.movie(video, how)))
    movie = tiny_film.movie(video, leaving=LEAVING)
    (folder / "leaving.html").write_bytes(player.export_page(movie))
    (folder / "beside").mkdir()
    (folder / "private").mkdir()
    for name, content in player.export_folder(tiny_film.movie(video), folder / "private").items():
        made = folder / "beside" / name
        made.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    return folder


@pytest.fixture
def visit(browser, films):
    """Open a page; in the end it must have been silent, and asked nobody for anything."""
    opened, said = [], []

    def open_page(name="burned.html", size=DESK, address="", **how):
        context = browser.new_context(viewport=size, **how)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if abroad(request.url) else 0)
        page.goto(f"{(films / name).as_uri()}{address}")
        until(page, "video.readyState >= 3")
        return page

    yield open_page
    for context in opened:
        context.close()
    assert said == []


def abroad(url):
    return not url.startswith(("file:", "blob:", "data:"))


def frame_of(pixels):
    """The chapter, from 0, and the frame in it that two pixels tell."""
    grey, colour = pixels[0], pixels[4:7]
    distance = {
        n: sum(abs(a - b) for a, b in zip(one, colour, strict=True)) for one, n in COLOURS.items()
    }
    return min(distance, key=distance.get), round(grey / tiny_film.STEP)


def until(page, condition, timeout=8):
    """Wait until a condition in the page holds; the page forbids to be asked from inside."""
    end = time.monotonic() + timeout
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)


def seen(page):
    return frame_of(page.evaluate(SEEN))


def paused(page):
    return page.evaluate("video.paused")


def wait_for_end(page, chapter, leaving=0):
    """Until the film stands at the end of a chapter, from 0, and is settled there."""
    stop = (chapter + 1) * LENGTH - leaving
    place = f"{(stop - 1) / FPS} <= video.currentTime && video.currentTime < {stop / FPS}"
    until(page, f"video.paused && !video.seeking && {place}")
    page.wait_for_timeout(100)


@pytest.mark.parametrize("name", ["burned.html", "beside/index.html"])
def test_the_film_plays_from_the_disk(visit, name):
    page = visit(name)
    assert paused(page)
    page.keyboard.press(" ")
    until(page, "video.currentTime > 0.3")
    assert page.get_by_role("button", name="Pause").is_visible()
    page.keyboard.press(" ")
    assert paused(page)


def test_chapters_are_sought_by_key_and_by_button(visit):
    page = visit()
    for seek, chapter in (
        (lambda: page.keyboard.press("3"), 2),
        (lambda: page.keyboard.press("PageUp"), 1),
        (lambda: page.get_by_role("navigation").get_by_role("button", name="First").click(), 0),
        (lambda: page.keyboard.press("PageDown"), 1),
    ):
        seek()
        until(page, "!video.seeking")
        page.wait_for_timeout(100)
        assert seen(page) == (chapter, 0)
        current = page.locator(".chapter[aria-current=true] .name")
        assert current.all_inner_texts() == [tiny_film.NAMES[chapter]]
        assert page.locator("#live").inner_text().endswith(tiny_film.NAMES[chapter])


def test_the_slider_tells_and_sets_the_frame(visit):
    page = visit()
    slider = page.get_by_role("slider", name="Position")
    slider.fill("32")
    until(page, "!video.seeking")
    page.wait_for_timeout(100)
    assert seen(page) == (1, 32 - LENGTH)
    assert slider.get_attribute("aria-valuetext") == "0:01 of 0:01, chapter 2 of 3: Second"


def test_the_marks_on_the_bar_are_where_the_chapters_begin(visit):
    page = visit()
    bar = page.locator(".parts").bounding_box()
    parts = [page.locator(".parts span").nth(n).bounding_box() for n in range(3)]
    places = [(part["x"] - bar["x"]) / bar["width"] for part in parts]
    assert places == pytest.approx([0, 1 / 3, 2 / 3], abs=0.01)


def test_captions_on_a_track_are_shown_until_they_are_switched_off(visit):
    page = visit("track.html")
    page.get_by_role("slider").fill(str(LENGTH + 9))
    cue = page.locator("#captions")
    assert cue.inner_text() == "Line 2."
    page.keyboard.press("c")
    assert cue.is_hidden()
    page.keyboard.press("c")
    assert cue.is_visible()
    page.get_by_role("slider").fill("0")  # nobody has spoken yet
    assert cue.is_hidden()


def test_captions_in_the_picture_are_not_shown_twice(visit):
    page = visit("burned.html")
    page.get_by_role("slider").fill(str(LENGTH + 9))
    page.keyboard.press("c")
    assert page.locator("#captions").is_hidden()
    assert page.locator("#now").inner_text() == "The captions are in the picture"


@pytest.mark.parametrize(
    ("speed", "slowed"),
    [
        pytest.param(1, 1, id="as it is"),
        pytest.param(2, 1, id="twice as fast"),
        pytest.param(1, 6, id="on a slow machine"),
    ],
)
def test_a_lecture_stands_on_the_last_frame_of_each_chapter_and_never_shows_the_next(
    visit, speed, slowed
):
    page = visit()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    page.get_by_role("combobox", name="Speed").select_option(str(speed))
    page.keyboard.press("l")
    page.evaluate(WATCH)
    for chapter, key in enumerate(["ArrowRight", "PageDown", " "]):
        page.keyboard.press(key)
        wait_for_end(page, chapter)
        assert seen(page) == (chapter, LENGTH - 1)
        looks = [frame_of(pixels) for pixels in page.evaluate("window.seen.splice(0)")]
        shown = [number for number in looks if number[0] >= chapter]
        assert {where for where, _ in shown} == {chapter}
        assert len(set(shown)) > 2
        assert shown == sorted(shown)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(100)
    assert paused(page)


def test_a_lecture_stands_where_the_picture_is_whole_and_shows_it_leave_when_it_goes_on(visit):
    page = visit("leaving.html")
    page.keyboard.press("l")
    page.evaluate(WATCH)
    for chapter in range(2):
        page.keyboard.press("PageDown")
        wait_for_end(page, chapter, LEAVING)
        looks = [frame_of(pixels) for pixels in page.evaluate("window.seen.splice(0)")]
        assert seen(page) == max(looks) == (chapter, LENGTH - LEAVING - 1)
    assert any(number > LENGTH - LEAVING for where, number in looks if where == 0)
    page.keyboard.press("PageDown")
    wait_for_end(page, 2)


def test_a_lecture_stops_in_a_folder_too(visit):
    page = visit("beside/index.html")
    page.keyboard.press("l")
    for chapter in range(2):
        page.keyboard.press("PageDown")
        wait_for_end(page, chapter)
        assert page.locator("#canvas").is_visible()


def test_a_lecture_goes_to_the_end_of_a_chapter_and_back_to_its_start(visit):
    page = visit()
    page.keyboard.press("l")
    page.keyboard.press("2")
    until(page, "!video.paused")
    page.keyboard.press("PageDown")
    wait_for_end(page, 1)
    assert seen(page) == (1, LENGTH - 1)
    page.keyboard.press("PageUp")
    until(page, "!video.paused")
    assert seen(page)[0] == 1
    wait_for_end(page, 1)
    page.keyboard.press("Escape")
    assert page.locator("nav").is_visible()
    page.keyboard.press(" ")
    until(page, f"video.currentTime > {2 * LENGTH / FPS}")


def test_the_notes_of_a_lecture_are_those_of_the_chapter(visit):
    page = visit(address="#lecture,chapter=2")
    page.keyboard.press("n")
    page.keyboard.press("PageDown")
    wait_for_end(page, 1)
    assert page.locator(".note:visible h2").all_inner_texts() == ["2 Second"]
    assert page.locator(".line:visible").all_inner_texts() == ["Line 2."]
    page.keyboard.press("ArrowRight")
    wait_for_end(page, 2)
    assert page.locator(".note:visible .holds").all_inner_texts() == ["Holds."]
    page.keyboard.press("n")
    assert page.locator("#notes").is_hidden()


def test_the_notes_have_a_window_of_their_own_that_follows_and_takes_keys(visit):
    page = visit(address="#lecture")
    with page.expect_popup() as opened:
        page.keyboard.press("w")
    desk = opened.value
    assert desk.locator("h2").inner_text() == "1 First"
    desk.keyboard.press("PageDown")
    wait_for_end(page, 0)
    assert desk.locator(".state").inner_text().endswith("waits for →")
    desk.keyboard.press("PageDown")
    wait_for_end(page, 1)
    assert desk.locator("h2").inner_text() == "2 Second"
    background = "getComputedStyle(document.documentElement).backgroundColor"
    assert desk.evaluate(background) == "rgb(15, 18, 24)"  # styled as the film is


def test_speed_is_changed_by_keys(visit):
    page = visit()
    speeds = []
    for key in ("s", "+", "+", "-", "s", "s", "s"):
        page.keyboard.press(key)
        speeds.append(page.evaluate("video.playbackRate"))
    assert speeds == [1.25, 1.5, 2, 1.5, 2, 0.5, 0.75]


def test_full_screen_help_and_sound_have_keys(visit):
    page = visit()
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").is_hidden()
    page.keyboard.press("m")
    assert page.get_by_role("button", name="Mute").get_attribute("aria-pressed") == "true"
    page.keyboard.press("f")
    until(page, "document.fullscreenElement?.id === 'player'")
    page.keyboard.press("f")
    until(page, "!document.fullscreenElement")


def test_all_that_can_be_pressed_has_a_name_and_shows_where_the_keyboard_is(visit):
    page = visit("track.html")
    names = page.evaluate(
        """[...document.querySelectorAll("main button, main input, main select")].map(
        (one) => one.getAttribute("aria-label") || one.innerText)"""
    )
    assert all(name.strip() for name in names)
    for _ in range(8):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


@pytest.mark.parametrize("address", ["", "#lecture"])
def test_a_phone_shows_the_whole_width_without_scrolling(visit, address):
    page = visit(size=PHONE, address=address)
    page.keyboard.press("n")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    for button in page.locator("main button:visible").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    tops = {round(one.bounding_box()["y"]) for one in page.locator(".bar button:visible").all()}
    assert len(tops) == 1  # the buttons are in one row


def test_nothing_moves_by_itself_for_those_who_asked_for_that(visit):
    page = visit(reduced_motion="reduce")
    page.wait_for_timeout(200)
    assert paused(page)
    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter(
        (one) => getComputedStyle(one).transitionDuration !== "0s").length"""
    )
    assert moving == 0


@pytest.mark.parametrize(
    ("scheme", "colour"),
    [
        pytest.param("light", "rgb(252, 251, 248)", id="light"),
        pytest.param("dark", "rgb(15, 18, 24)", id="dark"),
    ],
)
def test_the_page_is_light_or_dark_as_its_reader_likes_it_and_a_lecture_as_the_film_is(
    visit, scheme, colour
):
    page = visit(color_scheme=scheme)
    background = "getComputedStyle(document.{}).backgroundColor"
    assert page.evaluate(background.format("documentElement")) == colour
    page.keyboard.press("l")
    assert page.evaluate(background.format("getElementById('player')")) == "rgb(15, 18, 24)"
