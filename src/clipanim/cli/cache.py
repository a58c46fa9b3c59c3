"""`clipanim cache`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from clipanim.api import SettingError
from clipanim.engine.store.folders import default_cache_folder, free_space
from clipanim.engine.store.store import Store

from . import options
from .command import Command
from .exit_codes import FAILED

EXAMPLE = """\
clipanim cache info
clipanim cache verify --json
clipanim cache prune --all"""


@click.command(cls=Command, example=EXAMPLE)
@click.argument("action", type=click.Choice(["info", "verify", "prune"]))
@options.cache_dir
@click.option("--all", "everything", is_flag=True, help="prune: remove everything.")
@options.as_json
def cache(action: str, cache_dir: Path | None, everything: bool, as_json: bool) -> int:
    """Look after what is kept of finished films.

    Films are drawn anew when something has changed. What has not is kept in a folder, up to a
    size; the least recently used goes first. `info` says how much there is; `verify` reads all
    of it and removes what is damaged; `prune` removes what was left unfinished or is too much.
    """
    if everything and action != "prune":
        raise SettingError(f"all: belongs to prune; leave it out for {action}")
    store = Store(cache_dir or default_cache_folder())
    answer, words, code = {"info": _info, "verify": _verify, "prune": _prune}[action](
        store, everything
    )
    if as_json:
        click.echo(json.dumps({"folder": str(store.folder), **answer}, indent=2))
    else:
        click.echo(f"{store.folder}: {words}")
    return code


def _info(store: Store, _everything: bool) -> tuple[dict[str, Any], str, int]:
    there, free = store.usage(), free_space(store.folder)
    answer = {"entries": there.entries, "bytes": there.size, "unfinished": there.unfinished}
    words = (
        f"{_counted(there.entries, 'entry', 'entries')}, {_size(there.size)} "
        f"of at most {_size(store.max_bytes)}; {_size(free)} free on the disk"
    )
    return {**answer, "cap": store.max_bytes, "free": free}, words, 0


def _verify(store: Store, _everything: bool) -> tuple[dict[str, Any], str, int]:
    whole, damaged = store.verify()
    words = f"{_counted(whole, 'whole entry', 'whole entries')}"
    if damaged:
        words += f", {len(damaged)} damaged and removed: they are drawn again when needed"
    return {"whole": whole, "damaged": damaged}, words, FAILED if damaged else 0


def _prune(store: Store, everything: bool) -> tuple[dict[str, Any], str, int]:
    gone = store.prune(0 if everything else None)
    answer = {"entries": gone.entries, "bytes": gone.size, "unfinished": gone.unfinished}
    unfinished = _counted(gone.unfinished, "unfinished file", "unfinished files")
    entries = _counted(gone.entries, "entry", "entries")
    return answer, f"removed {entries}, {_size(gone.size)}, and {unfinished}", 0


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _size(size: float) -> str:
    """A number of bytes as one says it."""
    units = iter(("bytes", "kB", "MB", "GB"))
    unit = next(units)
    while size >= 999.5 and unit != "GB":
        size, unit = size / 1000, next(units)
    return f"{size:.1f} {unit}" if unit == "GB" else f"{size:.0f} {unit}"
