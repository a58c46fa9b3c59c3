"""Every kind of bad input, for every command that can meet it: one line, exit code 2, no file."""

import pytest
from toys import TOY, files_in

from clipanim import files
from clipanim.engine import EngineError

# commands with a SCENE
SCENES = ["render", "still", "data", "storyboard", "script", "check", "export"]
SEVERAL = ["render", "check"]
ONE = ["still", "data", "storyboard", "script", "export"]
WRITING = {"render": "mp4", "still": "png", "storyboard": "png"}
DRAWING = [*WRITING, "check"]
CHAPTERS = [*DRAWING, "export"]
ALWAYS = {"export": ["--to", "poster"]}  # what a command cannot be without

TEXTS = {  # name of a file: what is in it
    "syntax.py": "x = (\n1 2\n",
    "none.py": "x = 1\n",
    "pair.py": "class A:\n    Params = 1\nclass B:\n    Params = 1\n",
    "broken.py": TOY.replace("LENGTH = 2", "LENGTH = nothing").replace('"How fast"', "str(LENGTH)"),
    "clash.py": TOY.replace("steps: int", "debug: int"),
    "empty.toml": "",
    "malformed.toml": "steps = \n",
    "latin.toml": b"steps = 3 # \xe9\n",
    "key.toml": "stesp = 3\n",
    "table.toml": "[toi]\nsteps = 3\n",
    "above.toml": "steps = 500\n",
    "nan.toml": "rate = nan\n",
    "shape.toml": "start = [1.0]\n",
    "type.toml": "[toy]\nmatrix = 'one'\n",
    "loose.toml": "steps = 3\n[toy]\nrate = 0.5\n",
    "deep.toml": "steps = " + "[" * 5000,
    "mine.mp4": "mine",
    "mine.png": "mine",
    "file": "",
}

CASES = [  # id, commands, arguments, what the message says
    ("unknown scene", SCENES, ["toi"], "no scene 'toi'"),
    ("unknown scene before flags", SCENES, ["toi", "--steps", "3"], "no scene 'toi'"),
    ("unknown scene after flags", SCENES, ["--steps", "3", "toi"], "no scene 'toi'"),
    ("no such file", SCENES, ["toi.py"], "toi.py: no such file; did you mean toy.py?"),
    ("no scene given", SCENES, [], "Missing argument 'SCENE"),
    ("syntax error", SCENES, ["syntax.py"], "syntax.py:1: '(' was never closed"),
    ("file without a scene", SCENES, ["none.py"], "none.py: no scene in it"),
    ("file with two scenes", SCENES, ["pair.py"], "say pair.py:A or pair.py:B"),
    ("no such class", SCENES, ["toy.py:Tog"], "toy.py: no scene Tog; did you mean Toy?"),
    ("file that cannot run", SCENES, ["broken.py"], "broken.py:12: NameError: name 'nothing'"),
    ("parameter named as an option", SCENES, ["clash.py"], "the parameter debug needs another"),
    ("unknown parameter", SCENES, ["toy.py", "--stesp", "3"], "did you mean --steps?"),
    ("above", SCENES, ["toy.py", "--steps", "500"], "'--steps': 500 is above 9"),
    ("below", SCENES, ["toy.py", "--steps", "-4"], "'--steps': -4 is below 1"),
    ("NaN", SCENES, ["toy.py", "--rate", "nan"], "'--rate': expected a finite number, got nan"),
    ("inf", SCENES, ["toy.py", "--rate", "inf"], "'--rate': expected a finite number, got inf"),
    ("wrong type", SCENES, ["toy.py", "--steps", "many"], "expected a whole number, got 'many'"),
    ("no choice", SCENES, ["toy.py", "--mode", "nrm"], "'nrm' is not one of norm, value"),
    ("pair of one", SCENES, ["toy.py", "--start", "1"], "'--start': expected 2 numbers"),
    ("pair outside", SCENES, ["toy.py", "--start", "1,0"], "'--start': entry 2: 0 is above -1"),
    ("ragged matrix", SCENES, ["toy.py", "--matrix", "1,2;3"], "expected 2 rows of 2 numbers"),
    ("list too long", SCENES, ["toy.py", "--radii", "1,1,1,1"], "expected 1 to 3 numbers"),
    ("flag without value", SCENES, ["toy.py", "--steps"], "'--steps' requires an argument"),
    ("no such toml", SCENES, ["toy.py", "-c", "no.toml"], "no.toml: No such file"),
    ("folder for toml", SCENES, ["toy.py", "-c", "folder.mp4"], "folder.mp4: Is a directory"),
    ("empty toml", SCENES, ["toy.py", "-c", "empty.toml"], "empty.toml: it is empty"),
    ("malformed toml", SCENES, ["toy.py", "-c", "malformed.toml"], "malformed.toml: Invalid value"),
    ("toml not UTF-8", SCENES, ["toy.py", "-c", "latin.toml"], "latin.toml: not a text file"),
    ("toml too deep", SCENES, ["toy.py", "-c", "deep.toml"], "deep.toml: "),
    ("unknown key", SCENES, ["toy.py", "-c", "key.toml"], "key.toml: stesp: no such param"),
    ("unknown table", SCENES, ["toy.py", "-c", "table.toml"], "table.toml: no scene [toi]; did"),
    ("above in toml", SCENES, ["toy.py", "-c", "above.toml"], "above.toml: steps: 500 is above 9"),
    ("NaN in toml", SCENES, ["toy.py", "-c", "nan.toml"], "nan.toml: rate: expected a finite"),
    ("shape in toml", SCENES, ["toy.py", "-c", "shape.toml"], "shape.toml: start: expected 2 num"),
    ("type in toml", SCENES, ["toy.py", "-c", "type.toml"], "type.toml: matrix: expected 2 rows"),
    ("key beside table", SCENES, ["toy.py", "-c", "loose.toml"], "steps: belongs into a table"),
    ("flag of several", SEVERAL, ["toy.py", "other.py", "--steps", "3"], "use -c FILE.toml"),
    ("toml of several", SEVERAL, ["toy.py", "other.py", "-c", "key.toml"], "[toy] or [other]"),
    ("second scene", SEVERAL, ["toy.py", "othr.py"], "did you mean other.py?"),
    ("scene twice", SEVERAL, ["toy.py", "toy.py"], "toy: given twice"),
    ("chapter of several", SEVERAL, ["toy.py", "other.py", "--chapter", "1"], "one scene"),
    ("second scene of one", ONE, ["toy.py", "x"], "unexpected extra"),
    ("unknown chapter", CHAPTERS, ["toy.py", "--chapter", "Up"], "toy has no chapter 'Up'"),
    ("typo in chapter", CHAPTERS, ["toy.py", "--chapter", "Goin up"], "did you mean Going up?"),
    ("chapter 0", CHAPTERS, ["toy.py", "--chapter", "0"], "toy has no chapter '0'"),
    ("unknown chapter", ["script"], ["toy.py", "--chapter", "Up"], "toy has no chapter 'Up'"),
    ("unknown voice", ["render"], ["toy.py", "--voice", "pipr"], "'pipr' is not one of piper, "),
    ("voice without sheet", ["render"], ["toy.py", "--voice", "."], "voice: .: has no script.tsv"),
    ("file for a voice", ["render"], ["toy.py", "--voice", "mine.mp4"], "mine.mp4: is neither a"),
    ("unknown theme", DRAWING, ["toy.py", "--theme", "grey"], "'grey' is not one of"),
    ("odd size", [*WRITING], ["toy.py", "--size", "1281x721"], "1281x721: width and height must"),
    ("tiny size", [*WRITING], ["toy.py", "--size", "2x2"], "2x2: width and height must be 64 to"),
    ("huge size", [*WRITING], ["toy.py", "--size", "99999999999x2"], "must be 64 to 7680"),
    ("no size", [*WRITING], ["toy.py", "--size", "big"], "expected WIDTHxHEIGHT, like 1280x720"),
    ("unknown quality", [*WRITING], ["toy.py", "-q", "best"], "'best' is not one of"),
    ("no pace", ["render"], ["toy.py", "--fps", "0"], "'--fps': 0 is below 1"),
    ("pace of film", ["render"], ["toy.py", "--fps", "29.97"], "expected a whole number"),
    ("no jobs", ["render"], ["toy.py", "-j", "0"], "'--jobs': 0 is below 1"),
    ("moment NaN", ["still"], ["toy.py", "--at", "nan"], "'--at': expected a finite number"),
    ("moment before", ["still"], ["toy.py", "--at", "-1"], "'--at': -1 is below 0"),
    ("moment of chapter", ["still"], ["toy.py", "--at", "1", "--chapter", "1"], "leave out --ch"),
    ("one file for two", ["render"], ["toy.py", "other.py", "-o", "a.mp4"], "add --join"),
    ("no such lesson", ["render", "export"], ["no.toml"], "no.toml: No such file"),
    ("typo in a lesson", ["render", "export"], ["corse"], "no scene 'corse'; did you mean course?"),
    ("no field", ["data"], ["toy.py", "--csv", "valeus"], "did you mean values?"),
    ("table and json", ["data"], ["toy.py", "--csv", "values", "--json"], "leave out --json"),
    ("name of nothing", ["new"], ["my walk"], "did you mean my_walk?"),
    ("name of a module", ["new"], ["numpy"], "'numpy' is a module that scenes import"),
    ("name of nobody", ["new"], ["..."], "expected letters, digits and _"),
    ("name taken", ["new"], ["toy"], "toy.py: exists; --force replaces it"),
    ("copy of nothing", ["new"], ["walk", "--from", "toi.py"], "did you mean toy.py?"),
    ("unknown shell", ["completion"], ["tcsh"], "'tcsh' is not one of"),
    ("extra word", ["list"], ["all"], "unexpected extra argument"),
    ("extra word", ["doctor"], ["all"], "unexpected extra argument"),
]  # fmt: skip


TOY_SCENE = "[[scene]]\nscene = 'toy.py'\n"
OTHER_SCENE = TOY_SCENE.replace("toy", "other")
LESSONS = {  # id: what is in lesson.toml, what is said about it after its name
    "empty": ("", "it is empty"),
    "no TOML": ("scene = [", "Invalid value"),
    "not UTF-8": (b"title = '\xe9'", "not a text file in UTF-8"),
    "no scenes": ("title = 'Mine'", "no scene in it; expected [[scene]] and below it scene = "),
    "an empty list of scenes": ("scene = []", "no scene in it"),
    "no list of scenes": ("scene = true", "no scene in it"),
    "one table": ("[scene]\nscene = 'toy.py'", "no scene in it"),
    "unknown key": (f"tilte = 'Mine'\n{TOY_SCENE}", "tilte: no such key; did you mean title?"),
    "code for a key": (f"run = 'x'\n{TOY_SCENE}", "run: no such key; expected one of title, "),
    "type of title": (f"title = 3\n{TOY_SCENE}", "title: expected text, got 3"),
    "type of length": (f"seconds = 'long'\n{TOY_SCENE}", "seconds: expected a whole number or a"),
    "type of cards": (f"cards = 1\n{TOY_SCENE}", "cards: expected true or false, got 1"),
    "type of outputs": (f"outputs = 'film'\n{TOY_SCENE}", "outputs: expected a list, got 'film'"),
    "unknown output": (f"outputs = ['flim']\n{TOY_SCENE}", "outputs: 'flim' is not one of film, "),
    "no output": (f"outputs = []\n{TOY_SCENE}", "outputs: none are said; expected some of film, "),
    "unknown theme": (f"theme = 'grey'\n{TOY_SCENE}", "theme: 'grey' is not one of dark, light"),
    "unknown quality": (f"quality = 'best'\n{TOY_SCENE}", "quality: 'best' is not one of draft"),
    "no size": (f"size = 'big'\n{TOY_SCENE}", "size: expected WIDTHxHEIGHT"),
    "odd size": (f"size = '101x100'\n{TOY_SCENE}", "size: 101x100: width and height must be even"),
    "no pace": (f"fps = 0\n{TOY_SCENE}", "fps: 0 is not in 1 to 240"),
    "type of voice": (f"voice = 3\n{TOY_SCENE}", "voice: expected text, got 3"),
    "scene without a name": (f"{TOY_SCENE}[[scene]]\nsteps = 3", "scene 2: expected scene = NAME"),
    "unknown scene": ("[[scene]]\nscene = 'cliff_lep'", "scene 1: no scene 'cliff_lep'; did you "),
    "unknown file": (f"{TOY_SCENE}[[scene]]\nscene = 'toi.py'", "scene 2: toi.py: no such file; d"),
    "a lesson in a lesson": ("[[scene]]\nscene = 'course'", "scene 1: course: is a lesson; expec"),
    "unknown parameter": (
        f"{TOY_SCENE}{OTHER_SCENE}stesp = 3", "scene 2, stesp: no such key; did you mean steps?"
    ),
    "above": (f"{TOY_SCENE}{OTHER_SCENE}steps = 99", "scene 2, steps: 99 is above 9"),
    "NaN": (f"{TOY_SCENE}rate = nan", "scene 1, rate: expected a finite number, got nan"),
    "unknown chapter": (f"{TOY_SCENE}chapter = 'Up'", "scene 1, chapter: toy has no chapter 'Up'"),
    "one of its chapters": (
        f"{TOY_SCENE}chapter = [1, 'Coming up']", "scene 1, chapter: toy has no chapter 'Coming up'"
    ),
    "type of chapter": (f"{TOY_SCENE}chapter = true", "scene 1, chapter: expected text or a whole"),
    "type in chapters": (f"{TOY_SCENE}chapter = [1.5]", "scene 1, chapter: expected text or a who"),
    "no chapters": (f"{TOY_SCENE}chapter = []", "scene 1, chapter: none is said"),
    "a scene twice": (
        f"{TOY_SCENE}{OTHER_SCENE}{TOY_SCENE}", "scene 3, name: toy is that of scene 1 too; say n"
    ),
    "two of one name": (
        f"{TOY_SCENE}{OTHER_SCENE}name = 'toy'", "scene 2, name: toy is that of scene 1 too"
    ),
    "name of a place": (f"{TOY_SCENE}name = '../toy'", "scene 1, name: expected letters, digits, "),
}  # fmt: skip
RENDER_LESSON = {  # id: arguments beside a lesson, what is said
    "a parameter": (["--steps", "3"], "--steps: a lesson says it in its file, below the scene"),
    "no such option": (["--stesp", "3"], "--stesp: no such option"),
    "a second lesson": (["course"], "a lesson is rendered by itself"),
    "a scene beside it": (["toy.py"], "a lesson is rendered by itself"),
    "a config": (["-c", "key.toml"], "config: a lesson says it in its file"),
    "a chapter": (["--chapter", "1"], "chapter: a lesson says it in its file"),
    "a sweep": (["--sweep", "steps=1,2"], "sweep: a lesson says it in its file"),
    "joining": (["--join"], "join: a lesson says it in its file"),
    "another theme": (["--theme", "grey"], "'grey' is not one of"),
    "another place": (["-o", "mine.mp4"], "mine.mp4: exists, and clipanim did not make it"),
}


@pytest.mark.parametrize(("text", "complaint"), LESSONS.values(), ids=LESSONS)
def test_what_is_wrong_with_a_lesson_is_said_with_its_place(text, complaint, run, folder, fake):
    (folder / "lesson.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    refused_in_one_line(run, folder, fake, ["render", "lesson.toml"], f"lesson.toml: {complaint}")


@pytest.mark.parametrize(("more", "complaint"), RENDER_LESSON.values(), ids=RENDER_LESSON)
def test_what_a_lesson_says_cannot_be_said_too(more, complaint, run, folder, fake):
    write_texts(folder)
    (folder / "lesson.toml").write_text(TOY_SCENE)
    refused_in_one_line(run, folder, fake, ["render", "lesson.toml", *more], complaint)


@pytest.mark.parametrize("command", ["still", "data", "storyboard", "check"])
def test_a_command_for_scenes_says_what_a_lesson_is(command, run, folder, fake):
    refused_in_one_line(run, folder, fake, [command, "course"], "course: is a lesson; expected one")


def test_cards_are_those_of_a_lesson(run, folder, fake):
    refused_in_one_line(run, folder, fake, ["render", "toy.py", "--no-cards"], "cards: are those")


def refused_in_one_line(run, folder, fake, args, complaint):
    before = files_in(folder)
    result = run(*args)
    assert result.exit_code == 2, result.output
    assert complaint in one_line(result)
    assert result.stdout == ""
    assert files_in(folder) == before
    assert not fake.asked, "something slow was started"


def write_texts(folder):
    for name, text in TEXTS.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    for suffix in set(WRITING.values()):
        (folder / f"folder.{suffix}").mkdir()


def one_line(result):
    """The message of a failed run: the only line after click's usage."""
    assert "Traceback" not in result.output
    _, usage, message = result.stderr.rpartition("for help.\n")
    lines = [line for line in message.splitlines() if line]
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("Error: ")
    assert bool(usage) == (result.exit_code == 2)
    return lines[0]


@pytest.mark.parametrize(
    ("command", "args", "complaint"),
    [
        pytest.param(command, args, complaint, id=f"{command}: {name}")
        for name, commands, args, complaint in CASES
        for command in commands
    ],
)
def test_it_is_named_in_one_line_and_nothing_is_made(command, args, complaint, run, folder, fake):
    write_texts(folder)
    args = [command, *ALWAYS.get(command, []), *args]
    refused_in_one_line(run, folder, fake, args, complaint)


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        pytest.param("folder.{0}", "folder.{0}: is a folder", id="a folder"),
        pytest.param("film.avi", "film.avi: expected a file ending in .{0}", id="another kind"),
        pytest.param("film", "film: expected a file ending in .{0}", id="no kind"),
        pytest.param("file/film.{0}", "file is not a folder", id="below a file"),
        pytest.param("mine.{0}", "clipanim did not make it as it is; --force", id="not ours"),
    ],
)
def test_a_place_is_refused_before_anything_slow(command, output, complaint, run, folder, fake):
    write_texts(folder)
    before = files_in(folder)
    result = run(command, "toy.py", "-o", output.format(WRITING[command]))
    assert result.exit_code == 2
    assert complaint.format(WRITING[command]) in one_line(result)
    assert files_in(folder) == before
    assert not fake.asked


@pytest.mark.parametrize("command", WRITING)
def test_a_folder_that_cannot_be_written_is_refused(command, run, folder, fake, monkeypatch):
    monkeypatch.setattr(files, "is_writable", lambda folder: False)
    result = run(command, "toy.py")
    assert result.exit_code == 2
    assert "cannot write into the folder ." in one_line(result)
    assert not fake.asked


@pytest.mark.parametrize("command", DRAWING)
@pytest.mark.parametrize(
    ("problem", "complaint"),
    [
        pytest.param(EngineError("no font Source Sans"), "Error: no font Source Sans", id="font"),
        pytest.param(OSError(5, "Input/output error"), "Error: Input/output", id="disk"),
        pytest.param(ZeroDivisionError("x\ny"), "ZeroDivisionError: x y (toys.py:", id="anything"),
    ],
)
def test_what_fails_while_drawing_is_one_line_and_exit_1(
    command, problem, complaint, run, folder, fake
):
    before = files_in(folder)
    fake.problem["toy"] = problem
    result = run(command, "toy.py")
    assert result.exit_code == 1
    assert complaint in one_line_after_progress(result)
    assert {one for one in files_in(folder) if one.is_file()} == set(before)


def one_line_after_progress(result):
    result.stderr_bytes = b"".join(
        line for line in result.stderr_bytes.splitlines(keepends=True) if b"frames)" not in line
    )
    return one_line(result)


def test_a_story_that_cannot_be_told_is_one_line_and_exit_1(run):
    result = run("data", "toy.py", "--steps", "7")
    assert result.exit_code == 1
    assert "toy.py:35, in tell: ZeroDivisionError: seven" in one_line(result)


def test_debug_shows_where_it_happened(run):
    result = run("data", "toy.py", "--steps", "7", "--debug")
    assert result.exit_code == 1
    assert "Traceback" in result.stderr
    assert "raise ZeroDivisionError" in result.stderr


def test_debug_shows_it_for_each_film_of_several(run, fake):
    fake.problem["toy"] = ZeroDivisionError("seven")
    quiet = run("render", "toy.py", "other.py")
    loud = run("render", "toy.py", "other.py", "--debug", "--force")
    assert (quiet.exit_code, loud.exit_code) == (75, 75)
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr


def test_an_unknown_command_is_named_with_the_nearest(run):
    result = run("rendr", "toy.py")
    assert result.exit_code == 2
    assert one_line(result) == "Error: no command 'rendr'; did you mean render?"
