"""Commands whose flags come from a scene: `render NAME` knows the parameters of NAME."""

from __future__ import annotations

import copy
import logging
import shlex
from collections.abc import Iterable, Sequence
from typing import Any

import click

from clipanim.api import EngineError, Unfinished
from clipanim.film.exports import is_film
from clipanim.film.lesson import find_lesson, is_lesson
from clipanim.film.progress_bar import LogHandler
from clipanim.lecture.errors import VoiceMissing
from clipanim.lecture.extras import ExtraMissing
from clipanim.scene import catalogue
from clipanim.scene.catalogue import SceneError, SceneFile
from clipanim.scene.config import ConfigError
from clipanim.scene.param_views import PARAM_PREFIX, click_option
from clipanim.scene.params import boundary_values, declared_params
from clipanim.scene.scene_source import SceneEnded, display_path
from clipanim.scene.suggest import suggestion
from clipanim.scene.value_types import Boolean

from .exit_codes import BAD_INPUT, PARTLY_FAILED, error_text


def _set_log_level(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    # Said either way: manim, once it is there, would let everything through, and to stdout.
    logging.basicConfig(format="%(message)s", handlers=[LogHandler()])
    logging.getLogger("clipanim").setLevel(logging.INFO if wanted else logging.WARNING)


def _remember_debug(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    ctx.find_root().meta["debug"] = wanted


class CommandWithExample:
    """A command whose help ends with examples that can be typed as they are."""

    def __init__(self, *args: Any, example: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Example"):
            for line in self.example.splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


class PartlyFailed(click.ClickException):
    """Some of the work failed; run again, it goes on from there."""

    exit_code = PARTLY_FAILED


class Command(CommandWithExample, click.Command):
    """A command that reports bad input as click does, with exit code 2."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.params += [
            click.Option(
                ["-v", "--verbose"],
                is_flag=True,
                expose_value=False,
                callback=_set_log_level,
                help="Say more about what is being done.",
            ),
            click.Option(
                ["--debug"],
                is_flag=True,
                expose_value=False,
                callback=_remember_debug,
                help="Show the traceback of an error.",
            ),
        ]

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SceneEnded as error:
            raise click.ClickException(error_text(error)) from error
        except BAD_INPUT as error:
            raise click.UsageError(error_text(error), ctx) from error
        except (EngineError, VoiceMissing, ExtraMissing) as error:
            kind = PartlyFailed if isinstance(error, Unfinished) else click.ClickException
            raise kind(error_text(error)) from error


class SceneCommand(Command):
    """A command with a SCENE, or several; one scene brings its parameters as flags.

    Their values arrive as `given`, a dict of those that were set.

    Args:
        lessons: whether it may be a lesson too.
        films: whether it may be a finished film too.
    """

    file: SceneFile | None = None

    def __init__(self, *args: Any, lessons: bool = False, films: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lessons, self.films = lessons, films

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Look for the scene first: its parameters decide how the rest is read."""
        asking = click.Context(
            self, parent, info_name, ignore_unknown_options=True, resilient_parsing=True
        )
        try:
            names = self._scenes_in(asking, args)
            own = self._for_one(names[0]) if len(names) == 1 else self
        except (SceneError, ConfigError) as error:
            if not extra.get("resilient_parsing"):
                if isinstance(error, SceneEnded):
                    raise click.ClickException(error_text(error)) from error
                raise click.UsageError(error_text(error), asking) from error
            names, own = [], self
        try:
            return super(SceneCommand, own).make_context(info_name, args, parent, **extra)
        except click.NoSuchOption as error:
            raise self._unknown_option(error, names) from None
        except click.UsageError as error:
            error.ctx = error.ctx or asking  # without it, click leaves out the usage
            raise

    def _scenes_in(self, ctx: click.Context, args: Sequence[str]) -> list[str]:
        """The scenes among the arguments, whatever flags stand around them."""
        found, rest, _ = self.make_parser(ctx).parse_args(list(args))
        first = found.get("scene")
        texts = [*(first if isinstance(first, tuple) else [first]), *rest]
        texts = [text for text in texts if isinstance(text, str)]
        names = [text for text in texts if _looks_like_a_scene(text)]
        return (
            names
            or [
                text
                for before, text in zip(["", *texts], texts, strict=False)
                if not text.startswith("-") and (not before.startswith("-") or "=" in before)
            ][:1]
        )

    def _for_one(self, name: str) -> SceneCommand:
        """This command, with the flags of the one thing that it is about."""
        if self.lessons and is_lesson(name):
            find_lesson(name)
            return self
        if self.films and is_film(name):
            return self
        return self._with_flags(catalogue.find_scene(name))

    def _with_flags(self, file: SceneFile) -> SceneCommand:
        """This command, with the parameters of a scene as further options."""
        own = copy.copy(self)
        own.file = file
        flags = [click_option(one) for one in declared_params(file.params_class())]
        taken = {name for one in self.params for name in (*one.opts, *one.secondary_opts)} | {
            "--help"
        }
        for one in flags:
            if clash := taken & {*one.opts, *one.secondary_opts}:
                raise SceneError(
                    f"{file.name}: the parameter {(one.name or '').removeprefix(PARAM_PREFIX)} "
                    f"needs another name: {clash.pop()} is an option of {self.name}"
                )
        own.params = [*self.params, *flags]
        own.example = _example_for(self.name, file)
        return own

    def _unknown_option(self, error: click.NoSuchOption, names: Sequence[str]) -> click.UsageError:
        """An unknown option in one line: the nearest, or where it goes with several scenes."""
        if error.option_name in _flags_of_lessons(names):
            problem = "a lesson says it in its file, below the scene that it belongs to"
        elif error.option_name in _flags_of(
            catalogue.find_scene(name) for name in names if not (is_lesson(name) or is_film(name))
        ):
            problem = (
                "a parameter belongs to one scene; with several, "
                "use -c FILE.toml with a table for each"
            )
        else:
            known = error.ctx.command.get_params(error.ctx) if error.ctx else []
            flags = [name for one in known if isinstance(one, click.Option) for name in one.opts]
            problem = f"no such option; {suggestion(error.option_name, flags)}"
        return click.UsageError(f"{error.option_name}: {problem}", error.ctx)

    def invoke(self, ctx: click.Context) -> Any:
        flags = [name for name in ctx.params if name.startswith(PARAM_PREFIX)]
        values = {name.removeprefix(PARAM_PREFIX): ctx.params.pop(name) for name in flags}
        ctx.params["given"] = {name: value for name, value in values.items() if value is not None}
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The scene's own parameters first, then what every scene has."""
        shown: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
        for one in self.get_params(ctx):
            if isinstance(one, click.Option) and (record := one.get_help_record(ctx)):
                shown[(one.name or "").startswith(PARAM_PREFIX)].append(record)
        if self.file is not None and shown[True]:
            with formatter.section(f"Parameters of {self.file.name}"):
                formatter.write_dl(shown[True])
        with formatter.section("Options"):
            formatter.write_dl(shown[False])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_help_text(ctx, formatter)
        if self.file is not None:
            formatter.write_paragraph()
            formatter.write_text(f"{self.file.name}: {self.file.title}")


def _flags_of(files: Iterable[SceneFile]) -> set[str]:
    return {one.flag for file in files for one in declared_params(file.params_class())}


def _flags_of_lessons(names: Sequence[str]) -> set[str]:
    lessons = [find_lesson(name) for name in names if is_lesson(name) and len(names) == 1]
    return _flags_of(part.entry.file for lesson in lessons for part in lesson.parts)


def _looks_like_a_scene(text: str) -> bool:
    return (
        text in catalogue.builtin_scenes()
        or text.endswith(".py")
        or ".py:" in text
        or is_lesson(text)
    )


def _example_for(command: str | None, file: SceneFile) -> str:
    """A line that sets the first parameter of a scene to one of its ends."""
    first = next(iter(declared_params(file.params_class())), None)
    line = f"clipanim {command} {file.name if file.is_builtin else display_path(file.path)}"
    if first is None:
        return line
    value = first.format(boundary_values(first)[-1])
    if isinstance(first.value_type, Boolean):
        return f"{line} {first.flag}"
    return f"{line} {first.flag} {shlex.quote(value)}"
