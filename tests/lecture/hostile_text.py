"""Words that mean something in a language they may end up in, and a film that says them."""

import json
import re
import unicodedata
from dataclasses import asdict

import av
import numpy as np
from places import DATA

from clipanim import engine
from clipanim.engine.encode.encoder import Encoder
from clipanim.engine.settings import Sound
from clipanim.engine.store.dependencies import digest_of_bytes
from clipanim.lecture import captions
from clipanim.scene import recipe
from clipanim.scene.card_text import CardText

FPS, FRAMES = 10, 12  # of a chapter
SIZE = (64, 36)

WORDS = {
    "quotes": "a \"b\" 'c' `d` “e” \\\" \\'",
    "tags": "a <b>bold</b> <img src=x onerror=alert(1)> & &amp; &lt; <i>",
    "end of a script": "</script><script>alert(1)</script></style></video></title>",
    "a comment": "<!-- a --> ]]> <![CDATA[ --> b",
    "an attribute": '" onload="alert(1)" x=\'" autofocus onfocus=alert(1)',
    "new lines": "a\nb\r\nc\rd\n\ne\u2028f\u2029g\x0bh\x0ci\x85j",
    "a cue of its own": "a\n\n7\n00:00:00,000 --> 00:00:09,000\nb\n\nNOTE c\n\nSTYLE\n::cue{}",
    "control characters": "a\x00b\x07c\x08d\x1be\x7ff\x1b[31mg\x9bh\ufeffi",
    "no characters": "a\ufffeb\uffffc\U0001fffed",
    "right to left": "a\u202eb\u202cc \u200fd\u2067e \u05d0\u05d1 \u0627 f\u202e",
    "parent folders": "../../../etc/passwd",
    "a path of Windows": "C:\\Windows\\..\\a.txt:b|c?*",
    "a device": "CON",
    "dots": "..",
    "nothing": " ",
    "a flag": "--force -o /x",
    "very long": "long " * 300 + "x" * 3000,
    "emoji and marks": "👩‍👩‍👧‍👦 🏳️‍🌈 é e\u0301" + "\u0300\u0301\u0302" * 40 + " Ω ﷽",
    "LaTeX": "50% of $W_1^{T}$ & \\input{/etc/passwd} #1 ~ {a} \\end{document} \\\\ ^^41",
    "Markdown": "# a *b* _c_ [d](javascript:alert(1)) ![e](x) `f` | g | <h@i.de> ~~j~~ 1. k",
    "a list": "- a",
    "a fence": "```\na\n```\n::: {.b}\n---",
    "a template": "{{ 7*7 }} {% raw %} {# a #} {{< include x >}} ${x} #{y} %s %(z)s %0 {0}",
    "YAML and JSON": "a: b # c\n- d: [e, {f: g}] 'h' \"i\" !!python/object &j *j %TAG",
    "a formula": "=cmd|' /C calc'!A0",
    "a link": "javascript:alert(document.cookie)//file:///etc/passwd",
}


def plain(text):
    """What a reader sees of a text: its words, no controls, nothing that only turns it."""
    kept = (one for one in " ".join(text.split()) if unicodedata.category(one)[0] != "C")
    return " ".join("".join(kept).split())


def harmless(text):
    """A word in place of a text; none where there is none, a number where there are some."""
    return " ".join([*(["Word"] if plain(text) else []), *re.findall(r"\d", text)[:1]])


def film(path, names, title):
    """A film with a chapter of each name, which is also said, computed from, and cited."""
    marks, lines, endings = [], [], []
    for n, name in enumerate(names):
        start = n * FRAMES / FPS
        value = {"story.value": name}
        marks.append(engine.ChapterMark(name, start))
        lines.append(engine.Line(f"say.{n}", name, start + 0.1, start + 1.0, value))
        endings.append(CardText(start + 1.0, name, name, name))
    beep = (DATA / "beep.wav").resolve()
    timeline = engine.Timeline(
        len(names) * FRAMES,
        FPS,
        tuple(lines),
        tuple(marks),
        (Sound(str(beep), digest_of_bytes(beep.read_bytes()), 0.0, 0.0, 0.0),),
        tuple(endings),
    )
    written = _pictures(path.with_name("pictures.mp4"), len(names))
    engine.concat_clips(
        [engine.Clip(written, timeline)],
        path,
        json.dumps(_recipe(timeline, title, names)),
        engine.Captions(captions.soft_cues(lines)),
    )
    written.unlink()
    return path


def _recipe(timeline, title, names):
    """As `clipanim.film.making` writes it."""
    told = {
        "chapters": [asdict(one) for one in timeline.chapters],
        "lines": [asdict(one) for one in timeline.lines],
        "endings": [asdict(one) for one in timeline.endings],
    }
    params = {"text": title, "texts": list(names), title: 1.0}
    scene = {"scene": title, "from": title, "file": title, "chapter": None, "params": params}
    chosen = asdict(engine.Settings(*SIZE, FPS))
    length = {"frames": timeline.frames, "seconds": timeline.seconds}
    return recipe.build_recipe([{**scene, "title": title}], chosen, title=title, **length, **told)


def _pictures(path, chapters):
    """A picture a chapter, each a key frame, as the engine's segments begin with one."""
    parts = []
    for n in range(chapters):
        part = path.with_name(f"part{n}.mp4")
        encoder = Encoder(part, *SIZE, FPS)
        pixels = np.full((SIZE[1], SIZE[0], 3), 8 * n % 256, np.uint8)
        picture = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="yuv420p")
        encoder.write(picture, FRAMES)
        encoder.close()
        parts.append(engine.Clip(part, engine.Timeline(FRAMES, FPS, (), ())))
    engine.concat_clips(parts, path)
    for part in parts:
        part.video.unlink()
    return path
