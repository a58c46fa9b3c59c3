"""The benchmarks run, and what they make of their measurements is right."""

import ast
import subprocess
import sys

import pytest
from places import ROOT

sys.path.insert(0, str(ROOT))
import itertools

from benchmarks import encoder, floor, measure, quality, render, scaling, start, subjects
from benchmarks.measure import BenchmarkError, Run

QUICK = {
    "scaling": ["--quick"],
    "start": ["--quick"],
    "render": ["--quick", "--only", "clip_formula", "swinging_pendulum"],
    "encoder": ["--quick", "swinging_pendulum"],
    "quality": ["--quick", "--only", "swinging_pendulum"],
    "training": ["--quick"],
    "exports": ["--quick", "--only", "player", "poster"],
    "scene_frames": ["--quick", "clip_formula", "--chapter", "2"],
}
COMMANDS = pytest.mark.parametrize("name", QUICK)


def module(name, *words):
    return subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def run(seconds, code=0, memory=100.0):
    return Run(seconds, seconds, memory, code, "", "it broke")


def race(name, stock, ours, is_plain=False):
    subject = subjects.Subject(name, (name,), ROOT / name, name, is_plain)
    return render.Race(
        subject,
        stock=[run(stock)] * 3,
        ours=[run(ours), run(ours), run(99, memory=444.0)],
        one=[] if is_plain else [run(2 * ours)],
        frames=(60, 60),
        sizes=(1500, 1000),
        floor=1.0,
    )


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_median_is_not_moved_by_one_slow_run():
    assert measure.seconds([run(1), run(50), run(2)]) == 2


def test_ways_are_run_in_turn():
    order = []

    def way(name):
        return lambda: order.append(name) or run(1)

    made = measure.in_turn({"a": way("a"), "b": way("b")}, 3)
    assert order == ["a", "b"] * 3
    assert {name: len(runs) for name, runs in made.items()} == {"a": 3, "b": 3}


def test_a_run_that_fails_is_no_measurement():
    with pytest.raises(BenchmarkError, match="ours: exit code 2: it broke"):
        measure.in_turn({"ours": lambda: run(0.1, code=2)}, 5)


def test_a_process_is_measured_with_all_that_it_starts(tmp_path):
    greedy = "x = bytearray(200_000_000); x[::4096] = bytes(len(x[::4096])); print('done')"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {greedy!r}])"
    one = measure.run([sys.executable, "-c", parent], tmp_path)
    assert (one.code, one.said) == (0, "done\n")
    assert one.memory > 200  # it counts what the measuring process had when it forked, too
    assert one.cpu > 0


def test_a_failing_process_is_known_by_its_last_words(tmp_path):
    one = measure.run([sys.executable, "-c", "raise SystemExit('no such scene')"], tmp_path)
    assert (one.code, one.problem) == (1, "no such scene")


def test_last_words_are_found_in_a_drawn_box():
    assert measure.last_line("╭─ Traceback ─╮\n│ ValueError: 3 │\n╰────╯\n\n") == "ValueError: 3"


def test_a_table_has_names_left_and_figures_right():
    assert measure.table(["scene", "s"], [["leap", 10.5], ["a", 3]]) == (
        "| scene |    s |\n| ----- | ---: |\n| leap  | 10.5 |\n| a     |    3 |"
    )


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 cells"):
        measure.table(["scene", "s"], [["leap"]])


def test_ratios_say_how_many_times_faster():
    lines = render.report([race("leap", stock=30, ours=10)]).splitlines()
    shown = dict(zip(render.HEAD, cells(lines[2]), strict=True))
    assert (shown["manim s"], shown["ours s"], shown["ours / floor"]) == ("30.0", "10.0", "10.00")
    assert cells(lines[2])[4] == "3.00"
    assert cells(lines[2])[6] == "1.50"  # with one worker
    assert (shown["size / manim's"], shown["MB"]) == ("1.50", "444")


def test_totals_keep_our_films_and_plain_scenes_apart():
    races = [race("leap", 30, 10), race("walk", 50, 10), race("plot", 8, 8, is_plain=True)]
    rows = {cells(line)[0]: cells(line) for line in render.report(races).splitlines()}
    assert rows["**our films**"][4] == "4.00"
    assert rows["**plain scenes**"][4] == "1.00"


def test_scenes_that_are_slower_with_us_are_named():
    races = [race("leap", 30, 10), race("plot", 8, 9, is_plain=True)]
    assert "Slower than manim: plot." in render.remarks(races)
    assert "Slower than manim: none." in render.remarks(races[:1])


def test_a_film_that_differs_in_length_shows():
    longer = race("leap", 30, 10)
    object.__setattr__(longer, "frames", (60, 59))
    assert render.row(longer)[1] == "60 (manim 59)"


def test_frames_are_shared_out_whole():
    assert list(floor.shares(10, 3)) == [(0, 3), (3, 6), (6, 10)]
    assert list(floor.shares(2, 8)) == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("size", "psnr", "ssim", "does"),
    [
        pytest.param(200, 50.0, 0.99, True, id="twice the size, as like"),
        pytest.param(201, 60.0, 0.999, False, id="more than twice the size"),
        pytest.param(90, 49.9, 0.999, False, id="lower PSNR"),
        pytest.param(90, 60.0, 0.989, False, id="lower SSIM"),
    ],
)
def test_a_setting_would_do_if_it_is_as_like_and_not_too_large(size, psnr, ssim, does):
    stock = encoder.Trial({}, 1.0, 100, 50.0, 0.99)
    assert encoder.Trial({}, 1.0, size, psnr, ssim).passes(stock) is does


@pytest.mark.parametrize(
    ("size", "psnr", "ssim", "words"),
    [
        pytest.param(200, 50.0, 0.99, "", id="no worse"),
        pytest.param(201, 60.0, 0.999, "size, over twice", id="larger"),
        pytest.param(90, 49.9, 0.989, "PSNR, SSIM", id="less like"),
    ],
)
def test_quality_says_in_what_a_film_is_worse_than_that_of_manim(size, psnr, ssim, words):
    subject = subjects.Subject("walk", ("walk",), ROOT / "walk", "Walk")
    ours, stock = (
        encoder.Trial({}, 1.0, *rest) for rest in ((size, psnr, ssim), (100, 50.0, 0.99))
    )
    row, together = quality.report([(subject, 60, ours, stock)]).splitlines()[2:]
    assert cells(row) == [
        "walk", "60", f"{psnr:.1f}", "50.0", f"{ssim:.5f}", "0.99000", f"{size / 100:.2f}", words,
    ]  # fmt: skip
    assert cells(together)[:2] == ["**our films**", "60"]


def test_the_setting_of_the_engine_is_in_the_sweep():
    assert encoder.engine_setting() in encoder.settings(quick=False)


def test_the_floor_is_one_thread_of_x264_at_a_fast_setting():
    assert floor.X264 == {"preset": "superfast", "crf": "20", "threads": "1", "bf": "0"}


def test_there_are_a_dozen_plain_scenes_that_know_nothing_of_us():
    scenes = subjects.plain()
    assert len(scenes) >= 12
    for scene in scenes:
        tree = ast.parse(scene.stock.read_text(encoding="utf-8"))
        classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
        rooms = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert classes == [scene.scene]
        assert rooms == {"manim"}


def test_a_chapter_is_the_last_one_if_there_are_fewer(tmp_path):
    (one, *_) = subjects.of_builtin(99, tmp_path)
    number = int(one.ours[2])
    assert number < 99
    assert one.stock.is_relative_to(tmp_path)


def test_the_chapter_that_is_raced_is_the_shortest_unless_said(tmp_path):
    (one,) = subjects.of_builtin(None, tmp_path, ["clip_formula"])
    file = subjects.catalogue.builtin_scenes()["clip_formula"]
    film = subjects.engine.Shot(file, file.params({}))
    starts = [
        m.start for m in subjects.engine.plan(film, subjects.engine.Settings(64, 64, 5)).chapters
    ]
    lengths = [end - start for start, end in itertools.pairwise(starts)]
    assert lengths[int(one.ours[2]) - 1] == min(lengths)


def costs(draw, step=0.0, begin=0.0, join=0.0):
    return scaling.Costs("leap", begin, tuple(draw), (step,) * len(draw), join)


def test_one_worker_takes_all_the_time_there_is():
    film = costs([3, 4, 5], step=1, begin=2, join=0.5)
    assert scaling.makespan([film, film], 1, start=1) == 1 + 2 * (2 + 12) + 0.5


@pytest.mark.parametrize(
    ("films", "workers", "seconds"),
    [
        pytest.param([costs([1] * 8)], 2, 4, id="segments are shared out"),
        pytest.param([costs([1] * 8)], 99, 1, id="no more can help than there are segments"),
        pytest.param([costs([1] * 8, begin=3)], 2, 7, id="who helps pays the beginning"),
        pytest.param([costs([4, 4], step=4)], 2, 8, id="stepping past is not shared"),
        pytest.param([costs([2]), costs([2])], 2, 2, id="films are shared out"),
        pytest.param([costs([5]), costs([1] * 5)], 2, 5, id="the longest film decides"),
        pytest.param([costs([0], join=2)] * 3, 3, 6, id="films are joined one after the other"),
    ],
)
def test_workers_share_what_can_be_shared(films, workers, seconds):
    assert scaling.makespan(films, workers, start=0) == seconds


def test_efficiency_is_the_share_of_the_time_that_was_of_use():
    assert scaling.percent(alone=10, together=10, count=2) == "50 %"
    assert scaling.percent(alone=10, together=5, count=2) == "100 %"


def test_a_worker_more_never_makes_a_sweep_slower():
    film = costs([1.0, 2.0, 0.5], step=0.1, begin=0.7, join=0.05)
    times = [scaling.makespan([film] * 50, count, start=1) for count in (1, 2, 4, 8, 16, 32, 64)]
    assert times == sorted(times, reverse=True)


def test_an_unknown_scene_is_refused():
    with pytest.raises(BenchmarkError, match="no scene 'leap'"):
        render.benchmark(["--only", "leap"])


def test_an_answer_that_is_not_the_right_one_is_no_measurement(tmp_path):
    with pytest.raises(BenchmarkError, match="exit code 0"):
        start.ask(start.Question(("--help",), 2), tmp_path)


@COMMANDS
def test_help_ends_with_an_example(name):
    shown = module(name, "--help")
    assert shown.returncode == 0
    assert f"example:\n  python -m benchmarks.{name}" in shown.stdout


@pytest.mark.slow
@COMMANDS
def test_the_quick_mode_prints_a_table_and_the_machine(name):
    made = module(name, *QUICK[name])
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("| ")
    last = made.stdout.rstrip().splitlines()[-1]
    assert last.partition("load")[0] == measure.machine().partition("load")[0]


@pytest.mark.slow
def test_manim_draws_the_same_chapter_as_we_do(tmp_path):
    course = render.Course(tmp_path, runs=1, quick=True)
    films = {one.ours[0]: one for one in subjects.of_builtin(2, tmp_path)}
    ours, stock = course.race(films["clip_formula"]).frames
    assert abs(ours - stock) <= 0.03 * ours  # manim loses frames where plays are not whole
