"""The scene base class: a manim scene with parameters, chapters and lines of narration.

    class RepeatedMatrix(Explainer[Params]):  # its numbers: tell(params) of the same file
        chapters = {"Repeated multiplication": Multiplying}  # a Picture
        card = EndCard  # a Card

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
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_origin

from manim import Animation, Mobject, Scene, VMobject, Wait, config

from clipanim.scene import story_data
from clipanim.scene.card_text import CardText
from clipanim.scene.params import SceneParams
from clipanim.stage.text.labels import Label
from clipanim.stage.text.numbers import fill_fields

from . import frame, theme
from .camera import StageCamera
from .card import Card
from .exact_time import exact_seconds
from .motion import Appear, Vanish
from .narration import (
    CHARACTERS_PER_SECOND,
    FADE_IN_FROM,
    FADE_IN_TO,
    ChapterMark,
    NarrationFade,
    NarrationLine,
    narration_fade,
    narration_label,
    reading_time,
)
from .page import page_labels, stamp_text
from .picture import Picture, make_card, make_picture

P = TypeVar("P", bound=SceneParams)

CARD = "What holds"  # the chapter that every film ends with
SHORTEST_CARD = 6.0  # seconds


class Explainer(Scene, Generic[P]):
    """Base class of explanatory films: a manim scene with parameters, chapters and narration.

    See the module's example. Plain `manim file.py SceneName` renders it too, with the default
    parameters.

    Args:
        params: the defaults, unless given.
        story: the numbers for these parameters; computed when needed, unless given.
        captioned: whether narration lines are drawn in the picture; they take their time anyway.
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

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Take `Params` from `Explainer[Params]`, `tell` from the file: what a class lacks."""
        super().__init_subclass__(**kwargs)
        for base in vars(cls).get("__orig_bases__", ()):
            if get_origin(base) is Explainer and isinstance(get_args(base)[0], type):
                cls.Params = vars(cls).get("Params", get_args(base)[0])
        tell = getattr(sys.modules.get(cls.__module__), "tell", None)
        if tell is not None and not hasattr(cls, "tell"):
            cls.tell = staticmethod(tell)

    def __init__(
        self,
        *args: Any,
        params: P | None = None,
        story: Any = None,
        captioned: bool = True,
        spoken: Mapping[str, float] | None = None,
        **kwargs: Any,
    ):
        config.frame_width, config.frame_height = frame.frame_size(
            config.pixel_width / config.pixel_height
        )
        config.background_color = theme.background
        super().__init__(*args, **{"camera_class": StageCamera, **kwargs})
        self.params: P = self.Params() if params is None else params  # type: ignore[assignment]
        if story is not None:
            self.story = story
        self.captioned, self.spoken = captioned, dict(spoken or {})
        self.clock, self._exact_clock = 0.0, Fraction(0)  # seconds
        self.lines: list[NarrationLine] = []
        self.endings: list[CardText] = []
        self.chapter_marks: list[ChapterMark] = []
        self.on_line_end: Callable[[str, str], None] = lambda _chapter, _words: None
        self._line: Label | None = None
        self._old_line: Label | None = None
        self._line_start = 0.0
        self._line_id, self._line_values = "", dict[str, str]()
        self._time_stretch = 1.0  # of what is played while a line is spoken
        self._page_labels: list[Mobject] = []
        self._stamp: Label | None = None

    @cached_property
    def story(self) -> Any:
        """The numbers, computed once from the parameters."""
        return type(self).tell(self.params)

    @cached_property
    def story_digest(self) -> str:
        """Digest of the numbers."""
        return story_data.story_digest(self.story)

    # Chapters

    def chapter(self, name: str, keep: Sequence[Mobject] = ()) -> Any:
        """Start a chapter: the old picture leaves, the new one is made but not yet shown.

        Args:
            name: a key of `chapters`.
            keep: mobjects on screen that stay.

        Returns:
            The chapter's picture; its mobjects are shown by `play` or `add`.
        """
        picture = make_picture(type(self).chapters, name, self.story)
        self._begin_chapter(name, keep)
        title, topic, stamp = page_labels(picture.title, name, self.stamp_words())
        new = [title, topic] if self._stamp else [title, topic, stamp]
        self._stamp = self._stamp or stamp
        self._page_labels = [title, topic]
        self.play(Appear(*new, run_time=theme.ENTER))
        return picture

    def close(self) -> None:
        """End the film with its card: what is often said, and what holds."""
        card = make_card(type(self), CARD, self.story)
        self._begin_chapter(CARD, ())
        if isinstance(card, Card):
            self.endings.append(replace(card.ending, start=self.clock))
        if self._stamp is not None:
            self.remove(self._stamp)
        self.play(Appear(*card.shapes(), run_time=theme.ENTER))
        words = " ".join(s.words for s in card.shapes() if isinstance(s, Label))
        self.on_line_end(CARD, "")
        self.wait(max(SHORTEST_CARD, len(words) / CHARACTERS_PER_SECOND))

    def _begin_chapter(self, name: str, keep: Sequence[Mobject]) -> None:
        self.end_line()
        first = not self.chapter_marks
        if not first:
            self.chapter_marks[-1] = replace(self.chapter_marks[-1], end=self.clock)
        staying = {id(shape) for top in keep for shape in top.get_family()}
        if self._stamp is not None:
            staying.add(id(self._stamp))
        leaving = [
            shape
            for shape in self.mobjects
            if isinstance(shape, VMobject) and id(shape) not in staying
        ]
        if not first and leaving:
            self.play(Vanish(*leaving, run_time=theme.LEAVE))
            self.wait(theme.EMPTY)
        self.chapter_marks.append(ChapterMark(name, 0.0 if first else self.clock))
        self._line = self._old_line = None

    @property
    def current_chapter(self) -> str:
        """Name of the chapter that is playing; "" while one picture makes room for the next."""
        last = self.chapter_marks[-1:]
        return last[0].name if last and last[0].end == math.inf else ""

    # Narration

    @property
    def current_line(self) -> Label | None:
        """Label of the narration line that is on screen."""
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
        known = {"params": self.params, "story": self.story, **values}
        spoken_words, field_values = fill_fields(words, **known)
        line = narration_label(spoken_words)
        self._line, self._line_start = line, self.clock
        self._line_id, self._line_values = id or self._default_line_id(), field_values
        if self.captioned:
            self.add(line)
        duration = self._line_duration(spoken_words)
        self._time_stretch = max(1.0, duration / reading_time(spoken_words))
        yield line
        self._time_stretch = 1.0
        self.wait_until_read(duration)
        self.on_line_end(self.current_chapter, spoken_words)

    def wait_until_read(self, duration: float) -> None:
        """Wait until `duration` seconds have passed since the line came."""
        left = self._line_start + duration - self.clock
        if left > 1e-9:
            self.wait(left)

    def end_line(self) -> None:
        """Record the line on screen as ended; it fades out as the next one comes."""
        if self._line is None:
            return
        words, start, name = self._line.words, self._line_start, self._line_id
        if any(one.id == name for one in self.lines):
            raise ValueError(f"two lines have the id {name!r}")
        speech = start + FADE_IN_FROM if name in self.spoken else None
        taken, values = self._line_duration(words), self._line_values
        self.lines.append(NarrationLine(name, words, start, self.clock, taken, values, speech))
        self._old_line, self._line = self._line, None

    def _default_line_id(self) -> str:
        """The id of a line that was given none: its chapter and its place there."""
        chapter = f"{len(self.chapter_marks)}."
        return f"{chapter}{1 + sum(line.id.startswith(chapter) for line in self.lines)}"

    def _line_duration(self, words: str) -> float:
        """Seconds that the current line takes from its start: of reading, or of speech."""
        spoken = self.spoken.get(self._line_id)
        return reading_time(words) if spoken is None else FADE_IN_FROM + spoken

    # Time

    def play(self, *args: Any, **kwargs: Any) -> None:
        """As manim's; the narration fades in and out along with whatever is played."""
        animations = self.compile_animations(*args, **kwargs)
        if self._time_stretch > 1:
            for one in animations:
                one.run_time *= self._time_stretch
        duration = max(animation.run_time for animation in animations)
        if duration <= 0:
            return
        fade = self._narration_fade(duration)
        if fade is not None:
            if len(animations) == 1 and isinstance(animations[0], Wait):
                self._fade_then_wait(duration)
                return
            animations.append(fade)
        self._play_and_count(animations)

    def _narration_fade(self, duration: float) -> NarrationFade | None:
        """The fade of the narration during a play of so many seconds; None if nothing fades."""
        if self._line is None or not self.captioned:
            return None
        return narration_fade(self._line, self._old_line, self.clock - self._line_start, duration)

    def _fade_then_wait(self, duration: float) -> None:
        fade = min(duration, self._line_start + FADE_IN_TO - self.clock)
        animation = self._narration_fade(fade)
        assert animation is not None
        self._play_and_count([animation])
        if duration - fade > 1e-9:
            self._play_and_count([Wait(duration - fade)])

    def _play_and_count(self, animations: list[Animation]) -> None:
        super().play(*animations)
        self._exact_clock += exact_seconds(self.duration)  # manim plays at least one frame
        self.clock = float(self._exact_clock)

    def tear_down(self) -> None:
        self.end_line()

    def stamp_words(self) -> str:
        """What made this film, on one line: scene, parameters, digest of the data."""
        name = Path(sys.modules[type(self).__module__].__file__ or "").stem
        return stamp_text(name, self.params, self.stamped, self.story_digest)
