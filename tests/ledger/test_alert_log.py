"""The alert log: late, doubled and dying commands leave the states and notices of the punctual ones."""

from datetime import UTC, datetime
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from kpiengine.alerts.folding import shown
from kpiengine.alerts.policy import Policy, Series
from kpiengine.alerts.states import Event, State
from kpiengine.alerts.timeline import ABOUT, Window
from kpiengine.errors import KpiError
from kpiengine.ledger import looking, place_in, working
from kpiengine.ledger.alert_log import log_alerts
from kpiengine.ledger.alert_tables import AlertTables
from kpiengine.ledger.alert_view import notices, standing
from kpiengine.ledger.notices import Delivery
from kpiengine.ledger.process import this_worker
from kpiengine.ledger.quieting import acknowledge, add_silence, end_silence, recall_quiet, said_quiet
from kpiengine.ledger.verify import faults
from kpiengine.rules.lasting import Length

plain = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "alerts" / "plain.py")))
LOW, OUTAGE = Series("alerts", "csat_low"), Series("alerts", "site_outage")
LOW_RULE = Policy(LOW, least=2, of=3, has_clear=True, repeat=Length(4, "h"), notify=("lead",))
OUTAGE_RULE = Policy(OUTAGE, level="site", quiets="all", keep=Length(1, "h"))
POLICIES = {LOW: LOW_RULE, OUTAGE: OUTAGE_RULE}
HOUR = 3_600_000
NOW = datetime(2026, 11, 5, tzinfo=UTC)
SITE = {"li": "shanghai", "wu": "manila"}
ROWS = {"verdict": pl.Int8, "clear": pl.Boolean, **ABOUT}


def window(series, end, verdicts):
    rows = [
        {
            "verdict": verdict,
            "clear": verdict == 0 if series == LOW and verdict >= 0 else None,
            "name": name,
            "level": "agent" if series == LOW else "site",
            "site": SITE.get(name),
            "values": f"csat {verdict}",
        }
        for name, verdict in verdicts.items()
    ]
    return Window(series, (end - 1) * HOUR, end * HOUR, f"h{end}", pl.DataFrame(rows, ROWS))


def one_each(notices):
    return [Delivery("lead", (notice.id,)) for notice in notices]


def run(ledger, windows, now=1000, address=one_each):
    return log_alerts(ledger, POLICIES, windows, recall_quiet(ledger.database), now * HOUR, "UTC", address)


def told(ledger):
    rows = ledger.database.all(
        "SELECT at, name, event, quiet, number FROM alert_notices AS n "
        "JOIN alert_subjects AS s ON s.id = n.subject ORDER BY n.id"
    )
    return [(at // HOUR, name, Event(event).word, quiet) for at, name, event, quiet, _ in rows]


def states(ledger):
    log, found = AlertTables(ledger, POLICIES), {}
    for series in POLICIES:
        was = log.recalled(series, "UTC", [], corrected=False)
        rows = shown(was.carry).join(was.about.select("subject", "name"), on="subject")
        found |= {row["name"]: State(row["state"]).word for row in rows.iter_rows(named=True)}
    return found


def test_recorded_once_and_sent_once(ledger):
    first = run(ledger, [window(LOW, n, {"li": 2}) for n in (1, 2)])
    assert (first.windows, len(first.notices), first.deliveries) == (2, 1, 1)
    assert first.notices[0].key == "alerts.csat_low/agent:li/h2/1/1"
    head = ledger.head
    again = run(ledger, [window(LOW, n, {"li": 2}) for n in (1, 2)])
    assert (again.windows, again.notices, ledger.head) == (0, (), head)
    assert told(ledger) == [(2, "li", "fired", None)]


def test_a_window_judged_otherwise_later_is_a_revision_and_takes_back_what_was_said(ledger):
    run(ledger, [window(LOW, n, {"li": 2}) for n in (1, 2)])
    assert run(ledger, [window(LOW, 2, {"li": 0})]).corrected == 1
    assert told(ledger) == [(2, "li", "fired", None), (2, "li", "resolved", None)]
    assert states(ledger) == {"li": "pending"}
    rows = ledger.database.all("SELECT ending, revision, verdict FROM alert_checks ORDER BY 1, 2")
    assert rows == [(HOUR, 1, 2), (2 * HOUR, 1, 2), (2 * HOUR, 2, 0)]
    run(ledger, [window(LOW, 3, {"li": 2})])
    assert told(ledger)[2:] == []  # the cool-down: four hours since the first
    run(ledger, [window(LOW, n, {"li": 2}) for n in (4, 5, 6)])
    assert told(ledger)[2:] == [(6, "li", "fired", None)]


def test_made_up_windows_say_so(ledger):
    found = run(ledger, [window(LOW, n, {"li": v}) for n, v in enumerate([2, 2, 0, 0], start=1)])
    assert [(n.at // HOUR, n.body["late"]) for n in found.notices] == [(2, True), (3, True)]


def test_silences_and_acknowledgements_are_in_the_record_with_author_reason_and_end(ledger):
    number = add_silence(ledger, 9 * HOUR, "moving house", LOW, "shanghai")
    run(ledger, [window(LOW, n, {"li": 2}) for n in (1, 2)], now=2)
    assert told(ledger) == [(2, "li", "fired", f"silence {number}")]
    end_silence(ledger, number, 3 * HOUR, "back again")
    assert said_quiet(ledger.database, 4 * HOUR) == []
    run(ledger, [], now=4)
    assert told(ledger)[1:] == [(3, "li", "fired", None)]
    known = acknowledge(ledger, LOW, "li", 2 * HOUR, 20 * HOUR, "we talk on Monday")
    run(ledger, [window(LOW, n, {"li": 2}) for n in range(3, 9)], now=9)
    assert told(ledger)[2:] == [(7, "li", "repeated", f"acknowledgement {known}")]
    listed = said_quiet(ledger.database, 4 * HOUR)
    assert [(s.number, s.person, s.because) for s in listed] == [(known, "lead", "we talk on Monday")]


def test_an_outage_that_is_over_long_since_quiets_what_fell_into_it_all_the_same(ledger):
    run(ledger, [window(OUTAGE, n, {"shanghai": v}) for n, v in enumerate([0, 3, 3, 0, 0, 0], start=1)])
    run(ledger, [window(LOW, n, {"li": 2}) for n in (2, 3)])
    assert [t for t in told(ledger) if t[1] == "li"] == [
        (3, "li", "fired", "alert alerts.site_outage"),
        (5, "li", "fired", None),  # it recovers for an hour
    ]


def test_nothing_of_a_command_that_dies(ledger):
    def die(_):
        raise OSError("the plug is out")

    with pytest.raises(OSError, match="plug"):
        run(ledger, [window(LOW, n, {"li": 2}) for n in (1, 2)], address=die)
    assert ledger.database.value("SELECT count(*) FROM alert_windows") == 0
    run(ledger, [window(LOW, n, {"li": 2}) for n in (1, 2)])
    assert ledger.database.value("SELECT count(*) FROM deliveries") == 1


def test_rows_of_the_log_never_change(ledger):
    run(ledger, [window(LOW, n, {"li": 2}) for n in (1, 2)])
    for table in ("alert_checks", "alert_states", "alert_notices", "deliveries"):
        with pytest.raises(KpiError, match="never change"):
            ledger.database.run(f"DELETE FROM {table}")  # noqa: S608 -- our own names


@pytest.mark.parametrize(
    ("table", "change", "found"),
    [
        ("alert_checks", "verdict = 0", "alert_checks: those of entry 2 are not what the log says"),
        ("alert_notices", "quiet = 'x'", "alert_notices: those of entry 2 are not what the log says"),
    ],
)
def test_what_was_changed_by_hand_shows(ledger, table, change, found):
    run(ledger, [window(LOW, n, {"li": 2}) for n in (1, 2)])
    assert faults(ledger) == []
    ledger.database.run(f"DROP TRIGGER {table}_no_update")
    ledger.database.run(f"UPDATE {table} SET {change}")  # noqa: S608 -- our own names
    assert faults(ledger) == [found]


def perfect(hours, silences):  # noqa: C901 -- the whole story in one place, so that it can be read
    """Everything from scratch in plain words: the states, and who hears what when."""
    rules = {
        LOW: SimpleNamespace(least=2, of=3, praise=False, has_clear=True),
        OUTAGE: SimpleNamespace(least=1, of=1, praise=False, has_clear=False),
    }
    keep = {LOW: 0, OUTAGE: HOUR}
    lives, ears, found = {}, {}, []
    for at, (outage, low) in enumerate(hours, start=1):
        for series, verdicts in ((OUTAGE, outage), (LOW, low)):
            for name in sorted(set(verdicts) | {n for n, (s, _) in lives.items() if s == series}):
                _, life = lives.setdefault(name, (series, plain.begin()))
                verdict = verdicts.get(name)
                clear = verdict == 0 if series == LOW and verdict is not None and verdict >= 0 else None
                plain.window(rules[series], life, verdict, clear, at * HOUR, lambda e, s=series: e + keep[s])
        for name in sorted(lives):
            series, life = lives[name]
            ear = ears.setdefault(name, SimpleNamespace(told=False, severity=0, at=None, hushed=None))
            rested = series == OUTAGE or ear.at is None or at >= ear.at + 4
            event = None
            if life.state == "firing" and not ear.told:
                event = "fired" if rested else None
            elif ear.told and life.state not in {"firing", "recovering"}:
                event = "resolved"
            elif ear.told and life.state == "firing" and life.severity != ear.severity:
                event = "worse" if life.severity > ear.severity else "milder"
            elif ear.told and life.state == "firing" and series == LOW and rested:
                event = "repeated"
            if event is None:
                ear.hushed = None
                continue
            out = series == LOW and lives.get(SITE[name], (None, plain.begin()))[1].state in {"firing", "recovering"}
            silent = [
                n for n, begins, until, who in silences if begins <= at < until and who in {None, name, SITE.get(name)}
            ]
            if out or silent:
                if ear.hushed != event:
                    found.append((at, name, event, "alert alerts.site_outage" if out else f"silence {silent[0]}"))
                ear.hushed = event
                continue
            found.append((at, name, event, None))
            ear.told, ear.severity, ear.at, ear.hushed = event != "resolved", life.severity, at, None
    return {name: life for name, (_, life) in lives.items()}, found


# What a disk takes for being sure of every write is most of the time; nothing here is about that.
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- a folder of its own in it
VERDICT = st.sampled_from([-3, -1, 0, 0, 2, 2, 3])


class Commands(RuleBasedStateMachine):
    """Hours go by; commands come in time, late, twice, or die; what they leave is what punctual ones would have."""

    @initialize()
    def begin(self):
        self.folder = TemporaryDirectory(dir=IN_MEMORY)
        self.hours, self.recorded, self.silences = [], 0, []

    def ledger(self):
        place = place_in(Path(self.folder.name))
        return working(place, this_worker("kpiengine test"), NOW, project="centre", make=True)

    def windows(self, first):
        return [
            window(series, at, verdicts)
            for at, (outage, low) in enumerate(self.hours, start=1)
            if at > first
            for series, verdicts in ((OUTAGE, outage), (LOW, low))
        ]

    @rule(
        outage=st.fixed_dictionaries({"shanghai": VERDICT, "manila": VERDICT}),
        low=st.dictionaries(st.sampled_from(["li", "wu"]), VERDICT),
    )
    def an_hour_goes_by(self, outage, low):
        self.hours.append((outage, low))

    @rule(before=st.integers(0, 3))
    def a_command(self, before):
        with self.ledger() as ledger:
            run(ledger, self.windows(max(0, self.recorded - before)), now=len(self.hours))
        self.recorded = len(self.hours)
        self.the_record_is_that_of_punctual_commands()

    @precondition(lambda self: self.recorded < len(self.hours))
    @rule()
    def a_command_dies(self):
        def die(_):
            raise OSError("again")

        with self.ledger() as ledger, pytest.raises(OSError, match="again"):
            run(ledger, self.windows(self.recorded), now=len(self.hours), address=die)
        self.the_record_is_that_of_punctual_commands()

    @precondition(lambda self: self.recorded == len(self.hours))
    @rule(hours=st.integers(1, 4), who=st.sampled_from([None, "li", "manila"]))
    def somebody_asks_for_silence(self, hours, who):
        at = len(self.hours) + 1
        with self.ledger() as ledger:
            number = add_silence(ledger, (at + hours) * HOUR, "test", LOW if who == "li" else None, who, at * HOUR)
        self.silences.append((number, at, at + hours, who))

    def the_record_is_that_of_punctual_commands(self):
        """Looked at after each command, since hours alone write nothing."""
        if not self.recorded:
            return
        lives, due = perfect(self.hours[: self.recorded], self.silences)
        with looking(place_in(Path(self.folder.name))) as ledger:
            found = told(ledger)
            assert sorted(found, key=str) == sorted(due, key=str)
            assert [t[0] for t in found] == sorted(t[0] for t in found)
            shown_states = {n: s for n, s in states(ledger).items() if s not in {"no_data", "error"}}
            for name, state in shown_states.items():
                assert state == lives[name].state

    def teardown(self):
        self.folder.cleanup()


Commands.TestCase.settings = settings(max_examples=max(settings.default.max_examples // 5, 12), stateful_step_count=40)
TestCommands = Commands.TestCase


def test_an_alert_that_is_taken_out_is_retired_once_and_tells_nobody(tmp_path):
    """It is on for two, one of them told; without its rule both are removed; back again it begins anew."""
    with working(place_in(tmp_path), this_worker("kpiengine test"), NOW, make=True) as ledger:
        for end in (1, 2):
            run(ledger, [window(LOW, end, {"li": 2, "wu": 2 if end == 2 else 0})])
        only = {OUTAGE: OUTAGE_RULE}
        quiet = recall_quiet(ledger.database)
        asked = []
        made = log_alerts(ledger, only, [], quiet, 5 * HOUR, "UTC", lambda n: asked.extend(n) or [])
        assert [(n.series, n.subject, n.event) for n in made.removed] == [(LOW, "li", Event.REMOVED)]
        assert (asked, made.deliveries) == ([], 0)
        again = log_alerts(ledger, only, [], quiet, 6 * HOUR, "UTC", one_each)
        assert (again.removed, again.windows) == ((), 0)
        states = {row["subject"]: (row["state"], row["told"]) for row in standing(ledger.database, every=True)}
        assert states == {"li": ("removed", False), "wu": ("removed", False)}
        assert standing(ledger.database) == []
        assert notices(ledger.database)[-1].body["why"]["en"] == "it was taken out of its rule file"
        assert list(faults(ledger)) == []
        for end in (3, 4, 5):  # on again, but told not four hours ago: nobody hears of it twice by editing a file
            back = run(ledger, [window(LOW, end, {"li": 2})])
            assert back.notices == ()
        back = run(ledger, [window(LOW, 6, {"li": 2})])
        assert [(n.subject, n.event) for n in back.notices] == [("li", Event.FIRED)]
        assert list(faults(ledger)) == []
