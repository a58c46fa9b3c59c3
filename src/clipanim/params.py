"""Scene parameters: declared once, then read by everything that shows or sets them.

    @dataclass(frozen=True)
    class Params(SceneParams):
        threshold: float = param(1.0, "Norm above which it is clipped", low=0.01, high=100)
        steps: int = param(24, "How far back in time to go", low=2, high=200, unit="steps")

The command line, config files, the table in the README and the sliders are all views of
`describe(Params)`; this module imports none of them. Values are checked when they are
built, and are then frozen: what exists is valid.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar, get_args, get_origin, get_type_hints

from .kinds import Kind, Number, Switch, Whole, Word
from .nearest import suggestion
from .tuples import Matrix, Row

T = TypeVar("T")
PLAIN: dict[type, type[Number]] = {int: Whole, float: Number}
LONGEST = 100  # entries of a list that declares no length


class ParamError(ValueError):
    """A parameter that is unknown or cannot have this value; `name` says which one."""

    def __init__(self, name: str, problem: str):
        super().__init__(name, problem)
        self.name, self.problem = name, problem

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


@dataclass(frozen=True)
class Declaration:
    """What `param` was told, beside the default."""

    meaning: str
    low: Any
    high: Any
    step: float | None
    unit: str
    choices: tuple[str, ...]
    short: str
    shape: tuple[int, int] | None
    length: tuple[int, int] | None
    examples: tuple[Any, ...]


@dataclass(frozen=True)
class Param(Declaration):
    """One declared parameter: all that a view needs to show it, to read it and to check it."""

    name: str
    kind: Kind
    default: Any

    def check(self, value: Any) -> Any:
        """The value in canonical form (floats, tuples); `ParamError` if it does not fit."""
        try:
            return self.kind.check(value)
        except ValueError as error:
            raise ParamError(self.name, str(error)) from None

    def parse(self, text: str) -> Any:
        """The checked value of a flag such as "4.8,-2.31", "1.1,.4;0,.7", "0.5", "true"."""
        try:
            return self.check(self.kind.parse(text))
        except ParamError:
            raise
        except ValueError as error:
            raise ParamError(self.name, str(error)) from None

    def format(self, value: Any) -> str:
        """The text of a flag that `parse` turns back into exactly this value."""
        return self.kind.format(value)

    @property
    def flag(self) -> str:
        """The long option on the command line."""
        return "--" + self.name.replace("_", "-")


def param(
    default: T,
    meaning: str,
    *,
    low: Any = None,
    high: Any = None,
    step: float | None = None,
    unit: str = "",
    choices: Sequence[str] = (),
    short: str = "",
    shape: tuple[int, int] | None = None,
    length: tuple[int, int] | None = None,
    examples: Sequence[Any] = (),
) -> T:
    """Declare a parameter of a scene.

    Args:
        default: What it is unless someone says otherwise.
        meaning: What it means, in a few words; the help text of its flag.
        low: The least value, for every entry of a tuple, or a tuple with one for each.
        high: The greatest value, likewise. Both are what the picture survives.
        step: How far a slider moves at a time.
        unit: What it is counted in.
        choices: The words it can be.
        short: One letter, for a short flag.
        shape: Rows and columns of a matrix, unless as in the default.
        length: The least and the greatest number of entries of a `tuple[float, ...]`.
        examples: Matrices to be tried in place of those with all entries at a limit.
    """
    said = Declaration(
        meaning, low, high, step, unit, tuple(choices), short, shape, length, tuple(examples)
    )
    return dataclasses.field(default=default, metadata={"param": said})


@dataclass(frozen=True)
class SceneParams:
    """Base of every scene's `Params`: checks each value as it is built."""

    def __post_init__(self) -> None:
        for one in describe(type(self)):
            object.__setattr__(self, one.name, one.check(getattr(self, one.name)))

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """Build from names and values, as a TOML file has them; an unknown name is an error."""
        for name in values:
            lookup(cls, name)
        return cls(**values)

    def as_dict(self) -> dict[str, Any]:
        """Names and values, in the order of declaration; `from_mapping` takes them back."""
        return {one.name: getattr(self, one.name) for one in describe(type(self))}


def describe(params: type[SceneParams]) -> tuple[Param, ...]:
    """The declared parameters of a scene, in the order of declaration.

    Raises:
        TypeError: if a field is declared without `param`, or has a type that no kind fits.
    """
    hints = get_type_hints(params)
    return tuple(_describe(one, hints[one.name]) for one in dataclasses.fields(params))


def lookup(params: type[SceneParams], name: str) -> Param:
    """The parameter of that name; `ParamError` with the nearest name if there is none."""
    known = {one.name: one for one in describe(params)}
    if name not in known:
        raise ParamError(name, f"no such parameter; {suggestion(name, known)}")
    return known[name]


def ends(one: Param) -> list[Any]:
    """The values at the ends of a parameter: what tests over all scenes try.

    Low and high; every choice; for a tuple all entries low and all entries high; for a
    matrix its declared examples.
    """
    return one.kind.ends(one.default)


def _describe(one: dataclasses.Field[Any], hint: Any) -> Param:
    said = one.metadata.get("param")
    if said is None:
        raise TypeError(f"{one.name}: declare it with param(default, meaning)")
    told = {f.name: getattr(said, f.name) for f in dataclasses.fields(said)}
    return Param(
        **told, name=one.name, kind=_kind(one.name, hint, said, one.default), default=one.default
    )


def _kind(name: str, hint: Any, said: Declaration, default: Any) -> Kind:
    """The kind that fits the type of a field."""
    if hint in PLAIN:
        return PLAIN[hint](said.low, said.high)
    if hint is bool:
        return Switch()
    if hint is str:
        return Word(said.choices)
    inner = get_args(hint) if get_origin(hint) is tuple else ()
    if inner and get_origin(inner[0]) is tuple:
        rows, columns = said.shape or (len(default), len(default[0]))
        return Matrix(rows, columns, said.low, said.high, said.examples)
    if inner and inner[0] in PLAIN:
        least, most = (1, LONGEST) if inner[-1] is Ellipsis else (len(inner), len(inner))
        least, most = said.length or (least, most)
        return Row(PLAIN[inner[0]], least, most, said.low, said.high)
    raise TypeError(f"{name}: a parameter cannot be of type {hint}")
