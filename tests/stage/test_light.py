"""manim is imported without what few scenes need, and that is there when it is used."""

import subprocess
import sys

import pytest

IMPORT = "import clipanim.stage, sys\n"


def said(program):
    ran = subprocess.run(
        [sys.executable, "-c", IMPORT + program], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_drawing_starts_without_libraries_of_graphs_code_and_rotations():
    assert said("print({'networkx', 'bs4', 'scipy'} & {*sys.modules})") == ["set()"]


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(
            "from manim import Graph\n"
            "graph = Graph([1, 2, 3], [(1, 2), (2, 3)], layout='circular')\n"
            "import networkx\n"
            "print(isinstance(graph._graph, networkx.Graph), len(graph.vertices) == 3)",
            id="a graph",
        ),
        pytest.param(
            "from manim import Graph\n"
            "tree = Graph([1, 2, 3], [(1, 2), (1, 3)], layout='tree', root_vertex=1)\n"
            "print(tree.vertices[1].get_y() > tree.vertices[2].get_y(), True)",
            id="a tree",
        ),
        pytest.param(
            "from manim import Code\n"
            "code = Code(code_string='x = 1', language='python')\n"
            "print(len(code.code_lines) == 1, len(code.code_lines[0]) == 3)",
            id="code",
        ),
        pytest.param(
            "import numpy as np\n"
            "from manim import Square, PI, OUT, rotation_matrix\n"
            "turn = rotation_matrix(PI / 2, OUT)\n"
            "print(np.allclose(turn @ [1, 0, 0], [0, 1, 0]), Square().rotate(1).width > 2)",
            id="a rotation",
        ),
    ],
)
def test_what_was_left_out_comes_when_it_is_used(program):
    assert said(program) == ["True", "True"]


def test_whoever_imports_what_was_left_out_gets_all_of_it():
    program = "import networkx, bs4\nfrom scipy.spatial.transform import Rotation\n"
    program += "print(networkx.path_graph(3).size(), isinstance(Rotation, type), bs4.__name__)"
    assert said(program) == ["2", "True", "bs4"]
