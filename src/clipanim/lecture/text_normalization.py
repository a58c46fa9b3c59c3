"""Text normalization for text-to-speech: mathematical symbols and numbers become words.

The result has only letters, digits, spaces, and the punctuation at which a voice pauses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Replacement = str | Callable[[re.Match[str]], str]

PUNCTUATION = ".,:;?!'-"  # that remains in the result
SYMBOL_WORDS = {
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
DROPPED_SYMBOLS = frozenset('"“”„‟«»‹›`´_[]{}()^/')  # those with a meaning are substituted before
POWER_WORDS = {"2": "squared", "3": "cubed", "T": "transposed", "⊤": "transposed"}
SUPERSCRIPTS, SUBSCRIPTS = (
    "".join(c for c in map(chr, range(0x2FFF)) if unicodedata.decomposition(c).startswith(kind))
    for kind in ("<super>", "<sub>")
)


def _exponent_words(match: re.Match[str]) -> str:
    """The words for a superscript exponent, as in w⁵⁰ or Wᵀ."""
    power = unicodedata.normalize("NFKC", match[0])
    return f" {POWER_WORDS[power]} " if power in POWER_WORDS else f" to the {power} "


def _year_words(match: re.Match[str]) -> str:
    """A year in two halves, unless the second would be a hundred or below ten."""
    century, rest = match[0][:2], match[0][2:]
    return match[0] if rest < "10" else f"{century} {rest}"


SUBSTITUTIONS: tuple[tuple[str, Replacement], ...] = (  # in this order
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
    (rf"(?<![\d.])10(?=[{SUPERSCRIPTS}])", "ten"),
    (r"\b(?:19|20)\d\d(?=:)|(?<=\b[IiBb][ny] )(?:19|20)\d\d\b(?!\.\d)", _year_words),
    (r"(?<![\d.])(\d+) ?× ?(?=\d+(?![\d.]|\.\d))", r"\1 by "),
    (r"(?<=\d)–(?=\d)", " to "),
    (r"(?<![\w.])1°", "1 degree"),
    # Powers
    (r"(?<=[A-Z])⁻¹", " inverse "),
    (rf"[{SUPERSCRIPTS}]+", _exponent_words),
    (r"\^[({]([^(){}]*)[)}]", r" to the \1 "),
    (r"\^([−-]?\w+)", r" to the \1 "),
    (rf"[{SUBSCRIPTS}]+", r" \g<0> "),
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
COMPILED_SUBSTITUTIONS = [
    (re.compile(pattern), replacement) for pattern, replacement in SUBSTITUTIONS
]


def normalize_for_speech(text: str) -> str:
    """Replace the symbols of a text by the words that a text-to-speech voice should say.

    >>> normalize_for_speech("After 28\u2009963 steps ‖g‖ is 9.5 · 10⁻¹⁴: W^(T−t) shrinks.")
    'After 28963 steps the norm of g is 9.5 times ten to the minus 14: W to the T minus t shrinks.'
    """
    for pattern, replacement in COMPILED_SUBSTITUTIONS:
        text = pattern.sub(replacement, text)
    words = "".join(map(_character_words, unicodedata.normalize("NFKC", text)))
    words = re.sub(r"\s+", " ", words)
    words = re.sub(r" (?=[.,:;?!])", "", words)
    words = re.sub(r"[.,:;]*,(?=[.:;?!,])|(?<=[:;?!]),", "", words)
    return words.strip(" ,;:")


def _character_words(character: str) -> str:
    """The words for a character; letters, digits and punctuation stay as they are."""
    if character in SYMBOL_WORDS:
        return f" {SYMBOL_WORDS[character]} "
    if character in DROPPED_SYMBOLS or unicodedata.category(character)[0] in "CZM":
        return "" if unicodedata.category(character) in ("Cf", "Mn") else " "
    name = unicodedata.name(character, "").lower()
    if name.startswith("greek") and "letter" in name:
        return f" {_greek_letter_name(name)} "
    if character.isalpha() or character.isdecimal() or character in PUNCTUATION:
        return character
    return f" {re.sub('[^a-z ]', ' ', name)} "


def _greek_letter_name(name: str) -> str:
    """The name of a Greek letter from its Unicode name: "greek small letter lamda with tonos"."""
    letter = name.partition("letter ")[2].partition(" with ")[0]
    return letter.removeprefix("final ").replace("lamda", "lambda")
