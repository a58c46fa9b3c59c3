"""manim is imported without what few scenes need, and that is there when it is used."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from clipanim.stage.rotation import VectorRotation

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
        pytest.param(
            "import numpy as np\n"
            "from manim.utils.space_ops import Rotation\n"
            "both = Rotation.from_rotvec(np.eye(3)).as_matrix()\n"
            "print(both.shape == (3, 3, 3), Rotation.identity().magnitude() == 0)",
            id="rotations that manim does not ask for",
        ),
    ],
)
def test_what_was_left_out_comes_when_it_is_used(program):
    assert said(program) == ["True", "True"]


def test_shapes_are_turned_without_scipy():
    program = "from manim import RoundedRectangle, Star\n"
    program += "RoundedRectangle(), Star().rotate(1, [1, 2, 3])\n"
    assert said(program + "print('scipy' in sys.modules)") == ["False"]


vectors = st.tuples(*[st.floats(-10, 10, allow_subnormal=False)] * 3)


@given(vectors, st.sampled_from([1.0, 1e-4, 0.0]))
@example((0.0, 0.0, math.pi), 1.0)
@example((0.0, 0.0, 1e-3), 1.0)
def test_a_turn_is_that_of_scipy_to_the_last_bit(vector, scale):
    vector = scale * np.array(vector)
    np.testing.assert_array_equal(
        VectorRotation(vector).as_matrix(), Rotation.from_rotvec(vector).as_matrix()
    )


def test_whoever_imports_what_was_left_out_gets_all_of_it():
    program = "import networkx, bs4\nfrom scipy.spatial.transform import Rotation\n"
    program += "print(networkx.path_graph(3).size(), isinstance(Rotation, type), bs4.__name__)"
    assert said(program) == ["2", "True", "bs4"]
