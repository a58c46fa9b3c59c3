"""A disk that takes no more is one clear line and exit code 1, and harms nothing."""

import errno

import pytest
from failing import Steps, failing_at
from toys import files_in


@pytest.mark.parametrize("command", ["render", "still", "storyboard", "new"])
@pytest.mark.parametrize(
    ("number", "reason"),
    [
        pytest.param(errno.ENOSPC, "the disk is full; free some space", id="full"),
        pytest.param(errno.EACCES, "cannot be written: Permission denied", id="forbidden"),
    ],
)
def test_what_cannot_be_written_is_one_line(command, number, reason, run, folder, monkeypatch):
    args = ["new", "mine"] if command == "new" else [command, "toy.py"]
    assert run(*args).exit_code == 0
    before = files_in(folder)
    with monkeypatch.context() as patch:
        steps = Steps(patch)
        run(*args, "--force")
    last = max(n for n, name in enumerate(steps.taken, 1) if name == "replace")
    Steps(monkeypatch, failing_at(last, number))
    result = run(*args, "--force")
    assert result.exit_code == 1
    complaints = [line for line in result.stderr.splitlines() if "%" not in line]
    assert len(complaints) == 1
    assert complaints[0].startswith("Error: m")
    assert reason in complaints[0]
    assert files_in(folder) == before
