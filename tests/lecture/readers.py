"""Files read by parsers of their languages: what they are built of, and which words they hold.

Of each file `read` gives its build, which must not depend on words, and the words in it.
"""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import PurePath
from urllib.parse import unquote

import av
import pytest
from markdown_it import MarkdownIt

POINTS_ELSEWHERE = ("href", "src", "srcset", "action", "formaction", "poster", "data")
WITHOUT_END = {"br", "hr", "img", "input", "link", "meta", "source", "track", "path", "use"}
VIDEOS = (".mp4", ".webm", ".gif", ".mov")
PICTURES = (".png", ".jpg", ".jpeg")


def read(path):
    """The build of a file, and all words in it as one text.

    Raises:
        AssertionError: if it is not well formed.
        KeyError: if there is no reader for such a file; a new kind needs one.
    """
    return READERS[path.name if path.name in READERS else path.suffix](path)


def places(path):
    """The files beside a text that it names, as a browser or a reader of Markdown finds them."""
    if path.suffix == ".html" or path.name == "embed.txt":
        parser = _Page()
        parser.feed(_text(path))
        found = parser.places
    elif path.suffix in (".md", ".qmd"):
        tokens = MarkdownIt("commonmark", {"html": True}).parse(_text(path))
        each = [one for token in tokens for one in token.children or ()]
        found = [one.attrs.get("href") or one.attrs.get("src") for one in each if one.attrs]
    else:
        found = []
    return [unquote(one) for one in found if not re.match(r"[a-z]+:|#", one)]


def _text(path):
    content = path.read_bytes().decode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content), path.name
    return content


class _Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.build, self.words, self.open, self.places = [], [], [], []

    def handle_starttag(self, tag, attrs):
        names = sorted(name for name, _ in attrs)
        places = sorted((n, _short(v)) for n, v in attrs if n in POINTS_ELSEWHERE)
        assert len(names) == len(set(names)), attrs
        assert not [name for name in names if name.startswith("on")], attrs
        self.build.append((tag, tuple(names), tuple(places)))
        self.words += [value or "" for _, value in attrs]
        self.places += [value for name, value in attrs if name in POINTS_ELSEWHERE and value]
        if tag not in WITHOUT_END:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in WITHOUT_END:
            assert self.open, tag
            assert self.open.pop()[0] == tag
        self.build.append(f"/{tag}")

    def handle_data(self, data):
        tag, attributes = self.open[-1] if self.open else ("", {})
        if tag == "script" and attributes.get("type") == "application/json":
            build, words = _of_json(json.loads(data))
            self.build.append(build)
            self.words.append(words)
        elif tag in ("script", "style"):
            self.build.append(
                _short(data) if attributes.get("type") != "application/base64" else ""
            )
        else:
            self.words.append(data)

    def handle_comment(self, data):
        self.build.append(f"<!--{data}")

    def handle_decl(self, decl):
        self.build.append(decl)

    def handle_pi(self, data):
        self.build.append(f"<?{data}")

    def unknown_decl(self, data):
        self.build.append(f"<![{data}")


def _short(text):
    return f"{(text or '')[:40]} {len(text or '')}"


def page(text):
    """The build of HTML, and its words."""
    parser = _Page()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser.build, "\n".join(parser.words)


def _of_json(value):
    """Names and types, those of a list's entries taken together; and all texts."""
    if isinstance(value, dict):
        parts = {name: _of_json(one) for name, one in value.items()}
        return {name: build for name, (build, _) in parts.items()}, _joined(parts.values())
    if isinstance(value, list):
        parts = [_of_json(one) for one in value]
        return sorted({repr(build) for build, _ in parts}), _joined(parts)
    return type(value).__name__, value if isinstance(value, str) else ""


def _joined(parts):
    return "\n".join(words for _, words in parts)


def _json(path):
    return _of_json(json.loads(_text(path)))


def markdown(text):
    """The build of Markdown, as GitHub reads it, and its words."""
    build, words = [], []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table"]).parse(text):
        for one in token.children or [token]:
            if one.type not in ("text", "softbreak", "code_inline"):  # which hold words alone
                build.append((one.type, one.tag))
            if one.type in ("fence", "code_block", "html_block"):
                build.append(one.info)
            words.append(one.content if one.type != "softbreak" else " ")
        words.append("\n")
    return build, "".join(words)


def _captions(path):
    text = _text(path)
    if path.suffix == ".srt":
        import srt

        return (), "\n".join(one.content for one in srt.parse(text))
    webvtt = pytest.importorskip("webvtt")
    read = webvtt.from_string(text)
    assert not [one.raw_text for one in read if "<" in one.raw_text]
    return len(read.styles), unescape("\n".join(one.text for one in read))


def _video(path):
    """Streams and chapters; the words of its metadata are those of a recipe."""
    with av.open(str(path)) as video:
        build = [
            (one.type, one.codec_context.name if one.codec_context else "") for one in video.streams
        ]
        assert next(video.decode(video=0)).width
        return build, "\n".join(video.metadata.values())


def _picture(path):
    from PIL import Image

    with Image.open(path) as picture:
        picture.load()
        return picture.size, ""


def _slides(path):
    from pptx import Presentation

    build, words = [], []
    for slide in Presentation(str(path)).slides:
        build.append([(shape.shape_type, shape.has_text_frame) for shape in slide.shapes])
        words += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        words += [shape.name for shape in slide.shapes]
        if slide.has_notes_slide:
            words.append(slide.notes_slide.notes_text_frame.text)
    return build, "\n".join(words)


def _quarto(path):
    """A head in YAML, then Markdown in which no shortcode may stand."""
    import yaml

    text = _text(path)
    assert "{{<" not in text
    _, head, body = text.split("---\n", 2)
    (known, told), (build, words) = _of_json(yaml.safe_load(head)), markdown(body)
    return (known, build), f"{told}\n{words}"


def _latex(path):
    """The commands of LaTeX, but for those that stand for a sign; braces are in pairs."""
    build, words, depth = [], [], 0
    for command, comment, sign in re.findall(
        r"(\\[a-zA-Z]+(?:\{\})?|\\.)|((?<!\\)%.*)|([\s\S])", _text(path)
    ):
        if command in LATEX_SIGNS or re.fullmatch(r"\\[^a-zA-Z]", command):
            words.append(LATEX_SIGNS.get(command, command[1:]))
        elif command or (sign in "$&#^_~" and sign):
            build.append(command or sign)
        else:
            depth += (sign == "{") - (sign == "}")
            assert depth >= 0
            words.append(sign or f"{comment}\n")
    assert depth == 0
    return build, "".join(words)


def _youtube(path):
    """As much as there is room for, of what YouTube takes: it refuses two signs."""
    assert not set("<>") & set(_text(path))
    return (), ""


LATEX_SIGNS = {
    "\\textbackslash{}": "\\", "\\textasciicircum{}": "^", "\\textasciitilde{}": "~",
    "\\textless{}": "<", "\\textgreater{}": ">", "\\textbar{}": "|", "\\textquotedbl{}": '"',
}  # fmt: skip
READERS = {
    "embed.txt": lambda path: page(_text(path)),  # to paste into a page
    "youtube.txt": _youtube,
    ".html": lambda path: page(_text(path)),
    ".json": _json,
    ".md": lambda path: markdown(_text(path)),
    ".pptx": _slides,
    ".qmd": _quarto,
    ".srt": _captions,
    ".tex": _latex,
    ".vtt": _captions,
    **dict.fromkeys(VIDEOS, _video),
    **dict.fromkeys(PICTURES, _picture),
}

NAME = re.compile(r"[A-Za-z0-9À-ÿ][\w .,()+-]*")  # of a file on any system
DEVICES = {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(10))}


def is_safe(name):
    """Whether a file may be called so, on any system and in any shell.

    >>> [is_safe(one) for one in ("leap.mp4", "-rf", "../a", "CON.mp4", "a:b", ".a", "a.")]
    [True, False, False, False, False, False, False]
    """
    return (
        bool(NAME.fullmatch(name))
        and not name.endswith((".", " "))
        and len(name.encode()) <= 200
        and PurePath(name).stem.split(".")[0].casefold() not in DEVICES
    )
