"""README.md, CONTRIBUTING.md and docs/: generated parts are fresh, and links and commands work."""

import re
import shlex
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from importlib import import_module
from urllib.parse import unquote, urlsplit

import click
import pytest
from places import ROOT

from clipanim import api
from clipanim.cli import cli
from clipanim.film.lesson import load_lesson
from clipanim.scene import catalogue
from clipanim.scene.params import declared_params
from docs import tables

DOCS = ROOT / "docs"
README = ROOT / "README.md"
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]
LESSON = re.compile(r"```toml\n(.*?)```", re.DOTALL)
FENCED = re.compile(r"^```(\w*).*?\n(.*?)^```", re.DOTALL | re.MULTILINE)
PLACEHOLDERS = {"COMMAND": "render", "SCENE": "cliff_leap", "NAME": "cliff_leap",
                "FILE.py:Name": "my_idea.py"}  # fmt: skip


def read(page):
    return page.read_text(encoding="utf-8")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


# What is generated


@pytest.mark.parametrize("page", tables.FILES, ids=name_of)
def test_generated_parts_are_fresh(page):
    assert tables.filled(read(page)) == read(page), "run python -m docs.tables --write"


def test_every_parameter_of_every_scene_has_a_row():
    rows = tables.parameters()
    for name, file in catalogue.builtin_scenes().items():
        assert f"## `{name}`" in rows
        for one in declared_params(file.params_class()):
            assert f"| `{one.flag}` | `{one.format(one.default)}` |" in rows


def test_the_list_of_public_names_is_that_of_the_modules():
    sections = re.split(r"^## `(.*)`$", read(DOCS / "public.md"), flags=re.MULTILINE)[1:]
    listed = {
        module: re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)
        for module, rows in zip(sections[::2], sections[1::2], strict=True)
    }
    assert listed == {name: list(import_module(name).__all__) for name in tables.PUBLIC}


def test_what_stands_outside_the_marks_is_kept():
    old = "Before.\n<!-- scenes -->\nold\n<!-- /scenes -->\nAfter.\n"
    new = tables.filled(old)
    assert new.startswith("Before.\n")
    assert new.endswith("\nAfter.\n")
    assert tables.filled(new) == new


def test_a_text_without_marks_is_refused():
    with pytest.raises(ValueError, match="expected one of <!-- scenes -->"):
        tables.filled("nothing")


def test_the_script_checks_and_writes(tmp_path, capsys):
    file = tmp_path / "page.md"
    file.write_text("<!-- scenes -->\n<!-- /scenes -->\n")
    assert tables.main(["--check"], [file]) == 1
    assert "page.md is old" in capsys.readouterr().err
    assert tables.main(["--write"], [file]) == 0
    assert tables.main(["--check"], [file]) == 0
    assert tables.main([]) == 2


# What is written by hand


def test_the_readme_is_short():
    assert len(read(README).splitlines()) <= 160


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_path_of_a_machine(page):
    assert re.findall(r"(?<![\w.~])/(?:home|root|tmp|work|Users)/\S*", read(page)) == []


@pytest.mark.parametrize("page", [README, DOCS / "command.md"], ids=name_of)
def test_the_lesson_on_a_page_is_one(page, tmp_path):
    (text,) = LESSON.findall(read(page))
    (tmp_path / "monday.toml").write_text(text)
    lesson = load_lesson(tmp_path / "monday.toml")
    assert len(text.splitlines()) == 6
    assert [part.entry.file.name for part in lesson.parts] == ["cliff_leap", "clip_formula"]
    assert {*lesson.parts[0].chapters} <= {*lesson.parts[0].entry.file.chapters()}


def test_files_named_in_contributing_exist():
    named = re.findall(r"`([\w/]+(?:/|\.(?:py|toml)))`", read(ROOT / "CONTRIBUTING.md"))
    rooms = (ROOT, ROOT / "src/clipanim", *(ROOT / "src/clipanim").glob("*/"))
    paths = [one for one in named if not re.search("NAME|COMMAND", one) and one != "build/docs/"]
    assert len(paths) > 30
    assert [one for one in paths if not any((room / one).exists() for room in rooms)] == []


def test_every_benchmark_is_on_the_page_of_benchmarks():
    text = read(DOCS / "benchmarks.md")
    commands = {
        file.stem
        for file in (ROOT / "benchmarks").glob("*.py")
        if '__name__ == "__main__"' in read(file)
    }
    assert {*re.findall(r"^\| `python -m benchmarks\.(\w+)", text, re.MULTILINE)} == commands


def test_names_in_examples_are_public():
    examples = "".join(
        code for page in PAGES for kind, code in FENCED.findall(read(page)) if kind == "python"
    )
    assert {*re.findall(r"\bapi\.(\w+)", examples)} <= {*api.__all__}
    assert {*re.findall(r"\bclipanim\.(\w+)\(", examples)} == {"show", "render", "data"}


def commands_of(text):
    """Every command line that begins with `clipanim`, in blocks of code and within lines."""
    blocks = [code for kind, code in FENCED.findall(text) if kind != "toml"]
    prose = FENCED.sub("", text)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += [line for line in prose.splitlines() if line.startswith("    ")]
    found = [line.strip() for line in lines if line.strip().startswith("clipanim ")]
    return found + re.findall(r"`(clipanim [^`]+)`", prose)


def words_of(line):
    """The words after `clipanim`, with a name in place of each placeholder."""
    words = shlex.split(line.partition(">>")[0], comments=True)[1:]
    return [PLACEHOLDERS.get(word, word) for word in words]


def parse(words):
    """Read a command line as `clipanim` does, and do nothing; raises a usage error if it is bad."""
    with cli.make_context("clipanim", ["list"]) as ctx:
        name, *rest = words
        command = cli.get_command(ctx, name)
        assert command, f"no command {name}"
        try:
            command.make_context(name, rest, parent=ctx)
        except click.exceptions.Exit:  # --help, which was printed
            pass
        except click.MissingParameter:  # a mention, such as "`clipanim check --ends` finds nothing"
            pass


COMMANDS = sorted({line for page in PAGES for line in commands_of(read(page))})


@pytest.fixture
def working_folder(tmp_path):
    """A folder with the scenes, the lesson and the certificates that the pages speak of."""
    for name in ("my_idea.py", "my_walk.py"):
        shutil.copy(ROOT / "scenes/_starter.py", tmp_path / name)
    (tmp_path / "monday.toml").write_text(LESSON.findall(read(README))[0])
    for name in ("ca.pem", "me.pem", "me.key"):
        (tmp_path / name).touch()


def test_command_lines_are_found():
    text = "    clipanim list  # all\n\nSee `clipanim doctor`.\n\n```\nclipanim new a.py\n```\n"
    assert [words_of(line) for line in commands_of(text)] == [["new", "a.py"], ["list"], ["doctor"]]
    assert len(COMMANDS) > 50


@pytest.mark.parametrize("line", COMMANDS)
@pytest.mark.usefixtures("working_folder")
def test_a_command_line_on_a_page_can_be_typed(line):
    parse(words_of(line))


@pytest.mark.parametrize(
    "line", ["list --nothing", "render cliff_leap --nothing 1", "render cliff_leap --lr 100"]
)
def test_a_command_line_that_is_wrong_would_be_noticed(line):
    with pytest.raises(click.UsageError):
        parse(line.split())


# Links


def anchors_of(text):
    """The anchors of a page's headings, as GitHub names them."""
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}


def broken_links(page):
    """The relative links of a page whose file or anchor is not there."""
    prose = re.sub(r"`[^`\n]*`", "", FENCED.sub("", read(page)))
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        url = urlsplit(target)
        if url.scheme:
            continue
        file = page.parent / unquote(url.path) if url.path else page
        if not file.exists() or (url.fragment and url.fragment not in anchors_of(read(file))):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page):
    assert list(broken_links(page)) == []


def test_a_broken_link_would_be_noticed(tmp_path):
    (tmp_path / "other.md").write_text("# A `name`, a title\n")
    page = tmp_path / "page.md"
    good = "[a](other.md) [b](other.md#a-name-a-title) [c](https://example.org/none)"
    page.write_text(f"{good} [d](none.md) ![e](none.png) [f](other.md#none) [g](#none)\n")
    assert list(broken_links(page)) == ["none.md", "none.png", "other.md#none", "#none"]


# The site


class Links(HTMLParser):
    """What a page of the site refers to, what it loads, and the ids that it has."""

    def __init__(self, page):
        super().__init__()
        self.references, self.loaded, self.ids = [], [], set()
        self.feed(read(page))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids.add(found.get("id"))
        if "src" in found or (tag == "link" and "href" in found):
            self.loaded.append(found.get("src") or found["href"])
        elif "href" in found:
            self.references.append(found["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `make docs` does."""
    for needed in ("sphinx", "myst_parser"):
        pytest.importorskip(needed, reason=f"{needed} is not installed: make docs brings it")
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-E", "-q", "-d", folder / "trees",
         "-b", "html", DOCS, folder / "html"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return folder / "html"


@pytest.mark.slow
def test_the_site_has_every_page(site):
    assert {page.stem for page in DOCS.glob("*.md")} <= {page.stem for page in site.glob("*.html")}


@pytest.mark.slow
def test_the_site_loads_nothing_from_elsewhere(site):
    for page in site.glob("*.html"):
        assert [one for one in Links(page).loaded if urlsplit(one).netloc] == []
    for style in site.rglob("*.css"):
        assert re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", read(style)) == []


@pytest.mark.slow
def test_every_link_of_the_site_leads_somewhere(site):
    pages = {page: Links(page) for page in site.glob("*.html")}
    for page, links in pages.items():
        for target in [*links.references, *links.loaded]:
            url = urlsplit(target)
            if url.scheme:
                continue
            file = (page.parent / unquote(url.path)).resolve() if url.path else page
            assert file.exists(), f"{page.name}: {target}"
            assert not url.fragment or url.fragment in pages[file].ids, f"{page.name}: {target}"
