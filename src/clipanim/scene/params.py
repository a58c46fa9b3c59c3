"""Scene parameters as a frozen dataclass: declaration, limits, validation.

    @dataclass(frozen=True)
    class Params(SceneParams):
        threshold: float = param(1.0, "Norm above which it is clipped", low=0.01, high=100)
        steps: int = param(24, "How far back in time to go", low=2, high=200, unit="steps")

A parameter is declared once; command-line flags, config files, README tables and sliders are
derived from `declared_params(Params)`, and this module imports none of them. Values are
validated when the dataclass is built, and are then frozen: what exists is valid.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar, get_args, get_origin, get_type_hints

from .array_types import Matrix, NumberTuple
from .suggest import suggestion
from .value_types import Boolean, Integer, Number, Text, ValueType

T = TypeVar("T")
NUMBER_TYPES: dict[type, type[Number]] = {int: Integer, float: Number}
MAX_LENGTH = 100  # entries of a list that declares no length


class ParamError(ValueError):
    """An unknown parameter or an invalid value; `name` is the parameter."""

    def __init__(self, name: str, problem: str):
        super().__init__(name, problem)
        self.name, self.problem = name, problem

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


@dataclass(frozen=True)
class Declaration:
    """The arguments of `param` except for the default."""

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
    """A declared parameter with its name, value type, default and limits."""

    name: str
    value_type: ValueType
    default: Any

    def check(self, value: Any) -> Any:
        """Validate a value and return its canonical form (floats, tuples).

        Raises:
            ParamError: if it is invalid.
        """
        try:
            return self.value_type.check(value)
        except ValueError as error:
            raise ParamError(self.name, str(error)) from None

    def parse(self, text: str) -> Any:
        """Parse and validate the text of a flag: "4.8,-2.31", "1.1,.4;0,.7", "0.5", "true".

        Raises:
            ParamError: if it cannot be parsed, or is invalid.
        """
        try:
            return self.check(self.value_type.parse(text))
        except ParamError:
            raise
        except ValueError as error:
            raise ParamError(self.name, str(error)) from None

    def format(self, value: Any) -> str:
        """Format a value as the text of a flag that `parse` turns back into exactly it."""
        return self.value_type.format(value)

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
        default: The default value.
        meaning: The help text of its flag, a few words.
        low: The least value, for every entry of a tuple, or a tuple with one for each.
        high: The greatest value, likewise. At both limits the film has to look right.
        step: The step of a slider.
        unit: The unit of the value, such as "steps".
        choices: The allowed strings.
        short: The letter of a short flag.
        shape: Rows and columns of a matrix; those of the default if not given.
        length: The least and the greatest number of entries of a `tuple[float, ...]`.
        examples: Matrices that tests try in place of those with all entries at a limit.

    Returns:
        A dataclass field with the declaration in its metadata.
    """
    declaration = Declaration(
        meaning, low, high, step, unit, tuple(choices), short, shape, length, tuple(examples)
    )
    return dataclasses.field(default=default, metadata={"param": declaration})


@dataclass(frozen=True)
class SceneParams:
    """Base class of every scene's `Params`: validates each value when it is built."""

    def __post_init__(self) -> None:
        for one in declared_params(type(self)):
            object.__setattr__(self, one.name, one.check(getattr(self, one.name)))

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Self:
        """Build from a mapping of names to values, such as a TOML table.

        Raises:
            ParamError: if a name is unknown or a value invalid.
        """
        for name in values:
            find_param(cls, name)
        return cls(**values)

    def as_dict(self) -> dict[str, Any]:
        """The values by name, in the order of declaration; the inverse of `from_mapping`."""
        return {one.name: getattr(self, one.name) for one in declared_params(type(self))}


def declared_params(params: type[SceneParams]) -> tuple[Param, ...]:
    """The declared parameters of a scene, in the order of declaration.

    Raises:
        TypeError: if a field is declared without `param`, or no value type fits its type.
    """
    hints = get_type_hints(params)
    return tuple(_declared_param(one, hints[one.name]) for one in dataclasses.fields(params))


def find_param(params: type[SceneParams], name: str) -> Param:
    """The declared parameter of a name.

    Raises:
        ParamError: if there is none; suggests the nearest name.
    """
    known = {one.name: one for one in declared_params(params)}
    if name not in known:
        raise ParamError(name, f"no such parameter; {suggestion(name, known)}")
    return known[name]


def boundary_values(one: Param) -> list[Any]:
    """The boundary values of a parameter, which tests over all scenes try.

    Low and high; every choice; for a tuple all entries low and all entries high; for a
    matrix its declared examples.
    """
    return one.value_type.boundary_values(one.default)


def _declared_param(one: dataclasses.Field[Any], hint: Any) -> Param:
    declaration = one.metadata.get("param")
    if declaration is None:
        raise TypeError(f"{one.name}: declare it with param(default, meaning)")
    declared = {f.name: getattr(declaration, f.name) for f in dataclasses.fields(declaration)}
    return Param(
        **declared,
        name=one.name,
        value_type=_value_type_of(one.name, hint, declaration, one.default),
        default=one.default,
    )


def _value_type_of(name: str, hint: Any, declaration: Declaration, default: Any) -> ValueType:
    """The value type that fits the type hint of a dataclass field."""
    if hint in NUMBER_TYPES:
        return NUMBER_TYPES[hint](declaration.low, declaration.high)
    if hint is bool:
        return Boolean()
    if hint is str:
        return Text(declaration.choices)
    inner = get_args(hint) if get_origin(hint) is tuple else ()
    if inner and get_origin(inner[0]) is tuple:
        rows, columns = declaration.shape or (len(default), len(default[0]))
        return Matrix(rows, columns, declaration.low, declaration.high, declaration.examples)
    if inner and inner[0] in NUMBER_TYPES:
        least, most = (1, MAX_LENGTH) if inner[-1] is Ellipsis else (len(inner), len(inner))
        least, most = declaration.length or (least, most)
        return NumberTuple(NUMBER_TYPES[inner[0]], least, most, declaration.low, declaration.high)
    raise TypeError(f"{name}: a parameter cannot be of type {hint}")
