import pytest


@pytest.fixture(scope="module")
def story(request):
    """The numbers of the scene that a test file is about, with the default parameters."""
    return request.module.SCENE.story()
