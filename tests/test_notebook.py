"""Films in a notebook: the page that is shown, and the functions behind it."""

import base64
import inspect
import json
import subprocess
import sys
from html.parser import HTMLParser

import av
import pytest

import clipanim
from clipanim import api, notebook
from clipanim.scene.catalogue import builtin_scenes
from clipanim.scene.params import ParamError

SMALL = {"chapter": 1, "quality": "draft"}


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found[tag] = dict(attributes)


def content_of(address, kind):
    head, _, content = address.partition(",")
    assert head == f"data:{kind};base64"
    return base64.b64decode(content, validate=True)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shown")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIPANIM_CACHE", str(folder / "cache"))
        patch.chdir(folder)
        yield clipanim.show("clip_formula", threshold=0.5, **SMALL)
    assert {one.name for one in folder.iterdir()} == {"cache"}  # no film is left in the way


def test_a_page_holds_the_film_and_its_captions(shown, tmp_path):
    page = Elements(shown._repr_html_()).found
    (tmp_path / "film.mp4").write_bytes(content_of(page["video"]["src"], "video/mp4"))
    with av.open(str(tmp_path / "film.mp4")) as film:
        recipe = json.loads(film.metadata["comment"])
        assert film.streams.video[0].frames == recipe["frames"]
        assert int(page["video"]["width"]) == film.streams.video[0].width
    assert recipe["scenes"][0]["params"]["threshold"] == 0.5
    cues = content_of(page["track"]["src"], "text/vtt").decode()
    assert cues.startswith("WEBVTT\n")
    assert cues.count("-->") >= len(recipe["lines"])
    assert "controls" in page["video"]
    assert "default" not in page["track"]  # they are in the picture already


def test_a_notebook_gets_a_page_and_words(shown):
    assert {*shown._repr_mimebundle_()} == {"text/html", "text/plain"}
    assert {*shown._repr_mimebundle_(include={"text/plain"})} == {"text/plain"}
    assert {*shown._repr_mimebundle_(exclude={"text/html"})} == {"text/plain"}
    assert repr(shown).startswith("<film of clip_formula: ")


def test_captions_on_a_track_are_shown_unasked():
    showing = notebook.NotebookFilm('<a> & "b"', 1.0, 64, b"film", "WEBVTT\n\n", True)
    page = Elements(showing._repr_html_()).found
    assert "default" in page["track"]
    assert page["video"]["aria-label"] == '<a> & "b"'


def test_without_captions_there_is_no_track():
    showing = notebook.NotebookFilm("a", 1.0, 64, b"film", "", False)
    assert {*Elements(showing._repr_html_()).found} == {"video"}


def test_a_film_that_is_too_large_says_so(monkeypatch):
    monkeypatch.setattr(notebook, "LARGEST", 3)
    page = notebook.NotebookFilm("a", 1.0, 64, b"film", "", False)._repr_html_()
    assert "too large for a notebook" in page
    assert "video" not in Elements(page).found


def test_render_and_data_are_those_of_the_commands(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(api, "render", lambda *one, **how: asked.append((one, how)))
    clipanim.render("cliff_leap", threshold=0.5, quality="low", output=tmp_path / "a.mp4")
    ((scene, params), how) = asked[0]
    assert (scene, params, how["quality"]) == ("cliff_leap", {"threshold": 0.5}, "low")
    assert clipanim.data("clip_formula", threshold=0.5) == api.data(
        "clip_formula", {"threshold": 0.5}
    )


def test_what_cannot_be_is_refused_before_anything_slow():
    with pytest.raises(ParamError, match="threshold"):
        clipanim.show("cliff_leap", threshold=-1)
    with pytest.raises(AttributeError, match="no attribute 'shw'"):
        clipanim.shw  # noqa: B018


@pytest.mark.parametrize("function", [clipanim.show, clipanim.render], ids=lambda one: one.__name__)
def test_no_parameter_of_a_scene_is_taken_for_something_else(function):
    own = {*inspect.signature(function).parameters} - {"params"}
    for scene in builtin_scenes().values():
        assert not own & {*scene.params({}).as_dict()}


def test_the_package_alone_imports_nothing():
    code = "import sys; before = {*sys.modules}; import clipanim; print({*sys.modules} - before)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "{'clipanim'}"
    assert {"show", "render", "data"} <= {*dir(clipanim)}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_real_notebook_shows_a_film(tmp_path):
    client = pytest.importorskip("nbclient", reason="needs nbclient and ipykernel")
    pytest.importorskip("ipykernel", reason="needs nbclient and ipykernel")
    nbformat = pytest.importorskip("nbformat")
    code = "import clipanim\nclipanim.show('clip_formula', chapter=1, quality='draft')"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    client.NotebookClient(book, timeout=300, resources={"metadata": {"path": tmp_path}}).execute()
    outputs = book.cells[0].outputs
    (result,) = (one for one in outputs if one.output_type == "execute_result")
    assert "video" in Elements(result.data["text/html"]).found
    told = "".join(one.text for one in outputs if one.output_type == "stream")
    assert "100 %" in told
