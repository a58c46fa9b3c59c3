"""Text as it is spoken: symbols become words, so that no voice spells or drops them.

What is left are letters, digits, spaces, and the marks that a voice pauses at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Replacement = str | Callable[[re.Match[str]], str]

MARKS = ".,:;?!'-"  # beside letters, digits and spaces, what a voice is given
SIGNS = {
    "=": "equals", "≠": "is not", "≈": "about", "~": "about", "≡": "is", "∝": "proportional to",
    "<": "less than", ">": "greater than", "≤": "at most", "≥": "at least",
    "≪": "much less than", "≫": "much greater than",
    "+": "plus", "−": "minus", "±": "plus or minus", "∓": "minus or plus",
    "×": "times", "·": "times", "⋅": "times", "∙": "times", "*": "times", "⊙": "entrywise times",
    "⁄": "over", "÷": "over", "∕": "over",
    "√": "the square root of", "∂": "partial", "∇": "the gradient of", "∫": "the integral of",
    "∑": "the sum of", "∏": "the product of", "∞": "infinity", "∈": "in", "∉": "not in",
    "→": "to", "⟶": "to", "↦": "to", "←": "from", "⇒": "implies", "⊤": "transposed",
    "°": "degrees", "%": "percent", "&": "and", "@": "at", "#": "number", "§": "section",
    "′": "prime", "″": "double prime", "\\": "backslash", "$": "dollars", "€": "euros",
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot",
    "–": ",", "—": ",", "…": ",", "•": ",", "|": ",", "‖": ",",
}  # fmt: skip
SILENT = frozenset('"“”„‟«»‹›`´_[]{}()^/')  # what of these has a meaning was said before
POWERS = {"2": "squared", "3": "cubed", "T": "transposed", "⊤": "transposed"}
RAISED, LOWERED = (
    "".join(c for c in map(chr, range(0x2FFF)) if unicodedata.decomposition(c).startswith(kind))
    for kind in ("<super>", "<sub>")
)


def _power(match: re.Match[str]) -> str:
    """What a base is raised to, as in w⁵⁰ or Wᵀ."""
    power = unicodedata.normalize("NFKC", match[0])
    return f" {POWERS[power]} " if power in POWERS else f" to the {power} "


def _year(match: re.Match[str]) -> str:
    """A year in two halves, unless the second would be a hundred or below ten."""
    century, rest = match[0][:2], match[0][2:]
    return match[0] if rest < "10" else f"{century} {rest}"


TABLE: tuple[tuple[str, Replacement], ...] = (  # in this order
    # What stands in brackets
    (r"\(s\)", "s"),
    (r"(?<=[^\W\d])\((?=.*\))", " of "),
    (r"(?<=\s)\(([^()]*[a-z]{2}[^()]*)\)", r", \1,"),
    # Numbers
    (r"(?<=\d)[\u2009\u202f\u00a0](?=\d{3})", ""),
    (r"\s+", " "),
    (r"[‘’ʼ]", "'"),
    (r"\b1e\+?([-−]?\d+)\b", r"ten to the \1"),
    (r"(?<=\d)e\+?([-−]?\d+)\b", r" times ten to the \1"),
    (rf"(?<![\d.])10(?=[{RAISED}])", "ten"),
    (r"\b(?:19|20)\d\d(?=:)|(?<=\b[IiBb][ny] )(?:19|20)\d\d\b(?!\.\d)", _year),
    (r"(?<![\d.])(\d+) ?× ?(?=\d+(?![\d.]|\.\d))", r"\1 by "),
    (r"(?<=\d)–(?=\d)", " to "),
    (r"(?<![\w.])1°", "1 degree"),
    # Powers
    (r"(?<=[A-Z])⁻¹", " inverse "),
    (rf"[{RAISED}]+", _power),
    (r"\^[({]([^(){}]*)[)}]", r" to the \1 "),
    (r"\^([−-]?\w+)", r" to the \1 "),
    (rf"[{LOWERED}]+", r" \g<0> "),
    # Norms and functions
    (r"‖([^‖]+)‖|\|\|([^|]+)\|\|", lambda m: f" the norm of {m[1] or m[2]} "),
    (r"\|([^|]+)\|", r" the absolute value of \1 "),
    (r"\barc(cos|sin|tan)\b", r"arc \1"),
    (r"\bcos\b", "cosine"),
    (r"\bsin(?= of\b)", "sine"),
    (r"\bexp(?= of\b)", "the exponential"),
    (r"\bln(?: of)?\b", "the natural log of"),
    (r"\band/or\b", "and or"),
    (r"(?<=[a-z]{2}) ?/ ?(?=[a-z]{2})", " or "),
    (r"/", " over "),
    # A hyphen that is a minus
    (r"(?<![^\s(=])-(?=[\d.∞]|inf\b|\w\b)", "−"),
    (r"(?<=\b\w)( ?)-\1(?=\w\b)", "−"),
    (r" - ", ", "),
    # Words
    (r"\b[Aa]\b(?= (?:or|and) | ?[=<>≤≥+−×·]|[,:;?!)]|\.(?!\w)|$)", "eigh"),  # no article
    (r"\b[Ii]nf\b", "infinity"),
    (r"\bNaN", "nan"),
    (r"\btanh\b", "tanch"),
    (r"\bLLaMA\b", "llama"),
    (r"\bet al\.?", "and others"),
    (r"\be\.g\.", "for example"),
    (r"\bi\.e\.", "that is"),
    (r"\bvs\.?(?=\s)", "versus"),
)  # fmt: skip
RULES = [(re.compile(pattern), replacement) for pattern, replacement in TABLE]


def spoken(text: str) -> str:
    """The words that a voice is given for a line.

    >>> spoken("After 28\u2009963 steps ‖g‖ is 9.5 · 10⁻¹⁴: W^(T−t) shrinks.")
    'After 28963 steps the norm of g is 9.5 times ten to the minus 14: W to the T minus t shrinks.'
    """
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    words = "".join(map(_said, unicodedata.normalize("NFKC", text)))
    words = re.sub(r"\s+", " ", words)
    words = re.sub(r" (?=[.,:;?!])", "", words)
    words = re.sub(r"[.,:;]*,(?=[.:;?!,])|(?<=[:;?!]),", "", words)
    return words.strip(" ,;:")


def _said(character: str) -> str:
    """A character as it is spoken: one that is a letter, digit or mark stays."""
    if character in SIGNS:
        return f" {SIGNS[character]} "
    if character in SILENT or unicodedata.category(character)[0] in "CZM":
        return "" if unicodedata.category(character) in ("Cf", "Mn") else " "
    name = unicodedata.name(character, "").lower()
    if name.startswith("greek") and "letter" in name:
        return f" {_greek(name)} "
    if character.isalpha() or character.isdecimal() or character in MARKS:
        return character
    return f" {re.sub('[^a-z ]', ' ', name)} "


def _greek(name: str) -> str:
    """The letter, out of its name in Unicode: "greek small letter lamda with tonos"."""
    letter = name.partition("letter ")[2].partition(" with ")[0]
    return letter.removeprefix("final ").replace("lamda", "lambda")
