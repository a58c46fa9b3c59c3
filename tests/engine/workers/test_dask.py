"""A real cluster of dask.distributed on this machine, encrypted."""

import os
import subprocess
import sys

import pytest
from changed_film import ONCE, START, changed
from places import ROOT
from short_films import SHORT, SMALL, shot

distributed = pytest.importorskip("distributed", reason="needs dask: clipanim[cluster]")

from clipanim import api, engine  # noqa: E402
from clipanim.engine.settings import Certificates, EngineError  # noqa: E402
from clipanim.engine.workers import dask as module  # noqa: E402
from clipanim.lecture import captions  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")
COMMAND = "import sys; from clipanim.cli import main; sys.argv[0] = 'clipanim'; main()"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Security.temporary() as the files that one has."""
    pytest.importorskip("cryptography", reason="makes the certificates")
    from distributed.security import Security

    security, folder = Security.temporary(), tmp_path_factory.mktemp("tls")
    names = ("tls_ca_file", "tls_client_cert", "tls_client_key")
    for name in names:
        (folder / name).write_text(getattr(security, name))
    return security, Certificates(*(folder / name for name in names))


@pytest.fixture(scope="module")
def workers(certificates, tmp_path_factory):
    """Two workers, and where they are found."""
    from distributed import LocalCluster

    os.environ["PYTHONPATH"] = str(ROOT / "src")
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        security=certificates[0],
        host="127.0.0.1",
        dashboard_address=None,
        local_directory=str(tmp_path_factory.mktemp("dask")),
    ) as made:
        yield made, "dask://" + made.scheduler_address.partition("//")[2]


@pytest.fixture(scope="module")
def serial_film(tmp_path_factory):
    return engine.render([shot()], SMALL, tmp_path_factory.mktemp("serial_film"), jobs=1)[0]


def test_a_cluster_makes_the_bytes_that_one_process_makes(
    workers, certificates, serial_film, tmp_path
):
    with api.cluster(workers[1], certificates[1]) as options:
        assert options["jobs"] == 2
        made = engine.render([shot()], SMALL, tmp_path, **options)[0]
    assert made.video.read_bytes() == serial_film.video.read_bytes()


def test_the_command_draws_on_a_cluster(workers, certificates, serial_film, tmp_path):
    words = ["render", str(SHORT), "--size", "160x90", "--fps", "10", "-o", "film.mp4"]
    _, files = certificates
    words += ["--executor", workers[1], "--tls-ca-file", files.authority]
    words += ["--tls-cert", files.certificate, "--tls-key", files.key]
    result = subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, words)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "film.mp4\n"), result.stderr
    film = engine.render([shot()], SMALL, tmp_path / "here")[0]
    comment = engine.read_comment(tmp_path / "film.mp4")
    engine.concat_clips(
        [film],
        tmp_path / "joined.mp4",
        comment,
        engine.Captions(captions.soft_cues(film.timeline.lines)),
    )
    assert (tmp_path / "film.mp4").read_bytes() == (tmp_path / "joined.mp4").read_bytes()


def test_a_process_that_dies_in_the_midst_of_a_scene_changes_nothing(
    workers, certificates, tmp_path
):
    path = changed(tmp_path, "once", (START, ONCE.format(mark=str(tmp_path / "died")) + START))
    with api.cluster(workers[1], certificates[1]) as options:
        made = engine.render([shot(path)], SMALL, tmp_path / "a", **options)[0]
    assert (tmp_path / "died").is_dir()
    serial = engine.render([shot(path)], SMALL, tmp_path / "b", fresh=True)[0]
    assert made.video.read_bytes() == serial.video.read_bytes()


def test_a_worker_that_is_killed_during_the_render_changes_nothing(workers, certificates, tmp_path):
    """The scene kills the worker that asked for it to be drawn, the first time."""
    kill = ONCE.replace("os.getpid()", "os.getppid()").format(mark=str(tmp_path / "died"))
    path = changed(tmp_path, "once", (START, kill + START))
    with api.cluster(workers[1], certificates[1]) as options:
        made = engine.render([shot(path)], SMALL, tmp_path / "a", **options)[0]
    assert (tmp_path / "died").is_dir()
    serial = engine.render([shot(path)], SMALL, tmp_path / "b", fresh=True)[0]
    assert made.video.read_bytes() == serial.video.read_bytes()


def test_who_has_no_certificate_is_not_heard(workers):
    with pytest.raises(EngineError, match="no cluster answers"), api.cluster(workers[1]):
        pass


def test_workers_of_another_kind_are_refused_before_anything_is_drawn(
    workers, certificates, monkeypatch
):
    environment = module.environment()
    other = {**environment, "versions": {**environment["versions"], "numpy": "1.0"}}
    monkeypatch.setattr(module, "local_environment", lambda: other)
    with (
        pytest.raises(
            EngineError, match=r"would draw other pictures: versions numpy is .* there, 1\.0 here"
        ),
        api.cluster(workers[1], certificates[1]),
    ):
        pass
