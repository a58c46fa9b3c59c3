"""Progress on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from contextlib import suppress

import click

STEP = 10  # percent between two lines, where there is no terminal
PAUSE = 0.1  # seconds between two drawings of the bar


class ProgressBar:
    """Called with frames done, frames in all, and what is drawn; writes to stderr.

    NullSink has to listen: a closed stderr is no reason to stop.
    """

    def __init__(self) -> None:
        self.bar = _is_terminal()
        self.since = self.drawn = time.monotonic()
        self.told, self.what = -1, "film"
        self.open = False

    def __call__(self, done: int, total: int, what: str) -> None:
        share = done / total if total else 1.0
        what = self.what = what or self.what
        with suppress(OSError, ValueError):
            (self._draw if self.bar else self._tell)(share, f"{done}/{total}", what)

    def _tell(self, share: float, count: str, what: str) -> None:
        reached = int(100 * share) // STEP
        if reached == self.told:
            return
        self.told = -1 if share >= 1 else reached  # another film may follow
        click.echo(f"{what}: {100 * share:.0f} % ({count} frames)", err=True)

    def _draw(self, share: float, count: str, what: str) -> None:
        now = time.monotonic()
        if share < 1 and self.open and now - self.drawn < PAUSE:
            return
        self.drawn, self.open = now, True
        left = (now - self.since) * (1 - share) / share if share else 0.0
        end = f" {count} {_minutes(left)} left" if 0 < share < 1 else f" {count}"
        width = max(10, min(40, shutil.get_terminal_size().columns - len(what) - len(end) - 8))
        filled = round(width * share)
        bar = _colored("━" * filled) + "─" * (width - filled)
        click.echo(f"\r\033[K{what} {bar} {100 * share:3.0f} %{end}", err=True, nl=False)
        if share >= 1:
            self.done()

    def done(self) -> None:
        """Leave the line of the bar."""
        if self.open:
            self.open = False
            with suppress(OSError, ValueError):
                click.echo(err=True)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *exception: object) -> None:
        self.done()


class LogHandler(logging.Handler):
    """Writes what the log says to stderr, a line each, over a bar that may stand there."""

    def emit(self, record: logging.LogRecord) -> None:
        words = " ".join(self.format(record).split())
        with suppress(OSError, ValueError):
            click.echo(f"\r\033[K{words}" if _is_terminal() else words, err=True)


def _is_terminal() -> bool:
    with suppress(AttributeError, ValueError):
        return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return False


def _colored(text: str) -> str:
    return text if os.environ.get("NO_COLOR") else click.style(text, fg="cyan")


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}" if whole >= 60 else f"{whole} s"
