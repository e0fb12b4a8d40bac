"""What was found without faults is not checked again, and that never hides a fault."""

import importlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.metadata import EntryPoint

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.cli import main
from kpiengine.plugin import PluginInfo
from kpiengine.project import read_project
from kpiengine.registry import sources
from kpiengine.registry.found import Found
from kpiengine.rules.again import check_again
from kpiengine.rules.kept.basis import basis_of
from kpiengine.rules.kept.folder import KeptChecks, cache_folder, kept_file
from kpiengine.rules.kept.record import Kept, from_json, to_json
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import KpiLevel, OwnPeriod, PeriodKind, State
from kpiengine.rules.standing import Standing

PROJECT = """\
format = 1
[project]
name = "demo"
timezone = "UTC"
currency = "CNY"
[facts.agents]
source = "roster.csv"
"""
PLANS = '[plan.bonus]\ncovers = { line = ["phone", "chat"] }\n'
METRIC = """\
format = 1
[metric.calls]
title = "Calls"
facts = "contacts"
kind = "count"
"""
DAY = date(2026, 11, 20)


@pytest.fixture
def folder(tmp_path, base, monkeypatch):
    """A project with a rule set, one that takes it over, and one that has nothing to do with either."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "metrics").mkdir()
    for name, text in files(base).items():
        (tmp_path / "rules" / name).write_text(text, "utf-8")
    return tmp_path


def files(base):
    chat = base.replace('id = "phone"', 'id = "chat"').replace('line = "phone"', 'line = "chat"')
    head = 'format = 1\n[ruleset]\nid = "email"\nextends = "phone"\nfrom = 2026-10-01\nagents = { line = "email" }\n'
    return {"chat.toml": chat, "email.toml": head, "phone.toml": base}


def checked(folder, catalogue, *, source="1", today=DAY, doubts=()):
    """What a check finds with what was kept, and how many files it looked at; it is the same as with nothing kept."""
    project = read_project(folder)
    kept = KeptChecks(folder / "kept.json", basis_of(project, catalogue, source, today, doubts))
    again = check_again(project, catalogue, kept, today, doubts)
    anew = check_again(project, catalogue, None, today, doubts)
    assert anew.anew == anew.files == again.files
    assert again.faults == anew.faults
    return again


def test_nothing_is_checked_twice_while_nothing_changes(folder, catalogue):
    assert checked(folder, catalogue).anew == 3
    again = checked(folder, catalogue)
    assert (again.files, again.anew, again.faults) == (3, 0, ())


def edit(name, old, new):
    def change(folder, catalogue):
        file = folder / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
        return catalogue, {}

    return change


def brought(**more):
    return lambda _, catalogue: (evolve(catalogue, **more), {})


def of_metric(name, **more):
    def change(_, catalogue):
        return evolve(catalogue, metrics={**catalogue.metrics, name: evolve(catalogue.metrics[name], **more)}), {}

    return change


def metric_file(folder, catalogue):
    (folder / "metrics" / "own.toml").write_text(METRIC, "utf-8")
    return catalogue, {}


BROKEN = PluginInfo("contacts", "kpiengine-contacts", "1.0", problem="KPI501 it cannot be loaded")


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        (edit("rules/chat.toml", "target = 88", "target = 89"), 2),  # email may now take over another one
        (edit("rules/phone.toml", "target = 88", "target = 89"), 2),
        (edit("rules/phone.toml", "floor = 70", "floor = 95"), 2),  # a fault, also of who takes it over
        (edit("rules/email.toml", 'line = "email"', 'line = "mail"'), 1),
        (edit("rules/chat.toml", 'id = "chat"', 'id = "phone"'), 3),  # clashes with one that was kept
        (edit("rules/chat.toml", 'line = "chat"', 'line = "phone"'), 3),  # clashes with one that was kept
        (edit("kpiengine.toml", 'currency = "CNY"', 'currency = "EUR"'), 3),
        (edit("kpiengine.toml", 'source = "roster.csv"', 'source = "other.csv"'), 3),
        (metric_file, 3),
        (brought(plugins=(BROKEN,)), 3),
        (brought(withheld={"metric aht": "KPI503 metric aht cannot be used: its range is empty"}), 3),
        (of_metric("csat_pct", range=(0, 10)), 3),
        (of_metric("csat_pct", levels=("team",)), 3),
        (of_metric("aht", min_sample=5), 3),
        (lambda _, catalogue: (catalogue, {"source": "2"}), 3),
        (lambda _, catalogue: (catalogue, {"today": date(2026, 11, 21)}), 3),
        (lambda _, catalogue: (catalogue, {"doubts": ("roster",)}), 3),
        (lambda _, catalogue: (catalogue, {}), 0),
    ],
)  # fmt: skip
def test_whatever_a_check_depends_on_has_it_done_again(folder, catalogue, change, anew):
    checked(folder, catalogue)
    other, more = change(folder, catalogue)
    assert checked(folder, other, **more).anew == anew


def test_a_file_with_a_finding_is_told_of_each_time(folder, catalogue, fixtures):
    (folder / "rules" / "chat.toml").write_text((fixtures / "cliff.lint.toml").read_text("utf-8"), "utf-8")
    first = checked(folder, catalogue)
    assert first.faults
    again = checked(folder, catalogue)
    assert again.faults == first.faults
    assert again.anew >= 1


def test_what_stands_between_kept_files_is_judged_each_time(folder, catalogue):
    assert checked(folder, catalogue).faults == ()
    edit("kpiengine.toml", "[facts.agents]", f"{PLANS}[facts.agents]")(folder, catalogue)
    assert checked(folder, catalogue).faults == ()
    (folder / "rules" / "chat.toml").unlink()
    gone = checked(folder, catalogue)
    assert [(d.code, d.message) for d in gone.faults] == [
        ("KPI235", 'plan "bonus" covers line chat, but none of its rule sets is for them')
    ]
    (folder / "rules" / "copy.toml").write_bytes((folder / "rules" / "phone.toml").read_bytes())
    assert "KPI150" in [d.code for d in checked(folder, catalogue).faults]  # the same bytes, and yet a fault
    assert "KPI150" in [d.code for d in checked(folder, catalogue).faults]


@given(st.data())
def test_no_series_of_edits_is_ever_told_of_otherwise(tmp_path_factory, base, fixtures, catalogue, data):
    """Texts with and without faults come, go and are swapped; each check is compared with one that has nothing kept."""
    texts = [*files(base).values(), *((fixtures / name).read_text("utf-8") for name in TEXTS)]
    folder = tmp_path_factory.mktemp("edits")
    (folder / "rules").mkdir()
    (folder / "kpiengine.toml").write_text(PROJECT + data.draw(st.sampled_from(["", PLANS])), "utf-8")
    for _ in range(data.draw(st.integers(2, 6))):
        file = folder / "rules" / f"{data.draw(st.sampled_from('abcd'))}.toml"
        text = data.draw(st.sampled_from([*texts, None]))
        if text is None:
            file.unlink(missing_ok=True)
        else:
            file.write_text(text, "utf-8")
        checked(folder, catalogue, today=data.draw(st.sampled_from([DAY, date(2030, 1, 1)])))


TEXTS = (
    "acceptance_over.lint.toml",
    "cliff.lint.toml",
    "band_without_edge.bad.toml",
    "chinese_quotes.bad.toml",
    "alerts_in_full.good.toml",
)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("true", "null"),
        lambda text: text[:0],
        "\0".join,
        lambda text: "[" * len(text),
        lambda text: text.partition("\n")[2],
    ],
)
def test_what_is_damaged_counts_as_not_there(folder, catalogue, spoil):
    checked(folder, catalogue)
    file = folder / "kept.json"
    file.write_text(spoil(file.read_text("utf-8")), "utf-8")
    assert checked(folder, catalogue).anew == 3
    assert checked(folder, catalogue).anew == 0


@pytest.mark.parametrize("said", [{}, {"id": 3}, [], [None] * 20, None, "x", {"start": "soon", "id": "phone"}])
def test_what_was_never_written_counts_as_not_there(folder, catalogue, said):
    project = read_project(folder)
    kept = KeptChecks(folder / "kept.json", basis_of(project, catalogue, "1", DAY, ()))
    checked(folder, catalogue)
    kept.write(dict.fromkeys(kept.read(), said))
    assert checked(folder, catalogue).anew == 3


def test_it_is_never_needed(folder, catalogue):
    (folder / "kept.json").mkdir()  # neither read nor replaced
    assert [checked(folder, catalogue).anew for _ in range(2)] == [3, 3]
    assert not list(folder.glob("kept*.json?*")), "what could not be put in place is left behind"


def test_several_may_write_at_once(tmp_path):
    kept = KeptChecks(tmp_path / "deep" / "kept.json", "basis")
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda i: (kept.write({f"{i}": [i] * 1000}), kept.read())[1], range(200)))
    assert all(len(found) == 1 for found in seen), "half of a file was read"
    assert [path.name for path in kept.file.parent.iterdir()] == ["kept.json"]


def test_all_of_a_head_is_kept():
    head = Head(
        id="x", start=date(2026, 1, 5), period=OwnPeriod("pay"), agents={"role": ("agent", "lead")}, plan="bonus",
        title={"en": "X", "zh": "叉"}, to=date(2026, 3, 1), excluded={"team": ("a",)}, currency="EUR", owner="ops",
        review_by=date(2027, 1, 1), because="so", count_when="mature", cutoff_days=9, level=KpiLevel.TEAM,
        extends="y", state=State.SHADOW,
    )  # fmt: skip
    plain = Head(id="x", start=head.start, period=PeriodKind.WEEK, agents=head.agents, plan="bonus", title={})
    differing = [one.name for one in fields(Head) if getattr(head, one.name) != getattr(plain, one.name)]
    assert {one.name for one in fields(Head)} - set(differing) == {"id", "start", "agents", "plan"}, "say all of it"
    for one, among in ((head, "0f"), (plain, None)):
        kept = Kept(Standing("rules/x.toml", one.state, one, pays=True), among)
        assert from_json(json.loads(json.dumps(to_json(kept))), "rules/x.toml") == kept


def test_the_command_keeps_and_can_do_without(folder, catalogue, monkeypatch, capsys):
    monkeypatch.setattr("kpiengine.cli.check.load_catalogue", lambda _, **__: catalogue)
    file = kept_file(folder)
    assert file.is_relative_to(cache_folder())
    assert main(["check", "--no-cache"]) == 0
    assert not file.exists()
    capsys.readouterr()
    said = [(main(["check"]), capsys.readouterr().out) for _ in range(2)]
    assert said[0] == said[1] == (0, "kpiengine.toml and 3 rule files: no faults\n")
    assert file.exists()
    edit("rules/email.toml", "[ruleset]", "[ruleset]\nnobody_knows = 1")(folder, catalogue)
    assert main(["check"]) == 2
    assert "nobody_knows" in capsys.readouterr().out


def test_without_a_home_nothing_is_kept(monkeypatch, tmp_path):
    def homeless():
        raise RuntimeError

    monkeypatch.setattr("pathlib.Path.home", homeless)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert kept_file(tmp_path) is None


def test_a_changed_source_or_package_changes_the_digest(tmp_path, monkeypatch):
    package = tmp_path / "a_plugin_package"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "deep.py").write_text("ONE = 1\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("a_plugin_package")
    point = EntryPoint("mine", "a_plugin_package.deep", "kpiengine.v1")
    monkeypatch.setattr(sources, "find_plugins", lambda: (Found("mine", "mine", "1.0", point, 1),))
    seen = [sources.source_digest(), sources.source_digest()]
    assert seen[0] == seen[1]
    (package / "deep.py").write_text("ONE = 2\n", "utf-8")
    seen.append(sources.source_digest())
    (package / "data.csv").write_text("a\n", "utf-8")
    seen.append(sources.source_digest())
    (tmp_path / "tomli-9.9.dist-info").mkdir()
    seen.append(sources.source_digest())
    monkeypatch.setattr("kpiengine.__path__", [str(package)])
    seen.append(sources.source_digest())
    assert len(set(seen)) == len(seen) - 1
