"""Scene parameters as click options with help and completion, and as a Markdown table."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from .params import Param, SceneParams, declared_params
from .value_types import Boolean, Text, ValueType

PARAM_PREFIX = "param_"  # of click's names for the parameters of a scene


class ClickValueType(click.ParamType[Any]):
    """A click parameter type that parses and validates with a `ValueType`."""

    def __init__(self, value_type: ValueType):
        self.value_type = value_type
        self.name = value_type.description

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return self.value_type.check(self.value_type.parse(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        words = self.value_type.choices if isinstance(self.value_type, Text) else ()
        return [CompletionItem(one) for one in words if one.startswith(incomplete)]


def click_option(one: Param) -> click.Option:
    """The click option of a parameter; its value is None if the flag is not given."""
    names = [PARAM_PREFIX + one.name, *([f"-{one.short}"] if one.short else [])]
    help_text = f"{one.meaning}.  [{default_and_limits(one)}]"
    if isinstance(one.value_type, Boolean):
        return click.Option(
            [*names, f"{one.flag}/--no-{one.flag[2:]}"], default=None, help=help_text
        )
    return click.Option(
        [*names, one.flag],
        type=ClickValueType(one.value_type),
        metavar=param_metavar(one),
        help=help_text,
    )


def param_metavar(one: Param) -> str:
    """The placeholder of the value in the help text: its choices, or that of its type."""
    if isinstance(one.value_type, Text):
        return "|".join(one.choices) or "TEXT"
    return one.value_type.metavar


def default_and_limits(one: Param) -> str:
    """Default, limits and unit in words, as in "default 24; 2 to 200 steps"."""
    default = f"default {one.format(one.default)}"
    allowed = "" if isinstance(one.value_type, Text) else one.value_type.allowed_values()
    return (
        f"{default}; {allowed} {one.unit}".rstrip() if allowed else f"{default} {one.unit}".rstrip()
    )


def params_markdown_table(params: type[SceneParams]) -> str:
    """A Markdown table of a scene's parameters, for the README: one row each."""
    cells = [
        (
            f"`{one.flag}`",
            _code(one.format(one.default)),
            one.value_type.allowed_values(),
            one.unit,
            one.meaning,
        )
        for one in declared_params(params)
    ]
    rows = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells]
    return "\n".join(["| flag | default | allowed | unit | meaning |", "|-|-|-|-|-|", *rows])


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
