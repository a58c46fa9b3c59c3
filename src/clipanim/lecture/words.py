"""Words of a film made safe for other languages: whatever they hold, they stay words.

Every function settles its text first: one row, no control characters, and marks that turn the
direction of writing end with the text, so that they turn nothing else.
"""

from __future__ import annotations

import html as standard
import json
import math
import re
import unicodedata

OPENS = {
    "\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c",
    "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069",
}  # fmt: skip
FORBIDDEN = {"Cc", "Cs"}  # controls, halves of a character: no XML holds them
MARKDOWN = re.compile(r"[\\`*_{}\[\]<>&|~$^@#]")
STARTS_BLOCK = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=:])(?=[\s\-+=:]|$)")
LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
}  # fmt: skip


def settled(text: str) -> str:
    r"""The text in one row, without what is no text, each turn of direction ended.

    >>> settled("a\n\x00b\u202ec")
    'a b\u202ec\u202c'
    """
    kept = (
        one
        for one in " ".join(text.split())
        if unicodedata.category(one) not in FORBIDDEN and one not in "\ufffe\uffff"
    )
    row = " ".join("".join(kept).split())
    return row + "".join(reversed(_open_turns(row)))


def _open_turns(row: str) -> list[str]:
    """What would end the turns of direction that are still open, the last one last."""
    ends: list[str] = []
    for one in row:
        if one in OPENS:
            ends.append(OPENS[one])
        elif one in ends:
            while ends.pop() != one:
                pass  # an end closes what was opened after its beginning
    return ends


def shortened(text: str, most: int) -> str:
    """The text settled, and cut with an ellipsis if it is longer than `most` characters.

    >>> shortened("one two", 7), shortened("one two three", 9)
    ('one two', 'one two…')
    """
    row = settled(text)
    if len(row) <= most:
        return row
    lengths = range(most - 1, -1, -1)  # what ends its turns of direction needs room too
    cuts = (settled(row[:length].rstrip() + "…") for length in lengths)
    return next(cut for cut in cuts if len(cut) <= most)


def markdown(text: str) -> str:
    r"""The text as Markdown, of CommonMark, GitHub or Pandoc, that shows just these signs.

    >>> markdown("2. W*h_t < [1]")
    '2\\. W\\*h\\_t \\< \\[1\\]'
    """
    escaped = MARKDOWN.sub(r"\\\g<0>", settled(text))
    return STARTS_BLOCK.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", escaped)


def latex(text: str) -> str:
    r"""The text as LaTeX, for lualatex.

    >>> latex("50 % of W_1")
    '50 \\% of W\\_1'
    """
    return "".join(LATEX.get(one, one) for one in settled(text))


def html(text: str) -> str:
    """The text for HTML, within an element or a quoted attribute.

    >>> html('a "b" < c')
    'a &quot;b&quot; &lt; c'
    """
    return standard.escape(settled(text))


def yaml(text: str) -> str:
    r"""The text as a quoted scalar of YAML.

    >>> yaml('a: "b"')
    '"a: \\"b\\""'
    """
    return json.dumps(settled(text), ensure_ascii=False)


def clock(seconds: float) -> str:
    """A moment as players and YouTube write it, rounded down.

    >>> clock(65.9), clock(3600)
    ('1:05', '1:00:00')
    """
    minutes, whole = divmod(math.floor(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"
