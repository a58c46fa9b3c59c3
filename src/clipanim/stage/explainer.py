"""The scene base class: a manim scene with parameters, chapters and lines of narration.

    class RepeatedMatrix(Explainer[Params]):
        Params = Params
        tell = staticmethod(tell)
        chapters = {"Repeated multiplication": Multiplying}  # a Picture
        card = Ending  # a Card

        def construct(self) -> None:
            picture = self.chapter("Repeated multiplication")
            with self.say("After {params.steps} steps it is {story.norm} long."):
                self.play(...)
            self.close()

State is a function of (play, frame): no updaters, no hidden randomness.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from manim import Animation, Mobject, Scene, VGroup, VMobject, Wait, config

from clipanim.ending import Ending
from clipanim.params import SceneParams, describe
from clipanim.story import digest

from . import frame, theme
from .camera import StageCamera
from .card import Card
from .clock import exact
from .motion import Appear, Vanish, hide
from .numbers import filled, shown
from .picture import Picture
from .type import Label, text

P = TypeVar("P", bound=SceneParams)

LONGEST_LINE = 84  # characters of narration
LONGEST_STAMP = 760  # px
CHARACTERS_PER_SECOND = 15
SHORTEST_LINE = 1.5  # seconds
FADE_OUT, FADE_IN_FROM, FADE_IN_TO = 0.2, 0.3, 0.7  # of a line, seconds from its start
CARD = "What holds"  # the chapter that every film ends with


@dataclass(frozen=True)
class Line:
    """A line of narration and when it is on screen, seconds."""

    id: str
    words: str
    start: float
    end: float
    duration: float  # what reading it takes, or hearing it
    values: dict[str, str]  # what it says in place of its fields
    heard: float | None = None  # when its speech begins, if it is spoken


@dataclass(frozen=True)
class Mark:
    """Where a chapter starts and ends, seconds; between two of them the old picture leaves."""

    name: str
    start: float
    end: float = math.inf  # of the last one, or while it plays


class _Narration(Animation):
    """The narration band during one play: the old line leaves, the new one comes."""

    def __init__(self, line: Label, old: Label | None, since: float, run_time: float):
        self.line, self.old, self.since = line, old, since
        super().__init__(VGroup(line, *filter(None, [old])), run_time=run_time)

    def begin(self) -> None:
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        now = self.since + alpha * self.run_time
        share = (now - FADE_IN_FROM) / (FADE_IN_TO - FADE_IN_FROM)
        self.line[""].set_fill(opacity=min(1.0, max(0.0, share)))
        if self.old is not None:
            self.old[""].set_fill(opacity=max(0.0, 1 - now / FADE_OUT))

    def finish(self) -> None:
        self.interpolate(1)

    def is_introducer(self) -> bool:
        return True

    def _setup_scene(self, scene: Any) -> None:
        pass

    def clean_up_from_scene(self, scene: Any) -> None:
        if self.old is not None and self.since + self.run_time >= FADE_OUT:
            scene.remove(self.old)


class Explainer(Scene, Generic[P]):
    """A film about something computed. See the module's example.

    Plain `manim file.py SceneName` renders it too, with the default parameters.

    Args:
        params: the defaults, unless given.
        story: of these parameters; computed when it is needed, unless given.
        captioned: whether lines of narration stand in the picture; they take their time anyway.
        spoken: seconds of speech by the ids of lines. These last as long as their speech, and
            what is played meanwhile is stretched with them.
    """

    Params: ClassVar[type[SceneParams]]
    tell: ClassVar[Callable[[Any], Any]]
    chapters: ClassVar[dict[str, Callable[[Any], Picture]]]
    card: ClassVar[Callable[[Any], Picture]]
    stamped: ClassVar[Sequence[str]] = ()  # parameters that the stamp always shows
    subject: ClassVar[Callable[[Any], tuple[str, dict[str, Any]] | None] | None] = None
    # a scene and its parameters, whose story is shown in place of one's own

    def __init__(
        self,
        *args: Any,
        params: P | None = None,
        story: Any = None,
        captioned: bool = True,
        spoken: Mapping[str, float] | None = None,
        **kwargs: Any,
    ):
        config.frame_width, config.frame_height = frame.enclosing(
            config.pixel_width / config.pixel_height
        )
        config.background_color = theme.background
        super().__init__(*args, **{"camera_class": StageCamera, **kwargs})
        self.params: P = self.Params() if params is None else params  # type: ignore[assignment]
        if story is not None:
            self.story = story
        self.captioned, self.spoken = captioned, dict(spoken or {})
        self.clock, self._now = 0.0, Fraction(0)  # seconds
        self.lines: list[Line] = []
        self.endings: list[Ending] = []
        self.marks: list[Mark] = []
        self.on_line: Callable[[str, str], None] = lambda _chapter, _words: None
        self._line: Label | None = None
        self._old_line: Label | None = None
        self._line_start = 0.0
        self._line_id, self._line_values = "", dict[str, str]()
        self._stretch = 1.0  # of what is played while a line is spoken
        self._furniture: list[Mobject] = []
        self._stamp: Label | None = None

    @cached_property
    def story(self) -> Any:
        """The numbers, computed once from the parameters."""
        return type(self).tell(self.params)

    @cached_property
    def data(self) -> str:
        """The digest of the numbers."""
        return digest(self.story)

    # Chapters

    def chapter(self, name: str, keep: Sequence[Mobject] = ()) -> Any:
        """Start a chapter: the old picture leaves, the new one is drawn but not yet shown.

        Args:
            name: a key of `chapters`.
            keep: shapes on screen that stay.

        Returns:
            The chapter's picture; what it holds is shown by `play` or `add`.
        """
        picture = type(self).chapters[name](self.story)
        self._begin_chapter(name, keep)
        title, topic, stamp = furniture(picture.title, name, self.stamp_words())
        new = [title, topic] if self._stamp else [title, topic, stamp]
        self._stamp = self._stamp or stamp
        self._furniture = [title, topic]
        self.play(Appear(*new, run_time=theme.ENTER))
        return picture

    def close(self) -> None:
        """End the film with its card: what is often said, and what holds."""
        card = type(self).card(self.story)
        self._begin_chapter(CARD, ())
        if isinstance(card, Card):
            self.endings.append(replace(card.ending, start=self.clock))
        if self._stamp is not None:
            self.remove(self._stamp)
        self.play(Appear(*card.shapes(), run_time=theme.ENTER))
        words = " ".join(s.words for s in card.shapes() if isinstance(s, Label))
        self.on_line(CARD, "")
        self.wait(max(6.0, len(words) / CHARACTERS_PER_SECOND))

    def _begin_chapter(self, name: str, keep: Sequence[Mobject]) -> None:
        self.end_line()
        first = not self.marks
        if not first:
            self.marks[-1] = replace(self.marks[-1], end=self.clock)
        kept = {id(shape) for top in keep for shape in top.get_family()}
        if self._stamp is not None:
            kept.add(id(self._stamp))
        leaving = [
            shape
            for shape in self.mobjects
            if isinstance(shape, VMobject) and id(shape) not in kept
        ]
        if not first and leaving:
            self.play(Vanish(*leaving, run_time=theme.LEAVE))
            self.wait(theme.EMPTY)
        self.marks.append(Mark(name, 0.0 if first else self.clock))
        self._line = self._old_line = None

    @property
    def here(self) -> str:
        """The chapter that is playing; none while one picture makes room for the next."""
        return self.marks[-1].name if self.marks and self.marks[-1].end == math.inf else ""

    # Narration

    @property
    def narration(self) -> Label | None:
        """The line that stands."""
        return self._line

    @contextmanager
    def say(self, words: str, id: str = "", **values: Any) -> Iterator[Label]:  # noqa: A002
        """Say one line; on leaving the block, wait until it has been read, or spoken.

        Args:
            words: at most 84 characters, with fields as in `"{params.steps} steps, {story.norm}"`:
                `params`, `story` and `values` are known; see `numbers.fill` for the digits.
            id: by which recordings and translations find the line; chapter and ordinal if absent.
            values: further fields.
        """
        self.end_line()
        said, filled_in = filled(words, **{"params": self.params, "story": self.story, **values})
        line = text(said, theme.NARRATION, align="center")
        line.at(frame.WIDTH / 2, frame.NARRATION_BASELINE, "centre")
        line[""].set_fill(opacity=0)
        self._line, self._line_start = line, self.clock
        self._line_id, self._line_values = id or self._ordinal(), filled_in
        if self.captioned:
            self.add(line)
        duration = self._duration(said)
        self._stretch = max(1.0, duration / reading_time(said))
        yield line
        self._stretch = 1.0
        self.wait_until_read(duration)
        self.on_line(self.here, said)

    def wait_until_read(self, duration: float) -> None:
        """Wait until `duration` seconds have passed since the line came."""
        left = self._line_start + duration - self.clock
        if left > 1e-9:
            self.wait(left)

    def end_line(self) -> None:
        """Take down the line that stands, as the next one comes."""
        if self._line is None:
            return
        words, start, name = self._line.words, self._line_start, self._line_id
        if any(one.id == name for one in self.lines):
            raise ValueError(f"two lines have the id {name!r}")
        heard = start + FADE_IN_FROM if name in self.spoken else None
        taken = self._duration(words)
        self.lines.append(Line(name, words, start, self.clock, taken, self._line_values, heard))
        self._old_line, self._line = self._line, None

    def _ordinal(self) -> str:
        """The id of a line that was given none: its chapter and its place there."""
        chapter = f"{len(self.marks)}."
        return f"{chapter}{1 + sum(line.id.startswith(chapter) for line in self.lines)}"

    def _duration(self, words: str) -> float:
        """How long the line that stands takes, seconds from its start."""
        spoken = self.spoken.get(self._line_id)
        return reading_time(words) if spoken is None else FADE_IN_FROM + spoken

    # Time

    def play(self, *args: Any, **kwargs: Any) -> None:
        """As manim's; the narration fades in and out along with whatever is played."""
        animations = self.compile_animations(*args, **kwargs)
        if self._stretch > 1:
            for one in animations:
                one.run_time *= self._stretch
        duration = max(animation.run_time for animation in animations)
        if duration <= 0:
            return
        narration = self._narration(duration)
        if narration is not None:
            if len(animations) == 1 and isinstance(animations[0], Wait):
                self._fade_then_wait(duration)
                return
            animations.append(narration)
        self._perform(animations)

    def _narration(self, duration: float) -> _Narration | None:
        since = self.clock - self._line_start
        if self._line is None or not self.captioned or since >= FADE_IN_TO - 1e-6:
            return None
        old = self._old_line if since < FADE_OUT else None
        return _Narration(self._line, old, since, duration)

    def _fade_then_wait(self, duration: float) -> None:
        fade = min(duration, self._line_start + FADE_IN_TO - self.clock)
        animation = self._narration(fade)
        assert animation is not None
        self._perform([animation])
        if duration - fade > 1e-9:
            self._perform([Wait(duration - fade)])

    def _perform(self, animations: list[Animation]) -> None:
        super().play(*animations)
        self._now += exact(self.duration)  # manim makes no play shorter than a frame
        self.clock = float(self._now)

    def tear_down(self) -> None:
        self.end_line()

    def stamp_words(self) -> str:
        """What made this film: scene, parameters, digest of the data."""
        name = Path(sys.modules[type(self).__module__].__file__ or "").stem
        said = [
            f"{one.name.replace('_', ' ')} {_value(getattr(self.params, one.name))}"
            for one in describe(type(self).Params)
            if one.name in self.stamped or getattr(self.params, one.name) != one.default
        ]
        return " · ".join([f"clipanim {name}", *said, f"data {self.data[:4]}"])


def furniture(title: str, topic: str, stamp: str) -> tuple[Label, Label, Label]:
    """What stands on every frame: the idea, its topic, and what made the film."""
    return (
        text(title, theme.TITLE, theme.ink, "semibold").at(frame.LEFT_MARGIN, frame.TITLE_BASELINE),
        text(topic, theme.CHAPTER, theme.muted).at(frame.LEFT_MARGIN, frame.CHAPTER_BASELINE),
        _stamp(stamp).at(frame.RIGHT_MARGIN, frame.STAMP_BASELINE, "right"),
    )


def _stamp(words: str) -> Label:
    """The stamp, on two lines if it would come near the title on one."""
    stamp = text(words, theme.STAMP, theme.muted)
    if stamp.width <= LONGEST_STAMP * frame.PX:
        return stamp
    pieces = words.split(" · ")
    halves = [(" · ".join(pieces[:n]), " · ".join(pieces[n:])) for n in range(1, len(pieces))]
    return text(
        "\n".join(min(halves, key=lambda two: max(map(len, two)))),
        theme.STAMP,
        theme.muted,
        align="right",
    )


def reading_time(words: str) -> float:
    """Seconds that a line stays: 15 characters a second, at least 1.5 s, after its fade."""
    return FADE_IN_FROM + max(SHORTEST_LINE, len(words) / CHARACTERS_PER_SECOND)


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return "(" + ", ".join(_value(one) for one in value) + ")"
    return shown(value)


__all__ = ["CARD", "Explainer", "Line", "Mark", "Picture", "furniture", "hide"]
