"""A period from its rows to its payroll file and what comes after, as its users type it."""

import json
import os
import re
import subprocess
import sys

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project
from kpiengine.ledger import looking, place_in

MONTH, NEXT = "2026-09", "2026-10"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Types commands in the sample project; gives exit code, stdout and stderr."""
    folder = tmp_path_factory.mktemp("life") / "centre"
    write_project(folder, MONTH)
    return folder


@pytest.fixture
def do(told, capsys, monkeypatch):
    def typed(command, *arguments, person="ops"):
        for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
            monkeypatch.setenv(name, person)
        code = main([command, *arguments, "--project", str(told)])
        return code, *capsys.readouterr()

    return typed


def replaced(file, old, new, count=-1):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, count), "utf-8")


def test_a_period_is_evaluated_closed_and_paid(told, do):  # noqa: PLR0915 -- one story
    """One story in one test: each step stands on the one before."""
    assert do("evaluate", "--period", MONTH)[0] == 0
    code, _, said = do("close", MONTH)
    assert (code, "1 decision of 2026-09 is not known yet: a04" in said) == (5, True)
    code, _, said = do("close", MONTH, "--hold", "a04", "--pack", str(told / "pack"))
    assert (code, "450.00 GBP" in said) == (0, True)
    control = json.loads((told / "pack" / "control.json").read_text())
    assert control["scorecards"] == {"all": 5, "eligible": 2, "not_eligible": 2, "undetermined": 1}
    assert control["sums"] == {"GBP": "450.00"}
    assert len(list((told / "pack" / "traces").iterdir())) == 5
    assert "Phone support. From" in (told / "pack" / "rules.txt").read_text()
    assert "a04,undetermined" in (told / "pack" / "lists" / "held.csv").read_text()

    payroll = told / "payroll.csv"
    code, _, said = do("pay", MONTH, "--file", str(payroll))
    assert (code, "2 payees, 450.00 GBP" in said) == (0, True)
    before = payroll.read_bytes()
    payroll.unlink()
    assert do("pay", MONTH, "--file", str(payroll))[0] == 0
    assert payroll.read_bytes() == before

    # payroll answers
    answer = told / "answer.csv"
    answer.write_text(payroll.read_text().replace("150.00", "105.00"))
    code, out, _ = do("pay", MONTH, "--confirm", str(answer))
    assert (code, out) == (1, "a02: 150.00 GBP was due, 105.00 GBP was paid\n")
    assert do("pay", MONTH, "--confirm", str(payroll))[0] == 0
    assert "run 1  paid" in do("runs")[1]

    # late answers make the held decision known: it is paid with the next period
    calls = told / "data" / "calls.csv"
    mended = re.sub(r"^(.*,Y,\d+,a04,.*,)$", r"\g<1>5", calls.read_text("utf-8"), flags=re.MULTILINE)
    calls.write_text(mended, "utf-8")
    code, _, said = do("evaluate", "--period", MONTH)
    assert (code, f"1 line revised, due in {NEXT}; 1 pay more" in said) == (0, True)
    assert "run 2  late" in do("runs")[1]

    # a rule that is edited now does not touch what is closed, and an amendment does
    replaced(told / "rules" / "phone.toml", "bonus = 150", "bonus = 175")
    code, _, said = do("evaluate", "--period", MONTH)
    assert (code, "run 2, the same result as recorded before" in said) == (0, True)
    code, _, said = do("amend", MONTH, "--because", "175 was agreed")
    assert (code, f"revised, due in {NEXT}; 1 pay more" in said) == (0, True)
    code, _, said = do("evaluate", "--period", MONTH)
    assert (code, "run 3, the same result as recorded before" in said) == (0, True)

    # by hand, by two people
    code, out, said = do("adjust", "a03", MONTH, "--amount", "12.50", "--because", "ticket 4711", person="lead")
    assert (code, "0.00 GBP -> 12.50 GBP (+12.50 GBP)" in out) == (0, True)
    number = re.search(r"request (\d+)", said)[1]
    code, _, said = do("adjust", "--accept", number, "--because", "seen", person="lead")
    assert (code, "nobody approves what is their own" in said) == (2, True)
    assert do("adjust", "--accept", number, "--because", "seen", person="ann")[0] == 0

    # everything can be computed again
    for run in (MONTH, f"{MONTH}/1", f"{MONTH}/2"):
        code, out, said = do("verify", run)
        assert (code, "5 payees" in out) == (0, True), said
    code, out, _ = do("verify", MONTH, "--facts")
    assert (code, "the same content" in out) == (0, True)
    code, _, said = do("verify", f"{MONTH}/1", "--facts")
    assert (code, "no longer the files of run 1" in said) == (3, True)
    assert do("verify", "--ledger")[:2][0] == 0

    # the next period pays what is open
    text = calls.read_text("utf-8")
    calls.write_text(text + "".join(_moved(text)), "utf-8")
    assert do("evaluate", "--period", NEXT)[0] == 0
    held = re.findall(r"--hold (\S+)", do("close", NEXT)[2])
    assert do("close", NEXT, *(part for name in held for part in ("--hold", name)))[0] == 0
    assert do("pay", NEXT, "--file", str(payroll))[0] == 0
    paid = dict(line.split(",")[:2] for line in payroll.read_text().splitlines()[1:])
    assert paid["a03"] == "12.50"
    assert paid["a04"] == "600.00"  # 300.00 of September and of October
    assert paid["a02"] == "200.00"  # 25.00 by the amendment, 175.00 of October
    assert do("verify", "--ledger")[0] == 0


def _moved(text):
    """The month's calls again, a month later."""
    for line in text.splitlines()[1:]:
        yield line.replace(f"{MONTH}-", f"{NEXT}-").replace("c", "d", 1) + "\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["close", "2026-01"], 2, "nothing is recorded for 2026-01"),
        (["pay", "2026-01", "--file", "x.csv"], 6, "2026-01 is not closed"),
        (["pay", "2026-01"], 2, "give --file, or --confirm"),
        (["amend", "2026-01", "--because", "x"], 6, "2026-01 is not closed"),
        (["release", MONTH, "--because", "x"], 2, "is not held"),
        (["verify"], 2, "name a run, or give --ledger"),
        (["verify", "2026-01"], 2, "nothing is recorded for 2026-01"),
        (["verify", f"{MONTH}/9"], 2, "has runs 1 to 1, and no 9"),
        (["verify", "--ledger", "--head", "ffff"], 6, "is not what was recorded"),
        (["adjust", "--because", "x"], 2, "name an agent and a period"),
        (["adjust", "a01", MONTH, "--amount", "x", "--because", "y"], 2, '"x" is no amount'),
        (["adjust", "a01", MONTH, "--because", "y"], 2, "say the period, and --amount or --dispute"),
        (["close", MONTH, "--plan", "other"], 2, 'there is no plan "other" in 2026-09'),
        (["approve", "--plan", "other", "--because", "x"], 2, "say which plan is meant: --plan bonus"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(evaluated, capsys, arguments, code, said):
    assert main([*arguments, "--project", str(evaluated)]) == code
    assert said in capsys.readouterr().err


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluated") / "centre"
    write_project(folder, MONTH)
    assert main(["evaluate", "--project", str(folder), "--period", MONTH, "-q"]) == 0
    return folder


@pytest.mark.parametrize(
    "arguments",
    [["runs"], ["verify", "--ledger"], ["close", MONTH], ["adjust", "a", MONTH, "--amount", "1", "--because", "x"]],
)
def test_without_a_ledger_nothing_is_made(tmp_path, capsys, arguments):
    write_project(tmp_path / "centre", MONTH)
    assert main([*arguments, "--project", str(tmp_path / "centre")]) == 2
    assert "there is no ledger" in capsys.readouterr().err
    assert not (tmp_path / "centre" / ".kpiengine").exists()


def test_a_run_over_a_limit_ends_with_5_until_it_is_released(tmp_path, capsys):
    folder = tmp_path / "centre"
    write_project(folder, MONTH)
    with (folder / "kpiengine.toml").open("a") as file:
        file.write("\n[limits]\nper_run = 449.99\n")
    evaluate = ["evaluate", "--project", str(folder), "--period", MONTH]
    assert [main(evaluate), main(evaluate)] == [5, 5]
    assert "held: 450.00 GBP in all is over 449.99" in capsys.readouterr().err
    assert main(["release", MONTH, "--because", "seen", "--project", str(folder)]) == 0
    assert main(evaluate) == 0


def test_texts_that_must_be_approved(tmp_path, capsys, monkeypatch):
    folder = tmp_path / "centre"
    write_project(folder, MONTH)
    with (folder / "kpiengine.toml").open("a") as file:
        file.write('\n[approval]\nrequired = true\napprovers = ["lead", "ops"]\n')
    at = ["--project", str(folder)]
    assert main(["evaluate", *at, "--period", MONTH, "-q"]) == 0
    assert main(["close", MONTH, "--hold", "a04", *at]) == 2
    approve = ["approve", "--plan", "bonus", "--author", "ops", "--because", "minutes", *at]
    for person, code in (("ops", 2), ("guest", 2), ("lead", 0), ("lead", 0)):
        monkeypatch.setenv("LOGNAME", person)
        assert main(approve) == code, person
    assert "Phone support. From" in capsys.readouterr().out
    assert main(["close", MONTH, "--hold", "a04", *at]) == 0


def test_eight_runs_at_once_leave_one_record(tmp_path):
    folder = tmp_path / "centre"
    write_project(folder, MONTH)
    command = [sys.executable, "-m", "kpiengine", "evaluate", "--project", str(folder), "--period", MONTH, "-q"]
    environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
    waiting = [[], [], [], [], ["--wait"], ["--wait"], ["--wait"], ["--wait"]]
    started = [
        subprocess.Popen([*command, *more], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 -- our own command
        for more in waiting
    ]
    codes = []
    for child in started:
        child.communicate()
        codes.append(child.returncode)
    assert set(codes[:4]) <= {0, 75}
    assert codes[4:] == [0, 0, 0, 0]
    with looking(place_in(folder)) as ledger:
        assert ledger.database.value("SELECT count(*) FROM runs") == 1
        ends = [outcome for (outcome,) in ledger.database.all("SELECT outcome FROM attempt_ends")]
    assert ends == ["done"] * codes.count(0)


def test_a_span_is_left_out_when_another_person_accepts_it(tmp_path, capsys, monkeypatch):
    folder = tmp_path / "centre"
    write_project(folder, MONTH)
    at = ["--project", str(folder)]

    def do(*words, person="ops"):
        monkeypatch.setenv("LOGNAME", person)
        return main([*words, *at]), *capsys.readouterr()

    assert do("evaluate", "--period", MONTH)[0] == 0
    assert do("close", MONTH, "--hold", "a04")[0] == 0
    ask = ("adjust", "--exclude", "agent:a02", "--from", f"{MONTH}-01", "--to", f"{MONTH}-29", "--because", "storm")
    code, out, said = do(*ask)
    assert (code, out) == (
        0,
        f"a02 in {MONTH}, phone: 150.00 GBP -> 0.00 GBP\n1 result would change; cost: -150.00 GBP\n",
    )
    number = re.search(r"request (\d+)", said)[1]
    code, _, said = do("evaluate", "--period", MONTH)
    assert (code, "run 1, the same result" in said) == (0, True)  # nobody has decided yet
    assert do("adjust", "--accept", number, "--because", "seen")[0] == 2
    assert do("adjust", "--accept", number, "--because", "seen", person="a02")[0] == 2
    assert do("adjust", "--accept", number, "--because", "seen", person="ann")[0] == 0
    code, _, said = do("evaluate", "--period", MONTH)
    assert (code, "1 line revised" in said, "1 got more than is due now" in said) == (0, True, True)
    record = json.loads((folder / "out" / "bonus" / MONTH / "run.json").read_text())
    assert [s["path"] for s in record["sources"] if s["kind"] == "exclusion"] == [f"request-{number}"]
    assert do("verify", f"{MONTH}/1", "--facts")[0] == 0  # by what had been accepted then
    assert do("verify", MONTH, "--facts")[0] == 0
    assert do("verify", "--ledger")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--exclude", "floor:2", "--from", "2026-09-01", "--to", "2026-09-02"), '"floor:2" is no scope'),
        (("--exclude", "centre", "--from", "2026-09-02", "--to", "2026-09-02"), "does not lie after --from"),
        (("--exclude", "centre", "--from", "2026-09-02"), "needs --from and --to"),
        (("--exclude", "centre", "--from", "soon", "--to", "2026-09-02"), '"soon" is no moment'),
    ],
)
def test_a_span_that_cannot_be_is_a_sentence(evaluated, capsys, words, said):
    assert main(["adjust", *words, "--because", "x", "--project", str(evaluated)]) == 2
    assert said in capsys.readouterr().err
