"""The workers of a dask.distributed cluster as an executor, if all are made as this machine is."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from .environment import environment
from .settings import Certificates, EngineError

SCHEME = "dask://"
PATIENCE = 20  # seconds until a cluster that does not answer is not there
HINT = "drawing on a cluster needs dask: pip install 'clipanim[cluster]'"


@contextmanager
def connected(address: str, certificates: Certificates | None) -> Iterator[tuple[Executor, int]]:
    """The workers of a cluster, and how many can draw at once.

    Args:
        address: dask://HOST:PORT of its scheduler.
        certificates: by which the connection is encrypted. Without them dask's own settings
            count; one that is not encrypted is taken on this machine only.

    Raises:
        EngineError: if it is not there, has no workers, or they would draw other pictures.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise EngineError(HINT) from error
    place = address.removeprefix(SCHEME)
    security = _security(place, certificates)
    encrypted = security.get_connection_args("client").get("ssl_context") is not None
    try:
        client = Client(
            f"{'tls' if encrypted else 'tcp'}://{place}",
            security=security,
            timeout=PATIENCE,
            set_as_default=False,
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineError(f"{address}: no cluster answers: {error}") from error
    with client:
        _check(client, address)
        executor = client.get_executor(pure=False)
        try:
            yield executor, sum(client.nthreads().values())
        finally:
            executor.shutdown(wait=False)


def _security(place: str, certificates: Certificates | None) -> Any:
    from distributed.security import Security

    if certificates is not None:
        return Security(
            require_encryption=True,
            tls_ca_file=str(certificates.authority),
            tls_client_cert=str(certificates.certificate),
            tls_client_key=str(certificates.key),
        )
    security = Security()  # what dask's configuration says
    is_open = security.get_connection_args("client").get("ssl_context") is None
    if is_open and not _is_this_machine(place.rpartition(":")[0]):
        raise EngineError(
            f"{SCHEME}{place}: not encrypted, so that anyone on the network could run code there; "
            "--tls-ca-file, --tls-cert and --tls-key change that"
        )
    return security


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _check(client: Any, address: str) -> None:
    """Refuse workers that would draw other pictures than this machine."""
    try:
        found: Mapping[str, Any] = client.run(environment, on_error="return")
    except Exception as error:
        raise EngineError(f"{address}: {_words(error)}") from error
    if not found:
        raise EngineError(f"{address}: the cluster has no workers")
    ours = mine()
    for worker, theirs in sorted(found.items()):
        if isinstance(theirs, BaseException):
            raise EngineError(f"{worker}: {_words(theirs)}") from theirs
        if unlike := differences(ours, theirs):
            raise EngineError(f"{worker}: would draw other pictures: {'; '.join(unlike)}")


def mine() -> dict[str, Any]:
    """What is drawn with on this machine."""
    return environment()


def differences(ours: Any, theirs: Any, name: str = "") -> list[str]:
    """What two environments do not have in common, in words."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [
            words
            for key in sorted({*ours, *theirs})
            for words in differences(ours.get(key), theirs.get(key), f"{name} {key}".strip())
        ]
    if ours == theirs:
        return []
    return [f"{name} is {_shown(theirs)} there, {_shown(ours)} here"]


def _shown(value: Any) -> str:
    if value is None:
        return "missing"
    text = " ".join(value) if isinstance(value, list) else str(value)
    is_digest = len(text) == 64 and set(text) <= set("0123456789abcdef")
    return text[:8] if is_digest else text


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]
