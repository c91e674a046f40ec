"""The proofs of what comes from outside still work, with few of each: they find nothing, and they can find something."""

import pytest

from proofs import bombs, exports, fetching, scripts, uploads
from proofs.listening import listening

pytestmark = pytest.mark.one_database


def test_no_trick_reaches_out_of_a_rendering():
    with listening() as listener:
        assert fetching._is_heard(listener)
        known = {name: trick for name, trick in fetching.tricks(listener).items() if name in fetching.QUICK[:1]}
        refused, shown = fetching.by_themselves(known, listener)
        fetching._attached(listener, 0)
        assert (refused, shown, listener.reached()) == (1, 0, [])


def test_mutated_uploads_are_answered(rotherham, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    tally = uploads.upload_mutated(30)
    assert (tally.broken, tally.partial) == ([], [])
    assert tally.answers.total() >= 30


@pytest.mark.parametrize("name", ["entities that multiply, in a workbook", "PDF whose objects unpack to 500 MB"])
def test_a_bomb_is_refused_before_it_takes_much(name):
    (blown,) = bombs.measure([name])
    assert blown.said
    assert blown.megabytes < bombs.MOST_MB


def test_no_formula_is_alive_in_an_export(rotherham):
    known = exports.payloads()
    kept, wanted, _ = exports._there_and_back(known)
    assert kept == wanted
    assert exports._csv(b"a,=1+1,-2\n") == (3, ["=1+1"], 1)


def test_no_element_is_made_of_stored_words(rotherham):
    figure = scripts._made_into_pages(quick=True)
    assert figure.holds, figure.found
