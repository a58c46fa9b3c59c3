"""Who draws is said on the command line, and refused in one line where it cannot be."""

import sys

import pytest

PEM = ("--tls-ca-file", "a.pem", "--tls-cert", "b.pem", "--tls-key", "c.pem")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        pytest.param(
            ("--executor", "localhost:8786"),
            "executor: 'localhost:8786': expected dask://HOST:PORT",
            id="no scheme",
        ),
        pytest.param(
            ("--executor", "dask://localhost"),
            "executor: 'dask://localhost': expected dask://HOST:PORT",
            id="no port",
        ),
        pytest.param(
            ("--executor", "dask://localhost:many"),
            "executor: 'dask://localhost:many': expected dask://HOST:PORT",
            id="a port that is no number",
        ),
        pytest.param(
            ("--executor", "dask://localhost:8786", "-j", "3"),
            "jobs: the cluster says how many; leave -j out with --executor",
            id="how many is said twice",
        ),
        pytest.param(PEM, "tls-ca-file: goes with --executor dask://HOST:PORT", id="no cluster"),
        pytest.param(
            ("--executor", "dask://localhost:8786", *PEM[2:4]),
            "tls-cert: needs the other two of --tls-ca-file, --tls-cert, --tls-key",
            id="one certificate of three",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(words, complaint, run, folder, fake):
    for name in ("a.pem", "b.pem", "c.pem"):
        (folder / name).touch()
    result = run("render", "toy.py", *words)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == f"Error: {complaint}"
    assert not fake.asked


def test_without_dask_its_extra_is_named(run, fake, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run("render", "toy.py", "--executor", "dask://localhost:8786")
    assert result.exit_code == 1
    assert "pip install 'clipanim[cluster]'" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_cluster_elsewhere_needs_certificates(run, fake):
    pytest.importorskip("distributed", reason="needs dask: clipanim[cluster]")
    result = run("render", "toy.py", "--executor", "dask://192.0.2.1:8786")
    assert result.exit_code == 1
    assert "not encrypted, so that anyone on the network could run code there" in result.stderr


def test_the_flags_are_told_by_help(run):
    said = run("render", "--help").stdout
    for flag in ("--executor", "--tls-ca-file", "--tls-cert", "--tls-key"):
        assert flag in said
