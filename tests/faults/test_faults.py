"""A command that is hit anywhere leaves everything or nothing, and a plain re-run ends as if nothing had happened.

Each fault is put before or into one call that could leave something half done: a sync, a rename, a statement, a commit.
The quick tests take a thinned set of places; KPIENGINE_FAULTS=all takes them all (`make test-faults`).  Each test
counts that its fault really fired.
"""

import os
import shutil

import pytest

from kpiengine.errors import Exit
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.verify import faults

ALL = os.environ.get("KPIENGINE_FAULTS") == "all"
KINDS = ("kill", "after", "error", "full")
THINNED = 1  # places of each step and kind in the quick tests
STORY = ("september", "close-09", "pay-09", "late", "october", "close-10", "pay-10")


def places(calls, kind, step):
    """At which calls of a step this kind of fault is put: every one that says something, or a few.

    What was killed after a call has left what a kill before the next one leaves, unless the call itself made something
    durable; and a call that fails for the one reason or for the other is the same call, so these two take turns.
    """
    count = calls["any"]
    if ALL:
        every = range(1, count + 1)
        durable = [n for n, name in enumerate(calls["order"], 1) if name != "execute" or n == count]
        return {"kill": every, "after": durable, "error": every[::2], "full": every[1::2]}[kind]
    start = 1 + (KINDS.index(kind) * 5 + len(step) * 3) % count
    return sorted({1 + (start + count * part // THINNED) % count for part in range(THINNED)})


@pytest.fixture
def tried(clean, tmp_path, child, story):
    """Hits a step at a place, looks, does it again and what follows, and gives what was hit."""
    _, before, _, after = clean

    def run(step, kind, number):
        folder = tmp_path / f"{kind}-{number}" / "centre"
        shutil.copytree(before[step], folder)
        left = child(folder, kind, "any", number, [step])
        assert left.fired, f"{kind} at call {number} of {step} did not fire"
        _look(folder, left)
        rest = [step]  # and the closing and paying of it
        for later in STORY[STORY.index(step) + 1 :]:
            if later in story.RESULTS:
                break
            rest.append(later)
        done = child(folder, "count", "any", 0, rest)
        assert done.code == 0, done.said
        assert story.content(folder) == after[rest[-1]], (step, kind, number)
        assert sound(folder) == []
        shutil.rmtree(folder.parent)
        return left

    return run


def _look(folder, left):
    """What a reader sees at once: a sound ledger or none yet, and no whole file that is half."""
    if place_in(folder).exists:
        assert sound(folder) == []
    if left.code >= 0:
        assert left.code in {Exit.OK, Exit.IO}, (left.code, left.said)
        assert "Traceback" not in left.said


def sound(folder):
    """Faults of the ledger; none where it was hit before it had a first table."""
    try:
        with looking(place_in(folder)) as ledger:
            return faults(ledger)
    except Exception as error:  # noqa: BLE001 -- told below
        return [] if "there is no ledger" in str(error) else [str(error)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", STORY)
def test_a_step_that_is_hit_ends_in_the_same_content(tried, clean, step, kind):
    _, _, calls, _ = clean
    hit = list(places(calls[step], kind, step))
    left = [tried(step, kind, number) for number in hit]
    assert len(left) == len(hit) > 0
    assert all(each.code == -9 for each in left) == (kind in {"kill", "after"})


def test_the_story_without_faults_pays_what_is_due_once(clean, story):
    whole, _, calls, _ = clean
    (_, _, _, texts), tables = story.content(whole), story.content(whole)[0]
    assert {p: amount for _, p, _, amount in tables["payments"] if _} | {} == {
        payee: amount for month in story.PAID.values() for payee, amount in month.items()
    }
    assert sorted(texts) == ["payroll-2026-09.csv", "payroll-2026-10.csv"]
    assert all(calls[step]["any"] > 10 for step in STORY)


def test_there_are_enough_places(clean):
    """`make test-faults` puts at least 300 kills at the statements of evaluate, close and pay."""
    _, _, calls, _ = clean
    assert sum(calls[step]["any"] for step in STORY) >= 300
