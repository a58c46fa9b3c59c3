"""Escaping and sanitizing of text for Markdown, LaTeX, HTML and YAML; timestamps.

Every function sanitizes its text first: one line, no control characters, and every bidirectional
override or isolate is closed, so that it cannot affect the text that follows.
"""

from __future__ import annotations

import html
import json
import math
import re
import unicodedata

BIDI_CLOSERS = {
    "\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c",
    "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069",
}  # fmt: skip
FORBIDDEN_CATEGORIES = {"Cc", "Cs"}  # controls, halves of a character: no XML holds them
MARKDOWN_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&|~$^@#]")
MARKDOWN_BLOCK_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=:])(?=[\s\-+=:]|$)")
LATEX_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}",
}  # fmt: skip


def sanitize_text(text: str) -> str:
    r"""Reduce a text to one line without control characters, with balanced bidi marks.

    >>> sanitize_text("a\n\x00b\u202ec")
    'a b\u202ec\u202c'
    """
    kept = (
        one
        for one in " ".join(text.split())
        if unicodedata.category(one) not in FORBIDDEN_CATEGORIES and one not in "\ufffe\uffff"
    )
    row = " ".join("".join(kept).split())
    return row + "".join(reversed(_unclosed_bidi(row)))


def _unclosed_bidi(row: str) -> list[str]:
    """The closing marks of the bidi overrides and isolates that are open at the end of a row."""
    ends: list[str] = []
    for one in row:
        if one in BIDI_CLOSERS:
            ends.append(BIDI_CLOSERS[one])
        elif one in ends:
            while ends.pop() != one:
                pass  # a closing mark also closes what was opened within
    return ends


def truncate_text(text: str, max_length: int) -> str:
    """Sanitize a text, and cut it with an ellipsis to at most `max_length` characters.

    >>> truncate_text("one two", 7), truncate_text("one two three", 9)
    ('one two', 'one two…')
    """
    row = sanitize_text(text)
    if len(row) <= max_length:
        return row
    lengths = range(max_length - 1, -1, -1)  # closing bidi marks need room too
    cuts = (sanitize_text(row[:length].rstrip() + "…") for length in lengths)
    return next(cut for cut in cuts if len(cut) <= max_length)


def escape_markdown(text: str) -> str:
    r"""Escape a text for Markdown: CommonMark, GitHub and Pandoc.

    >>> escape_markdown("2. W*h_t < [1]")
    '2\\. W\\*h\\_t \\< \\[1\\]'
    """
    escaped = MARKDOWN_SPECIAL.sub(r"\\\g<0>", sanitize_text(text))
    return MARKDOWN_BLOCK_START.sub(
        lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", escaped
    )


def escape_latex(text: str) -> str:
    r"""Escape a text for LaTeX, to be typeset with lualatex.

    >>> escape_latex("50 % of W_1")
    '50 \\% of W\\_1'
    """
    return "".join(LATEX_ESCAPES.get(one, one) for one in sanitize_text(text))


def escape_html(text: str) -> str:
    """Escape a text for HTML, within an element or a quoted attribute.

    >>> escape_html('a "b" < c')
    'a &quot;b&quot; &lt; c'
    """
    return html.escape(sanitize_text(text))


def quote_yaml(text: str) -> str:
    r"""Format a text as a double-quoted scalar of YAML.

    >>> quote_yaml('a: "b"')
    '"a: \\"b\\""'
    """
    return json.dumps(sanitize_text(text), ensure_ascii=False)


def format_timestamp(seconds: float) -> str:
    """Format seconds as M:SS or H:MM:SS, rounded down.

    >>> format_timestamp(65.9), format_timestamp(3600)
    ('1:05', '1:00:00')
    """
    minutes, whole = divmod(math.floor(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}" if hours else f"{minutes}:{whole:02}"
