"""Films drawn by an executor that shares nothing with us."""

from concurrent.futures import ProcessPoolExecutor
from itertools import count

import in_process_executor
import pytest
from changed_film import changed
from in_process_executor import InProcessExecutor
from places import DATA
from short_films import SHORT, SMALL, shot

from clipanim import engine
from clipanim.engine import rendering
from clipanim.engine.settings import EngineError
from clipanim.engine.store.store import Store
from clipanim.engine.workers import bundle_worker
from clipanim.scene.catalogue import title_card

HELPER = "import numpy as np\n\ndef turned():\n    return np.array([0.0, {y}, 0.0])\n"
USE = ("turn = np.array([0.0, -2.0, 0.0])", "turn = turned()")
OPEN = (
    "turn = np.array([0.0, -2.0, 0.0])",
    "turn = np.loadtxt({path})",
)


def film(path, folder, workers=2, executor=None, **options):
    executor = executor or InProcessExecutor()
    return engine.render([shot(path)], SMALL, folder, jobs=workers, executor=executor, **options)[0]


@pytest.fixture(scope="module")
def serial_film(tmp_path_factory):
    return engine.render([shot()], SMALL, tmp_path_factory.mktemp("serial_film"))[0]


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_any_number_of_workers_makes_the_same_film(workers, serial_film, tmp_path):
    executor = InProcessExecutor()
    made = film(SHORT, tmp_path, workers, executor)
    assert made.video.read_bytes() == serial_film.video.read_bytes()
    assert (made.timeline, made.data) == (serial_film.timeline, serial_film.data)
    drawn = [sorted(answer.segments) for answer in executor.answers]
    assert len(drawn) == workers
    assert all(number % workers == n for n, part in enumerate(drawn) for number in part)


def test_a_scene_whose_subject_is_another_gets_that_one_too(tmp_path):
    changed(tmp_path, "mine")
    values = {"scene": "mine.py", "begins": "Growth", "heading": "A title"}
    card = engine.Shot(title_card(), title_card().params(values))
    near = engine.render([card], SMALL, tmp_path / "near")
    executor = InProcessExecutor()
    far = engine.render([card], SMALL, tmp_path / "far", executor=executor, fresh=True)
    assert far[0].video.read_bytes() == near[0].video.read_bytes()
    assert str(tmp_path / "mine.py") in executor.bundles[-1].files


def test_processes_of_an_executor_make_the_same_film(serial_film, tmp_path):
    with ProcessPoolExecutor(2) as pool:
        made = film(SHORT, tmp_path, executor=pool)
    assert made.video.read_bytes() == serial_film.video.read_bytes()


def test_what_comes_back_is_kept_and_not_asked_for_again(tmp_path):
    engine.render([shot(chapter="Growth")], SMALL, tmp_path / "a")
    executor = InProcessExecutor()
    film(SHORT, tmp_path / "b", executor=executor)
    kept = executor.bundles[0].partition.excluded
    assert kept
    drawn = [number for answer in executor.answers for number in answer.segments]
    assert drawn
    assert not kept & {*drawn}
    again = InProcessExecutor()
    film(SHORT, tmp_path / "c", executor=again)
    assert not again.bundles, "the film is known"


def test_a_scene_that_looks_different_when_skipped_is_drawn_whole_by_one(
    drifting, tmp_path, caplog
):
    serial = engine.render([shot(drifting)], SMALL, tmp_path / "a", fresh=True)[0]
    made = film(drifting, tmp_path / "b", fresh=True)
    assert made.video.read_bytes() == serial.video.read_bytes()
    assert ["drawn" in one.message or "draws all" in one.message for one in caplog.records]


def test_without_the_comparison_it_would_be_another_film(drifting, tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "first_state_difference", lambda shares: None)
    serial = engine.render([shot(drifting)], SMALL, tmp_path / "a", fresh=True)[0]
    made = film(drifting, tmp_path / "b", fresh=True)
    assert made.video.read_bytes() != serial.video.read_bytes()


def test_a_module_beside_the_scene_travels_and_an_edit_of_it_is_seen(tmp_path):
    path = changed(
        tmp_path,
        "helped",
        USE,
        ("import numpy as np", "import numpy as np\nfrom helper import turned"),
    )
    made = {}
    for y in (-2.0, 1.0):
        (tmp_path / "helper.py").write_text(HELPER.format(y=y))
        executor = InProcessExecutor()
        made[y] = film(path, tmp_path / f"{y}", executor=executor).video.read_bytes()
        assert {path.rpartition("/")[2] for path in executor.bundles[0].files} == {
            "helped.py",
            "helper.py",
        }
    assert made[-2.0] != made[1.0]


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("'numbers.txt'", id="by the working folder"),
        pytest.param("__file__.rpartition('/')[0] + '/numbers.txt'", id="beside the scene"),
    ],
)
def test_a_file_that_a_scene_opens_is_sent_when_it_is_missed(where, tmp_path):
    path = changed(tmp_path, "opening", (OPEN[0], OPEN[1].format(path=where)))
    (tmp_path / "numbers.txt").write_text("0 -2 0\n")
    serial = engine.render([shot(path)], SMALL, tmp_path / "a", fresh=True)[0]
    executor = InProcessExecutor()
    made = film(path, tmp_path / "b", executor=executor, fresh=True)
    assert made.video.read_bytes() == serial.video.read_bytes()
    assert str(tmp_path / "numbers.txt") in executor.bundles[-1].files
    assert str(tmp_path / "numbers.txt") not in executor.bundles[0].files


def test_what_a_scene_was_seen_to_open_is_sent_at_once(tmp_path):
    path = changed(tmp_path, "opening", (OPEN[0], OPEN[1].format(path="'numbers.txt'")))
    (tmp_path / "numbers.txt").write_text("0 -2 0\n")
    engine.render([shot(path)], SMALL, tmp_path / "a")
    for one in Store().folder.rglob("entries/*/*"):
        if b"ftyp" in one.read_bytes()[:200]:
            one.unlink()
    executor = InProcessExecutor()
    film(path, tmp_path / "b", executor=executor)
    assert str(tmp_path / "numbers.txt") in executor.bundles[0].files


def test_a_file_that_nobody_has_is_named(tmp_path):
    path = changed(tmp_path, "opening", (OPEN[0], OPEN[1].format(path="'numbers.txt'")))
    with pytest.raises(
        EngineError, match=r"opening\.py:\d+, in The turn: FileNotFoundError.*numbers\.txt"
    ):
        film(path, tmp_path / "b")


def test_an_edit_on_the_way_is_no_silent_mixture(tmp_path, monkeypatch):
    """A file that differs there and here is named."""
    path = changed(tmp_path, "opening", (OPEN[0], OPEN[1].format(path="'numbers.txt'")))
    numbers = tmp_path / "numbers.txt"
    numbers.write_text("0 -2 0\n")
    engine.render([shot(path)], SMALL, tmp_path / "a")
    draw, edits = in_process_executor.run_bundle, count(3)

    def edited(bundle):
        answer = draw(bundle)
        numbers.write_text(f"0 -{next(edits)} 0\n")
        return answer

    monkeypatch.setattr(in_process_executor, "run_bundle", edited)
    with pytest.raises(EngineError, match=r"opening: numbers\.txt is another file on .* than here"):
        film(path, tmp_path / "b", fresh=True)


def test_a_worker_that_would_draw_other_pictures_refuses(tmp_path, monkeypatch):
    class Elsewhere(InProcessExecutor):
        def submit(self, function, bundle):
            with monkeypatch.context() as there:
                there.setattr(bundle_worker, "environment_digest", lambda: "other")
                return super().submit(function, bundle)

    with pytest.raises(EngineError, match="other versions, fonts, libraries or processor than"):
        film(SHORT, tmp_path, executor=Elsewhere())


def test_a_scene_that_fails_is_named_and_the_others_are_finished(tmp_path):
    broken = changed(tmp_path, "broken", ("turn = np.array", "turn = np.arrray"))
    shots = [shot(broken), shot(SHORT)]
    made = dict(
        engine.render_each(shots, SMALL, tmp_path / "a", executor=InProcessExecutor(), jobs=2)
    )
    assert "broken.py:77, in The turn: module 'numpy' has no attribute" in str(made[0])
    assert made[1].video.is_file()


def test_a_plain_scene_travels_too(tmp_path):
    one = shot(f"{DATA / 'plain.py'}:Counted")
    serial = engine.render([one], SMALL, tmp_path / "a", fresh=True)[0]
    made = engine.render(
        [one], SMALL, tmp_path / "b", executor=InProcessExecutor(), jobs=3, fresh=True
    )[0]
    assert made.video.read_bytes() == serial.video.read_bytes()


# Variables and listings

TURNED = "turn = np.array([0.0, float({}), 0.0])"
READ = "os.environ['TURN_OF_TEST']"


class Elsewhere(InProcessExecutor):
    """An executor whose workers have another environment than we."""

    def __init__(self, monkeypatch, **variables):
        super().__init__()
        self.monkeypatch, self.variables = monkeypatch, variables

    def submit(self, function, bundle):
        with self.monkeypatch.context() as there:
            there.delenv("TURN_OF_TEST", raising=False)
            for name, value in self.variables.items():
                there.setenv(name, value)
            return super().submit(function, bundle)


@pytest.mark.parametrize(
    "there",
    [
        pytest.param({}, id="absent", marks=pytest.mark.slow),
        pytest.param({"TURN_OF_TEST": "1"}, id="another"),
    ],
)
def test_a_variable_that_a_scene_reads_is_as_it_is_here(there, tmp_path, monkeypatch):
    path = changed(tmp_path, "reading", (OPEN[0], TURNED.format(READ)))
    monkeypatch.setenv("TURN_OF_TEST", "-2.0")
    near = engine.render([shot(path)], SMALL, tmp_path / "a", fresh=True)[0]
    executor = Elsewhere(monkeypatch, **there)
    far = film(path, tmp_path / "b", 1, executor, fresh=True)
    assert far.video.read_bytes() == near.video.read_bytes()
    assert far.variables == near.variables
    assert [one.variables for one in executor.bundles] == [{}, {"TURN_OF_TEST": "-2.0"}]


@pytest.mark.slow
def test_a_variable_that_a_scene_was_seen_to_read_is_sent_at_once(tmp_path, monkeypatch):
    path = changed(tmp_path, "reading", (OPEN[0], TURNED.format(READ)))
    monkeypatch.setenv("TURN_OF_TEST", "-2.0")
    engine.render([shot(path)], SMALL, tmp_path / "a")
    monkeypatch.setenv("TURN_OF_TEST", "-1.0")
    executor = Elsewhere(monkeypatch)
    film(path, tmp_path / "b", 1, executor)
    assert [one.variables for one in executor.bundles] == [{"TURN_OF_TEST": "-1.0"}]


@pytest.mark.slow
def test_a_variable_that_is_absent_here_is_absent_there(tmp_path, monkeypatch):
    reading = "os.environ.get('TURN_OF_TEST', '-2.0')"
    path = changed(tmp_path, "reading", (OPEN[0], TURNED.format(reading)))
    monkeypatch.delenv("TURN_OF_TEST", raising=False)
    near = engine.render([shot(path)], SMALL, tmp_path / "a")[0]
    executor = Elsewhere(monkeypatch, TURN_OF_TEST="1")
    far = film(path, tmp_path / "b", 1, executor, fresh=True)
    assert far.video.read_bytes() == near.video.read_bytes()
    assert executor.bundles[-1].variables == {"TURN_OF_TEST": None}


def test_a_scene_that_goes_through_all_variables_is_not_drawn_where_they_are_others(
    tmp_path, monkeypatch
):
    path = changed(tmp_path, "reading", (OPEN[0], TURNED.format("-len([*os.environ]) / 99")))
    with pytest.raises(EngineError, match="goes through all environment variables, which are oth"):
        film(path, tmp_path / "b", 1, Elsewhere(monkeypatch, MORE_OF_TEST="1"))


def test_a_folder_that_a_scene_lists_is_sent(tmp_path):
    listing = "-sum(one != 'empty' for one in os.listdir('numbers'))"
    path = changed(tmp_path, "listing", (OPEN[0], TURNED.format(listing)))
    (tmp_path / "numbers" / "empty").mkdir(parents=True)
    for name in "ab":
        (tmp_path / "numbers" / f"{name}.txt").touch()
    near = engine.render([shot(path)], SMALL, tmp_path / "a", fresh=True)[0]
    executor = InProcessExecutor()
    far = film(path, tmp_path / "b", 1, executor, fresh=True)
    assert far.video.read_bytes() == near.video.read_bytes()
    assert len(executor.bundles) == 2


def test_a_folder_that_is_too_large_to_be_sent_is_named(tmp_path, monkeypatch):
    path = changed(tmp_path, "listing", (OPEN[0], TURNED.format("-len(os.listdir('numbers'))")))
    (tmp_path / "numbers").mkdir()
    (tmp_path / "numbers" / "a.txt").write_text("1" * 100)
    monkeypatch.setattr("clipanim.engine.workers.task_bundle.MAX_FOLDER_BYTES", 99)
    with pytest.raises(EngineError, match=r"numbers: a scene lists it"):
        film(path, tmp_path / "b", 1)
