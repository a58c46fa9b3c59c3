"""A public name that has changed works for one release, and says what it is called now."""

import pytest

from clipanim import numerics, stage

TABLES = {numerics: numerics.renamed.RENAMED, stage: stage.renamed.RENAMED}
CASES = [(package, *names) for package, table in TABLES.items() for names in table.items()]


@pytest.mark.parametrize(("package", "old", "new"), CASES)
def test_an_old_name_is_the_new_one_with_a_warning(package, old, new):
    with pytest.warns(DeprecationWarning, match=rf"\.{old} is called {new} now"):
        found = getattr(package, old)
    assert found is getattr(package, new)
    assert old not in package.__all__
    assert new in package.__all__


def test_a_name_that_never_was_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"'clipanim\.stage' has no attribute 'plott'"):
        stage.plott  # noqa: B018
