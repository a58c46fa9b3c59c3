"""A title: before each scene of a lesson, or where a film ends."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from clipanim.params import SceneParams, param
from clipanim.stage import Appear, Explainer, Label, Picture, Vanish, text, theme
from clipanim.stage.explainer import reading_time
from clipanim.stage.frame import LEFT_MARGIN

NUMBER_BASELINE, TITLE_BASELINE, LEADING, BELOW = 190, 300, 94, 74  # px
ROW, SMALL_ROW = 42, 84  # characters, at most
ROWS = 4


@dataclass(frozen=True)
class Params(SceneParams):
    heading: str = param("A title", "What it says, large")
    line: str = param("", "A line below it")
    number: int = param(0, "The number above it; 0 for none", low=0, high=999)


@dataclass(frozen=True)
class Story:
    """What is read: words, no numbers but the one that counts titles."""

    heading: str
    line: str
    number: int


def tell(params: Params) -> Story:
    """The words as they are."""
    return Story(params.heading, params.line, params.number)


class Heading(Picture):
    """Number, title and line, at the left margin; most of the frame is empty."""

    def __init__(self, story: Story):
        super().__init__(story.heading)
        number = text(str(story.number or ""), theme.FORMULA, theme.muted)
        self.number = number.at(LEFT_MARGIN, NUMBER_BASELINE)
        self.rows = [
            text(row, theme.FORMULA, theme.ink, "semibold").at(
                LEFT_MARGIN, TITLE_BASELINE + LEADING * n
            )
            for n, row in enumerate(wrap(story.heading, ROW, max_lines=ROWS))
        ]
        y = TITLE_BASELINE + LEADING * (len(self.rows) - 1) + BELOW
        lines = wrap(story.line, SMALL_ROW, max_lines=ROWS)
        self.line = text("\n".join(lines), theme.NARRATION, theme.muted).at(LEFT_MARGIN, y)

    @property
    def words(self) -> str:
        return " ".join(shape.words for shape in self.shapes() if isinstance(shape, Label))


class Title(Explainer[Params]):
    """It comes, stays until it is read, and goes; nothing is stamped on it."""

    Params = Params
    tell = staticmethod(tell)
    chapters = {}

    def construct(self) -> None:
        heading = Heading(self.story)
        shapes = [shape for shape in heading.shapes() if len(shape.get_all_points())]
        self.play(Appear(*shapes, run_time=theme.ENTER))
        self.wait(reading_time(heading.words))
        self.play(Vanish(*shapes, run_time=theme.LEAVE))
        self.wait(theme.EMPTY)
