"""What YouTube asks of who uploads a film: a title, and a description with its chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .movie import Movie
from .words import clock, settled, shortened

TITLE, DESCRIPTION = 100, 5000  # characters of a title; bytes of a description
SHORTEST, FEWEST = 10, 3  # seconds of a chapter; chapters, or none are shown
NAMES = (100, 60, 40, 25, 12)  # characters of a chapter's name, as far as there is room
REFUSED = str.maketrans("<>", "‹›")  # signs that may be in neither


@dataclass(frozen=True)
class Stamp:
    """A chapter by the whole second in which it begins."""

    second: int
    names: tuple[str, ...]

    def row(self, most: int) -> str:
        return f"{clock(self.second)} {shortened(', '.join(self.names), most)}"


def youtube(movie: Movie) -> str:
    """The title in the first row, an empty one, then the description."""
    return f"{title(movie)}\n\n{description(movie)}\n"


def title(movie: Movie) -> str:
    """At most 100 characters, none of them refused."""
    return shortened(movie.title.translate(REFUSED), TITLE)


def description(movie: Movie) -> str:
    """The title in full, chapters, sources: as much as there is room for, chapters first."""
    about = settled(movie.title.translate(REFUSED))
    marks = stamps(movie)
    sources = dict.fromkeys(settled(one.source) for one in movie.endings if settled(one.source))
    cited = "\n".join(["Sources:", *sources]).translate(REFUSED) if sources else ""
    rest = [about, cited, "Computed and drawn with clipanim."]
    for most in NAMES:
        listed = "\n".join(one.row(most) for one in marks).translate(REFUSED)
        for last in range(len(rest), -1, -1):
            text = "\n\n".join(filter(None, [*rest[:1][:last], listed, *rest[1:last]]))
            if len(text.encode()) <= DESCRIPTION:
                return text
    return shortened(about, DESCRIPTION // 4)  # a character has up to four bytes


def stamps(movie: Movie) -> Sequence[Stamp]:
    """The chapters as YouTube takes them: the first at 0:00, none shorter than ten seconds.

    A short one is counted to the one before it, the first one to the next. None, if fewer than
    three are left: then YouTube shows none.
    """
    found: list[Stamp] = []
    for chapter in movie.chapters:
        second = int(chapter.start) if found else 0
        name = settled(chapter.name) or f"{chapter.number}"
        if found and second - found[-1].second < SHORTEST:
            found[-1] = Stamp(found[-1].second, (*found[-1].names, name))
        else:
            found.append(Stamp(second, (name,)))
    if len(found) > 1 and movie.seconds - found[-1].second < SHORTEST:
        last = found.pop()
        found[-1] = Stamp(found[-1].second, (*found[-1].names, *last.names))
    return found if len(found) >= FEWEST else ()
