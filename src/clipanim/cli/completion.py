"""`clipanim completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from .command import Command


@click.command(cls=Command, example="clipanim completion bash >> ~/.bashrc")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a completion script.

    With it a shell completes commands, scenes, parameters and choices.
    """
    root = ctx.find_root()
    made = get_completion_class(shell)
    assert made is not None, shell
    click.echo(made(root.command, {}, root.info_name or "clipanim", "_CLIPANIM_COMPLETE").source())
