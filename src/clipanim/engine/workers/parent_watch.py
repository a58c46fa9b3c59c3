"""End a worker process when the process that started it has ended."""

from __future__ import annotations

import multiprocessing
import os
import time
from threading import Thread

POLL_SECONDS = 0.5


def exit_with_parent() -> None:
    """End this process, from a daemon thread, as soon as its parent process is gone."""
    Thread(target=_wait_and_exit, args=(os.getppid(),), daemon=True).start()


def _wait_and_exit(parent_id: int) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        # Not the process it was forked from: a fork server, which in turn outlives its children.
        parent.join()
    else:
        while os.getppid() == parent_id:
            time.sleep(POLL_SECONDS)
    os._exit(1)
