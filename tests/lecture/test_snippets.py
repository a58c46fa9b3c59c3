"""Texts to paste, each read by a parser of its language; and the clips that they name."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import webvtt
import yaml
from hostile_text import WORDS
from markdown_it import MarkdownIt
from movies import film, seen

from clipanim.lecture.escaping import sanitize_text
from clipanim.lecture.snippets import export_snippets

VOID = {"track", "img", "br"}
ESCAPES = re.compile(r"\\(?:text[a-z]+\{\}|[{}$&#%_])")  # of signs that mean something to LaTeX


class Elements(HTMLParser):
    """The elements of a page, with their attributes and words; all of them are closed."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes), []))
        assert len(dict(attributes)) == len(attributes)
        if tag not in VOID:
            self.open.append(self.found[-1])

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if data.strip():
            self.open[-1][2].append(data)

    def all(self, tag):
        return [
            (attributes, "".join(words)) for name, attributes, words in self.found if name == tag
        ]


@pytest.fixture(scope="module")
def movie(tmp_path_factory):
    """A film whose chapters, lines and title are all that could be taken for something else."""
    path = tmp_path_factory.mktemp("film") / "50% & #1.mp4"
    chapters = [(words, 2) for words in WORDS.values()]
    title = "".join(WORDS.values())
    return film(path, title=title, chapters=chapters, texts=[*WORDS.values()], size=(64, 36))


@pytest.fixture(scope="module")
def made(movie, tmp_path_factory):
    return export_snippets(movie, tmp_path_factory.mktemp("private"))


@pytest.fixture(scope="module")
def texts(made):
    return {
        name: content.decode()
        for name, content in made.items()
        if not name.endswith((".mp4", ".png", ".vtt"))
    }


def names(movie):
    return [sanitize_text(one.name) or f"Chapter {one.number}" for one in movie.chapters]


def stems(movie):
    return [f"50-1-{one.number:02}" for one in movie.chapters]


def test_every_clip_that_a_text_names_is_there(movie, made, texts):
    clips = {f"{stem}{end}" for stem in stems(movie) for end in (".mp4", ".png", ".vtt")}
    assert {*made} == {*texts, *clips}
    for text in texts.values():
        assert {*re.findall(r"50-1-\d+\.(?:mp4|png|vtt)", text)} <= clips


def test_clips_and_captions_are_those_of_the_chapters(movie, made, tmp_path):
    for chapter, stem in zip(movie.chapters[:3], stems(movie), strict=False):
        assert len(seen(made[f"{stem}.mp4"])) == len(chapter.frames)
        (tmp_path / "clip.vtt").write_bytes(made[f"{stem}.vtt"])
        cues = list(webvtt.read(str(tmp_path / "clip.vtt")))
        assert all(cue.end_in_seconds <= chapter.seconds + 0.001 for cue in cues)


def test_reveal_has_a_section_for_every_chapter_with_notes(movie, texts):
    page = Elements(texts["reveal.html"])
    assert [one["aria-label"] for one, _ in page.all("section")] == names(movie)
    assert [one["src"] for one, _ in page.all("video")] == [f"{stem}.mp4" for stem in stems(movie)]
    assert {name for name, *_ in page.found} == {"section", "video", "track", "aside", "p"}
    said = [sanitize_text(line.text) for line in movie.lines]
    assert [words for _, words in page.all("p")] == said


def test_a_page_has_a_figure_for_every_chapter_and_a_frame_for_the_player(movie, texts):
    page = Elements(texts["page.html"])
    assert [words for _, words in page.all("figcaption")] == names(movie)
    ((frame, _),) = page.all("iframe")
    assert (frame["src"], frame["title"]) == ("50%25%20%26%20%231.html", sanitize_text(movie.title))
    assert {name for name, *_ in page.found} == {"figure", "figcaption", "video", "track", "iframe"}


def test_captions_are_shown_unasked_only_if_they_are_not_in_the_picture(tmp_path):
    movie = film(tmp_path / "film.mp4", size=(64, 36))
    for captions, shown in (("burned", False), ("track", True)):
        movie.recipe["settings"]["captions"] = captions
        page = Elements(export_snippets(movie, tmp_path)["page.html"].decode())
        assert all(("default" in track) == shown for track, _ in page.all("track"))


def test_quarto_has_a_slide_for_every_chapter(movie, texts):
    _, head, body = re.split(r"^---$", texts["quarto.qmd"], maxsplit=2, flags=re.M)
    front = yaml.safe_load(head)
    assert shown_in(front["title"]) == [sanitize_text(movie.title)]  # Pandoc reads it as Markdown
    assert len(front["resources"]) == 3 * len(movie.chapters)
    tokens = MarkdownIt("commonmark").parse(body)
    fences = [one for one in tokens if one.type == "fence"]
    assert {one.info for one in fences} == {"{=html}"}
    assert len(fences) == len(movie.chapters)
    for fence, name in zip(fences, names(movie), strict=True):
        ((video, _),) = Elements(fence.content).all("video")
        assert video["aria-label"] == name
    assert "{{<" not in texts["quarto.qmd"]  # no shortcode of Quarto's
    headings = [shown_in(row[3:])[0] for row in body.splitlines() if row.startswith("## ")]
    assert headings == names(movie)
    assert len(re.findall(r"^:::", body, re.M)) == 2 * len(movie.chapters)


def shown_in(markdown):
    """What blocks of Markdown show, if they are nothing but words."""
    found = [one for one in MarkdownIt("commonmark").parse(markdown) if one.type == "inline"]
    assert all({part.type for part in one.children} <= {"text"} for one in found)
    return ["".join(part.content for part in one.children) for one in found]


def test_markdown_links_a_picture_of_every_chapter_to_its_clip(movie, texts):
    tokens = MarkdownIt("commonmark").parse(texts["page.md"])
    links = []
    for one in tokens:
        for link, image in pairwise(one.children or ()):
            if link.type == "link_open":
                words = "".join(part.content for part in image.children)
                links.append((link.attrs["href"], words, image.attrs["src"]))
    expected = zip(stems(movie), names(movie), strict=True)
    assert links == [(f"{stem}.mp4", name, f"{stem}.png") for stem, name in expected]


def test_beamer_has_a_frame_for_every_chapter_and_nothing_else_for_latex_to_do(movie, texts):
    text = texts["beamer.tex"]
    rows = [row for row in text.splitlines() if not row.startswith("%")]
    assert len(rows) == len(movie.chapters) * 4 + len(movie.lines)
    commands = {"begin", "end", "centering", "movie", "includegraphics", "textwidth", "textheight"}
    for row in rows:
        plain = ESCAPES.sub("", row)
        assert {*re.findall(r"\\([a-zA-Z]+|.)", plain)} <= {*commands, "note"}
        assert not re.search(r"[$&#%^~]", plain)
        assert plain.count("{") == plain.count("}")
    assert text.count("\\begin{frame}") == text.count("\\end{frame}") == len(movie.chapters)
    assert re.findall(r"\{([^{}]*\.mp4)\}", text) == [f"{stem}.mp4" for stem in stems(movie)]
