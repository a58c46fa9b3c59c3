"""Connect to a dask.distributed cluster as an executor, if its environments match this one."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from clipanim.engine.settings import Certificates, EngineError
from clipanim.engine.store.environment import environment

SCHEME = "dask://"
CONNECT_TIMEOUT = 20  # seconds
INSTALL_HINT = "drawing on a cluster needs dask: pip install 'clipanim[cluster]'"


@contextmanager
def dask_executor(
    address: str, certificates: Certificates | None
) -> Iterator[tuple[Executor, int]]:
    """Connect to a cluster for the block.

    Args:
        address: dask://HOST:PORT of its scheduler.
        certificates: TLS certificates of the connection. Without them dask's own settings
            count; an unencrypted connection is accepted to this machine only.

    Yields:
        The executor, and the number of threads of all its workers.

    Raises:
        EngineError: if no cluster answers, it has no workers, or their environment differs.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise EngineError(INSTALL_HINT) from error
    host_and_port = address.removeprefix(SCHEME)
    security = _security(host_and_port, certificates)
    is_encrypted = security.get_connection_args("client").get("ssl_context") is not None
    try:
        client = Client(
            f"{'tls' if is_encrypted else 'tcp'}://{host_and_port}",
            security=security,
            timeout=CONNECT_TIMEOUT,
            set_as_default=False,
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineError(f"{address}: no cluster answers: {error}") from error
    with client:
        _check_environments(client, address)
        executor = client.get_executor(pure=False)
        try:
            yield executor, sum(client.nthreads().values())
        finally:
            executor.shutdown(wait=False)


def _security(host_and_port: str, certificates: Certificates | None) -> Any:
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
    if is_open and not _is_this_machine(host_and_port.rpartition(":")[0]):
        raise EngineError(
            f"{SCHEME}{host_and_port}: not encrypted, so that anyone on the network could run "
            "code there; --tls-ca-file, --tls-cert and --tls-key change that"
        )
    return security


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _check_environments(client: Any, address: str) -> None:
    """Refuse workers whose environment differs from that of this machine."""
    try:
        found: Mapping[str, Any] = client.run(environment, on_error="return")
    except Exception as error:
        raise EngineError(f"{address}: {_first_line(error)}") from error
    if not found:
        raise EngineError(f"{address}: the cluster has no workers")
    ours = local_environment()
    for worker, theirs in sorted(found.items()):
        if isinstance(theirs, BaseException):
            raise EngineError(f"{worker}: {_first_line(theirs)}") from theirs
        if different := environment_differences(ours, theirs):
            raise EngineError(f"{worker}: would draw other pictures: {'; '.join(different)}")


def local_environment() -> dict[str, Any]:
    """Versions, fonts, libraries and processor of this machine."""
    return environment()


def environment_differences(ours: Any, theirs: Any, name: str = "") -> list[str]:
    """The entries in which two environments differ, one message each."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [
            message
            for key in sorted({*ours, *theirs})
            for message in environment_differences(
                ours.get(key), theirs.get(key), f"{name} {key}".strip()
            )
        ]
    if ours == theirs:
        return []
    return [f"{name} is {_formatted(theirs)} there, {_formatted(ours)} here"]


def _formatted(value: Any) -> str:
    if value is None:
        return "missing"
    text = " ".join(value) if isinstance(value, list) else str(value)
    is_digest = len(text) == 64 and set(text) <= set("0123456789abcdef")
    return text[:8] if is_digest else text


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]
