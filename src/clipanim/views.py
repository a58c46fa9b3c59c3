"""A parameter as others see it: a flag of the command line, a row of a table."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from .kinds import Kind, Switch, Word
from .params import Param, SceneParams, describe

PREFIX = "param_"  # of the names under which click keeps the values of a scene's flags


class KindText(click.ParamType[Any]):
    """The text of an option, read and checked by the kind of its value."""

    def __init__(self, kind: Kind):
        self.kind = kind
        self.name = kind.word

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return self.kind.check(self.kind.parse(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        words = self.kind.choices if isinstance(self.kind, Word) else ()
        return [CompletionItem(one) for one in words if one.startswith(incomplete)]


def click_option(one: Param) -> click.Option:
    """The command-line option of a parameter; its value is None if it is not given."""
    names = [PREFIX + one.name, *([f"-{one.short}"] if one.short else [])]
    help_text = f"{one.meaning}.  [{hint(one)}]"
    if isinstance(one.kind, Switch):
        return click.Option(
            [*names, f"{one.flag}/--no-{one.flag[2:]}"], default=None, help=help_text
        )
    return click.Option(
        [*names, one.flag], type=KindText(one.kind), metavar=metavar(one), help=help_text
    )


def metavar(one: Param) -> str:
    """What stands for the value in the help text: its shape, or its choices."""
    if isinstance(one.kind, Word):
        return "|".join(one.choices) or "TEXT"
    return one.kind.symbol


def hint(one: Param) -> str:
    """Default, limits and unit, as in "default 24; 2 to 200 steps"."""
    default = f"default {one.format(one.default)}"
    allowed = "" if isinstance(one.kind, Word) else one.kind.allowed()
    return (
        f"{default}; {allowed} {one.unit}".rstrip() if allowed else f"{default} {one.unit}".rstrip()
    )


def markdown_table(params: type[SceneParams]) -> str:
    """The table of a scene's parameters in the README, one row each."""
    cells = [
        (f"`{one.flag}`", _code(one.format(one.default)), one.kind.allowed(), one.unit, one.meaning)
        for one in describe(params)
    ]
    rows = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]
    return "\n".join(["| flag | default | allowed | unit | meaning |", "|-|-|-|-|-|", *rows])


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
