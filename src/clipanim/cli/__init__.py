"""The `clipanim` command: each part parses, calls, and prints; the work is done elsewhere."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from typing import Any

import click
from click.shell_completion import shell_complete

from clipanim import __version__
from clipanim.scene.suggest import suggestion

from .cache import cache
from .check import check
from .command import CommandWithExample
from .completion import completion
from .data import data
from .doctor import doctor
from .exit_codes import run_for_exit_code
from .export import export
from .listing import list_scenes
from .new import new
from .render import render
from .script import script
from .stdout_guard import keep_stdout
from .still import still
from .storyboard import storyboard


class Clipanim(CommandWithExample, click.Group):
    """The command as a whole: names what went wrong, and exits as it should."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order in which one meets them

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not ctx.resilient_parsing:
            ctx.fail(f"no command {args[0]!r}; {suggestion(args[0], self.commands)}")
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        texts = list(sys.argv[1:] if args is None else args)
        name = prog_name or "clipanim"
        if standalone_mode:
            keep_stdout()
        if instruction := os.environ.get("_CLIPANIM_COMPLETE"):
            sys.exit(shell_complete(self, {}, name, "_CLIPANIM_COMPLETE", instruction))

        def work() -> Any:
            with self.make_context(name, texts, **extra) as ctx:
                return self.invoke(ctx)

        if not standalone_mode:
            return work()
        debug = "--debug" in texts
        atexit.register(gc.freeze)  # what is left is not looked through once more before it goes
        sys.exit(run_for_exit_code(work, debug))


@click.group(cls=Clipanim, example="clipanim render cliff_leap --threshold 0.5 -q low")
@click.version_option(__version__, prog_name="clipanim")
def cli() -> None:
    """Computed films about exploding gradients and gradient clipping.

    SCENE is the name of a built-in scene (see `clipanim list`) or the path of a .py file.
    """


for command in (
    list_scenes,
    render,
    still,
    data,
    storyboard,
    script,
    export,
    check,
    new,
    cache,
    doctor,
    completion,
):
    cli.add_command(command)


def main() -> None:
    """The entry point."""
    cli(prog_name="clipanim")
