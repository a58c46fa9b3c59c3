"""A film as a page is one file that holds all of it, whatever its words are."""

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser

import av
import numpy as np
import pytest
import tiny_film

from clipanim.lecture import captions, player, poster
from clipanim.stage import theme

pytest.importorskip("jinja2", reason="pages are filled in by jinja2")
Image = pytest.importorskip("PIL.Image")

HOSTILE = [
    pytest.param("</script><script>alert(1)</script>", id="end of a script"),
    pytest.param("</title></style><img src=x onerror=alert(1)>", id="tags"),
    pytest.param("\"' onload='alert(1)' \"", id="quotes"),
    pytest.param("<!-- --> ]]> <![CDATA[", id="comments"),
    pytest.param("one\r\ntwo\n\nthree", id="newlines"),
    pytest.param("\u202eright to left\u2066", id="right to left"),
    pytest.param("{{ 7 * 7 }} {% raw %} {# #} ${7} `", id="templates"),
    pytest.param("&lt;b&gt; &amp; \\u003c \\", id="escapes"),
    pytest.param("../../etc/passwd", id="path"),
]


class Page(HTMLParser):
    """The tags of a page, and the texts of its elements, by their id or else their class."""

    def __init__(self, content: bytes):
        super().__init__(convert_charrefs=True)
        self.tags, self.links, self.texts, self.open = [], [], {}, []
        self.feed(content.decode())

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.tags.append((tag, *(name for name, _ in attributes)))
        self.links += [named[name] for name in ("src", "href", "poster") if name in named]
        self.open.append(named.get("id") or named.get("class") or tag)
        self.texts.setdefault(self.open[-1], []).append("")

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.texts[self.open[-1]][-1] += data


class Void(Page):
    """The same, knowing which elements have no end."""

    def handle_starttag(self, tag, attributes):
        super().handle_starttag(tag, attributes)
        if tag in ("meta", "link", "input"):
            self.open.pop()


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    return tiny_film.film(tmp_path_factory.mktemp("film") / "film.mp4", sound=True)


@pytest.fixture(scope="module")
def page(video):
    return Void(player.export_page(tiny_film.movie(video)))


def test_a_page_holds_the_film_byte_by_byte(page, video):
    assert base64.b64decode(page.texts["bytes"][0]) == video.read_bytes()


def test_a_page_refers_to_nothing_but_itself(page):
    assert page.links
    assert all(link.startswith(("data:", "#")) for link in page.links)


def test_a_page_knows_the_frames_of_the_chapters_and_the_cues(page, video):
    film = json.loads(page.texts["film"][0])
    movie = tiny_film.movie(video)
    frames = [(one["first"], one["stop"]) for one in film["chapters"]]
    assert frames == [(one.frames.start, one.frames.stop) for one in movie.chapters]
    cues = [(one["start"], one["end"], tuple(one["rows"])) for one in film["cues"]]
    assert cues == [(one.start, one.end, one.rows) for one in captions.cues(movie.lines)]


def test_a_page_lists_chapters_lines_and_card(page):
    assert page.texts["name"] == list(tiny_film.NAMES)
    assert page.texts["line"] == ["Line 1.", "Line 2.", "Line 3."]
    assert page.texts["holds"] == ["Holds."]


def test_a_page_may_run_its_own_script_and_style_only(video):
    text = player.export_page(tiny_film.movie(video)).decode()
    for kind, body in (
        ("script-src", re.search(r'<script type="module">(.*?)</script>', text, re.DOTALL)),
        ("style-src", re.search(r"<style>(.*?)</style>", text, re.DOTALL)),
    ):
        digest = base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}';".replace("'", "&#39;") in text


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_change_nothing_but_text(words, page, video):
    names = (words, "Second", words)
    made = Void(player.export_page(tiny_film.movie(video, title=words, names=names, text=words)))
    assert made.tags == page.tags
    assert made.texts["name"] == list(names)
    assert made.texts["line"] == [words] * 3
    assert made.texts["title"] == made.texts["h1"] == [words]
    film = json.loads(made.texts["film"][0])
    assert [one["name"] for one in film["chapters"]] == list(names)


def test_half_a_character_does_not_stop_a_page(video):
    assert player.export_page(tiny_film.movie(video, title="half \ud83d"))


def test_a_film_too_large_for_a_page_is_refused(video, monkeypatch):
    monkeypatch.setattr(player, "MAX_PAGE_BYTES", 1000)
    with pytest.raises(player.PlayerError, match=r"film\.mp4: .* too large .* export a folder"):
        player.export_page(tiny_film.movie(video))


def test_a_folder_holds_the_film_beside_the_page(video, tmp_path):
    parts = player.export_folder(tiny_film.movie(video), tmp_path)
    page = Void(parts["index.html"])
    beside = {link for link in page.links if not link.startswith(("data:", "#"))}
    assert beside == {"film.mp4", "poster.jpg"} <= set(parts)
    assert parts["film.mp4"].read_bytes() == video.read_bytes()
    assert parts["film.mp4"].parent == tmp_path
    assert parts["film.vtt"].decode().startswith("WEBVTT")


@pytest.mark.parametrize(
    ("how", "tracks"),
    [
        pytest.param("burned", [], id="burned: no second text"),
        pytest.param("track", [True], id="track: on"),
        pytest.param("none", [False], id="none: there, off"),
    ],
)
def test_what_is_pasted_elsewhere_shows_captions_once(how, tracks, video):
    words = '"><script>'
    pasted = Void(player.embed_code(tiny_film.movie(video, how, title=words), "films/a b").encode())
    assert ["default" in tag for tag in pasted.tags if tag[0] == "track"] == tracks
    assert {tag[0] for tag in pasted.tags} <= {"iframe", "video", "track"}
    assert {link.rpartition("/")[0] for link in pasted.links} == {"films/a b"}


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_colours_of_a_page_are_those_of_films(name):
    style = (player.TEMPLATES / "player.css").read_text()
    blocks = [f".{name} {{"] if name == "dark" else [":root, .light {"]
    blocks += ["@media (prefers-color-scheme: dark) {"] if name == "dark" else []
    for block in blocks:
        body = style.partition(block)[2].partition("}")[0]
        found = dict(re.findall(r"--(\w+): (#\w{6});", body))
        assert len(found) == 7
        assert found == {colour: getattr(theme.PALETTES[name], colour) for colour in found}


def test_the_poster_is_the_first_picture_with_something_in_it(tmp_path):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=10, options={"preset": "ultrafast", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for n in range(30):
            picture = np.zeros((180, 320, 3), np.uint8)
            if n >= 10:
                picture[:, 100:200] = (40, 180, 60) if n < 20 else (210, 40, 40)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        target.mux(stream.encode(None))
    with Image.open(io.BytesIO(poster.poster_jpeg(path))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 180))
        red, green, blue = picture.convert("RGB").getpixel((150, 90))
    assert green > red + 60
    assert green > blue + 60


def test_a_film_of_one_colour_has_a_poster_too(tmp_path):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as target:
        stream = target.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        target.mux(
            stream.encode(av.VideoFrame.from_ndarray(np.zeros((180, 320, 3), np.uint8), "rgb24"))
        )
        target.mux(stream.encode(None))
    assert poster.poster_jpeg(path).startswith(b"\xff\xd8")
