"""Shares of a computation in processes of their own, and here if there can be none."""

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clipanim.numerics.recurrent.parallel import available_cores, run_in_processes


def only_done_by(process):
    """Any other process dies of it."""
    if os.getpid() != process:
        os._exit(1)
    return process


def test_results_come_in_the_order_of_the_shares():
    shares = [(number,) for number in (16.0, 9.0, 4.0)]
    assert run_in_processes(math.sqrt, shares) == [4.0, 3.0, 2.0]


def test_the_first_share_is_done_here_and_each_other_in_a_process_of_its_own():
    here, *others = run_in_processes(os.getpid, [()] * 3)
    assert here == os.getpid()
    assert len({here, *others}) == 3


def said_into(folder):
    """Say who is at work, and be at work for long."""
    (Path(folder) / f"{os.getpid()}").touch()
    time.sleep(60)


def is_alive(process):
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc")
def test_nobody_works_on_for_one_that_was_killed(tmp_path):
    program = f"""
import sys
sys.path[:] = {[os.path.dirname(__file__), *sys.path]!r}
from test_parallel import said_into
from clipanim.numerics.recurrent.parallel import run_in_processes
run_in_processes(said_into, [({str(tmp_path)!r},)] * 3)
"""
    first = subprocess.Popen([sys.executable, "-c", program])
    waited = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) < 3 and time.monotonic() < waited:
        time.sleep(0.05)
    workers = [int(one.name) for one in tmp_path.iterdir()]
    assert len(workers) == 3
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    time.sleep(1)
    assert not [one for one in workers if is_alive(one)]


def test_what_another_process_dies_of_is_done_here():
    me = os.getpid()
    assert run_in_processes(only_done_by, [(me,), (me,)]) == [me, me]


def test_where_no_process_can_be_started_all_is_done_here(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    assert run_in_processes(os.getpid, [()] * 2) == [os.getpid()] * 2


@pytest.mark.parametrize("shares", [[(1, 1), (1, 0)], [(1, 0), (1, 1)]], ids=["there", "here"])
def test_an_error_is_raised_wherever_it_comes_up(shares):
    with pytest.raises(ZeroDivisionError):
        run_in_processes(divmod, shares)


def test_there_is_a_core_to_run_on():
    assert 1 <= available_cores() <= (os.cpu_count() or 1)
