"""What is told, when, and what is kept quiet."""

import polars as pl

from kpiengine.alerts.policy import Escalation, Policy, Series
from kpiengine.alerts.quiet import Acknowledgement, Quiet, Silence
from kpiengine.alerts.states import Event
from kpiengine.alerts.timeline import ABOUT, Window, tell
from kpiengine.rules.lasting import Length

LOW, OUTAGE = Series("alerts", "csat_low"), Series("alerts", "site_outage")
HOUR = 3_600_000
NOTHING_QUIET = Quiet()
ROWS = {"verdict": pl.Int8, "clear": pl.Boolean, **ABOUT}
SITE = {"li": "shanghai", "wu": "manila"}
NUMBER = {"li": 1, "wu": 2, "shanghai": 3, "manila": 4}


def window(series, end, verdicts, *, level="agent", late=False, clear=None):
    rows = [
        {
            "verdict": verdict,
            "clear": None if clear is None else clear,
            "subject": NUMBER[name],
            "name": name,
            "level": level,
            "site": SITE.get(name) if level == "agent" else name,
            "values": f"csat {70 + verdict}",
            "message_en": f"{name} low",
        }
        for name, verdict in verdicts.items()
    ]
    return Window(series, (end - 1) * HOUR, end * HOUR, f"h{end}", pl.DataFrame(rows, ROWS), late)


def told(policies, windows, quiet=NOTHING_QUIET, now=100):
    made = tell({p.series: p for p in policies}, {}, windows, quiet, now * HOUR, "UTC")
    rows = pl.concat([t.notices.with_columns(alert=pl.lit(s.alert)) for s, t in made.items()])
    ordered = rows.sort("at", "alert", "name", maintain_order=True)
    return [(r["at"] // HOUR, r["name"], Event(r["event"]).word, r["quiet"]) for r in ordered.iter_rows(named=True)]


def hours(series, name, *verdicts, **more):
    return [window(series, place, {name: v}, **more) for place, v in enumerate(verdicts, start=1)]


def test_an_end_is_told_after_a_beginning_only_and_nothing_twice():
    assert told([Policy(LOW)], hours(LOW, "li", 0, 2, 2, -1, 0, 0)) == [
        (2, "li", "fired", None),
        (5, "li", "resolved", None),
    ]
    assert told([Policy(LOW, least=2, of=2)], hours(LOW, "li", 2, 0, 2, 0)) == []


def test_a_change_of_severity_is_told_once():
    assert told([Policy(LOW)], hours(LOW, "li", 2, 3, 3, 2, 0)) == [
        (1, "li", "fired", None),
        (2, "li", "worse", None),
        (4, "li", "milder", None),
        (5, "li", "resolved", None),
    ]


def test_repeated_and_no_second_beginning_before_the_cool_down():
    policy = Policy(LOW, repeat=Length(3, "h"))
    assert told([policy], hours(LOW, "li", 2, 2, 2, 2, 2, 2, 2)) == [
        (1, "li", "fired", None),
        (4, "li", "repeated", None),
        (7, "li", "repeated", None),
    ]
    assert told([policy], hours(LOW, "li", 2, 0, 2, 0, 2, 0)) == [
        (1, "li", "fired", None),
        (2, "li", "resolved", None),
        (5, "li", "fired", None),
        (6, "li", "resolved", None),
    ]


def test_escalated_once_and_not_when_somebody_knows():
    policy = Policy(LOW, escalation=Escalation(Length(2, "h"), ("wfm",)))
    windows = hours(LOW, "li", 2, 2, 2, 2)
    assert told([policy], windows) == [(1, "li", "fired", None), (3, "li", "escalated", None)]
    known = Quiet(acknowledgements=[Acknowledgement(7, LOW, "li", HOUR, 4 * HOUR)])
    assert told([policy], windows, known) == [
        (1, "li", "fired", None),
        (3, "li", "escalated", "acknowledgement 7"),
        (4, "li", "escalated", None),
    ]


def test_an_outage_quiets_the_others_of_its_site_and_they_are_told_afterwards():
    outage = Policy(OUTAGE, level="site", quiets="all")
    windows = [
        *hours(OUTAGE, "shanghai", 0, 3, 3, 0, level="site"),
        window(LOW, 2, {"li": 2, "wu": 2}),
    ]
    assert told([Policy(LOW), outage], windows) == [
        (2, "li", "fired", "alert alerts.site_outage"),
        (2, "wu", "fired", None),
        (2, "shanghai", "fired", None),
        (4, "li", "fired", None),
        (4, "shanghai", "resolved", None),
    ]


def test_what_begins_and_ends_in_the_quiet_is_in_the_record_only():
    outage = Policy(OUTAGE, level="site", quiets=("csat_low",))
    windows = [*hours(OUTAGE, "shanghai", 3, 3, 3, 0, level="site"), *hours(LOW, "li", 2, 0, 2, 0)]
    assert [t for t in told([Policy(LOW), outage], windows) if t[1] == "li"] == [
        (1, "li", "fired", "alert alerts.site_outage"),
        (3, "li", "fired", "alert alerts.site_outage"),
    ]


def test_a_silence_has_an_end_and_what_still_holds_is_told_then():
    policies, windows = [Policy(LOW)], [window(LOW, 1, {"li": 2, "wu": 2})]
    assert told(policies, windows, Quiet([Silence(5, 3 * HOUR, LOW, "shanghai")])) == [
        (1, "li", "fired", "silence 5"),
        (1, "wu", "fired", None),
        (3, "li", "fired", None),
    ]
    assert told(policies, windows, Quiet([Silence(5, 3 * HOUR)]), now=2) == [
        (1, "li", "fired", "silence 5"),
        (1, "wu", "fired", "silence 5"),
    ]


def test_praise_is_told_for_each_window_and_never_taken_back():
    praise = Policy(LOW, praise=True)
    assert told([praise], hours(LOW, "li", 1, 0, 1, 1)) == [(n, "li", "fired", None) for n in (1, 3, 4)]
    assert told([Policy(LOW, praise=True, repeat=Length(2, "h"))], hours(LOW, "li", 1, 1, 1)) == [
        (1, "li", "fired", None),
        (3, "li", "fired", None),
    ]


def test_who_has_left_is_said_to_be_done_with():
    windows = [window(LOW, 1, {"li": 2, "wu": 2}), window(LOW, 2, {"wu": 2})]
    assert told([Policy(LOW)], windows)[2:] == [(2, "li", "resolved", None)]
