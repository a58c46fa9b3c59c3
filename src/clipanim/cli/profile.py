"""The profile that `clipanim render --profile` prints: seconds by chapter and phase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from clipanim.api import Failure, Film
from clipanim.engine import PHASES


def print_profile(done: Sequence[Film | Failure]) -> None:
    """Print the seconds that all workers spent on films, by chapter and by what they did."""
    rows = [row for film in done if isinstance(film, Film) for row in _rows(film)]
    if not rows:
        click.echo("nothing was drawn: all of it was kept from before", err=True)
        return
    total = [sum(column) for column in zip(*(seconds for _, seconds in rows), strict=True)]
    rows.append(("all", total))
    width = max(len(name) for name, _ in rows)
    click.echo(
        f"{'seconds':{width}}" + "".join(f"{name:>9}" for name in [*PHASES, "all"]), err=True
    )
    for name, seconds in rows:
        cells = "".join(f"{one:9.2f}" for one in [*seconds, sum(seconds)])
        click.echo(f"{name:{width}}{cells}", err=True)
    for phase, meaning in PHASES.items():
        click.echo(f"  {phase}: {meaning}", err=True)


def _rows(film: Film) -> Iterator[tuple[str, list[float]]]:
    for scene, spent in zip(film.scenes, film.spent, strict=False):
        for chapter, phases in spent.items():
            name = f"{scene}: {chapter}" if chapter else f"{scene}: before it starts"
            yield name, [phases[phase] for phase in PHASES]
