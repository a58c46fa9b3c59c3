"""Options for the workers of a render: processes of this machine, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from clipanim import api

from . import options

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
CERTIFICATES = {  # as `dask worker` and `dask scheduler` call them
    "--tls-ca-file": "Whom to believe on a cluster, PEM; with the next two, as `dask worker` has.",
    "--tls-cert": "Our certificate for it, PEM.",
    "--tls-key": "The key of that, PEM.",
}


def worker_options(function: F) -> F:
    """The options that say who draws."""
    for flag, words in reversed(CERTIFICATES.items()):
        function = click.option(flag, type=FILE, metavar="FILE", help=words)(function)
    far = click.option(
        "--executor", metavar="dask://HOST:PORT",
        help="Let the workers of a dask.distributed cluster draw; no disk need be shared.",
    )  # fmt: skip
    return options.jobs(far(function))


@contextmanager
def connected(
    jobs: int | None,
    executor: str | None,
    tls_ca_file: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
) -> Iterator[dict[str, Any]]:
    """The jobs or the cluster that draws, as arguments of `api.RenderOptions`."""
    files = dict(zip(CERTIFICATES, (tls_ca_file, tls_cert, tls_key), strict=True))
    given = [flag.lstrip("-") for flag, file in files.items() if file is not None]
    if executor is None:
        if given:
            raise api.SettingError(f"{given[0]}: goes with --executor dask://HOST:PORT")
        yield {"jobs": jobs}
        return
    if jobs is not None:
        raise api.SettingError("jobs: the cluster says how many; leave -j out with --executor")
    if given and len(given) < len(files):
        raise api.SettingError(f"{given[0]}: needs the other two of {', '.join(CERTIFICATES)}")
    certificates = None
    if tls_ca_file and tls_cert and tls_key:
        certificates = api.Certificates(tls_ca_file, tls_cert, tls_key)
    with api.cluster(executor, certificates) as workers:
        yield workers
