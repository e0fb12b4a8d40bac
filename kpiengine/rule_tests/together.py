"""Tests that do not look at each other run as one: each gets agents and a team of its own.

The stages work on whole columns, so a hundred tests cost little more than one.  Tests whose figures depend on who else
is there stay alone: those of rule sets with figures of sites or the centre, with rows of facts, of other periods.
"""

from collections.abc import Mapping, Sequence

from attrs import evolve

from kpiengine.errors import KpiError
from kpiengine.rule_tests.bench import Bench
from kpiengine.rule_tests.lasting import long_since, states_of
from kpiengine.rule_tests.records import CaseFile, Person, RuleCase
from kpiengine.rule_tests.running import Ran, run_case
from kpiengine.rule_tests.version import version_for
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.words import KpiLevel

_OWN = (KpiLevel.AGENT, KpiLevel.TEAM, KpiLevel.QUEUE)
_NAMED = ("team", "agent_id")  # what a match table may say that would have to be renamed


def run_all(cases: Sequence[RuleCase], file: CaseFile, bench: Bench) -> tuple[Ran | KpiError, ...]:
    """What came out of each case, in order, or why it could not be run."""
    together = [i for i, case in enumerate(cases) if _may_join(case)]
    if len(together) < 2 or not _apart(version_for(file, cases[together[0]], bench)[0]):  # noqa: PLR2004 -- one is alone
        return tuple(_alone(case, file, bench) for case in cases)
    try:
        joined = run_case(_joined([cases[i] for i in together]), file, bench)
    except KpiError:  # one of them is at fault, and each is to be told its own
        return tuple(_alone(case, file, bench) for case in cases)
    parted = {i: _part(joined, cases[i], number) for number, i in enumerate(together)}
    return tuple(parted[i] if i in parted else _alone(case, file, bench) for i, case in enumerate(cases))


def _alone(case: RuleCase, file: CaseFile, bench: Bench) -> Ran | KpiError:
    try:
        return _with_states(case, run_case(case, file, bench), file, bench)
    except KpiError as error:
        return error


def _with_states(case: RuleCase, ran: Ran, file: CaseFile, bench: Bench) -> Ran:
    """With the states of alerts, where the case asks for them: then its earlier periods are run too."""
    if not any(person.expected.states for person in case.people):
        return ran
    before = long_since(bench, file.ruleset)
    return evolve(ran, states=states_of(case, ran, lambda one: run_case(one, file, before), bench.project.zone))


def _may_join(case: RuleCase) -> bool:
    """Whether nothing but its people makes the case; whoever names a team means that team."""
    if any(person.expected.states for person in case.people):
        return False
    plain = case.period is None and case.as_of is None and not case.facts
    rows = [row for person in case.people for row in person.roster]
    return plain and all("team_id" not in row and "site_id" not in row for row in rows)


def compete(checked: CheckedRuleSet) -> bool:
    """Whether agents of different teams share something: ranks, a pool, a budget, places on a list, scenarios."""
    rules, within = checked.ruleset, KpiLevel.TEAM
    if rules.scenarios is not None:
        return True  # what one case gives by scenario another may not
    ranks = rules.rank is not None and rules.rank.among != within
    pool = rules.payout.kind == "pool" and rules.payout.per != within
    places = any(reward.places is not None and reward.per != within for reward in rules.rewards.values())
    return ranks or pool or places or bool(checked.peers) or rules.payout.budget is not None


def _apart(checked: CheckedRuleSet) -> bool:
    """Whether agents of different teams do not bear on each other."""
    head = checked.ruleset.head
    if compete(checked) or checked.closed:  # of earlier periods each test says what is known
        return False
    own = all(wanted.level in _OWN for wanted in checked.wanted.values()) and head.level is KpiLevel.AGENT
    return own and not any(name in table for name in _NAMED for table in (head.agents, head.excluded))


def _joined(cases: Sequence[RuleCase]) -> RuleCase:
    people = tuple(_renamed(person, number) for number, case in enumerate(cases) for person in case.people)
    return RuleCase("together", people)


def _renamed(person: Person, number: int) -> Person:
    rows: Sequence[Mapping[str, object]] = [{**row, "team_id": f"T{number}"} for row in person.roster]
    return evolve(person, id=_name(person, number), roster=rows)


def _name(person: Person, number: int) -> str:
    return f"{number} {person.id or 'A1'}"


def _part(joined: Ran, case: RuleCase, number: int) -> Ran:
    """What concerns one of the cases."""
    own = {person.id: _name(person, number) for person in case.people}
    world = evolve(joined.world, subjects={name: joined.world.subjects[full] for name, full in own.items()})
    return Ran(world, {name: joined.outcomes[full] for name, full in own.items()}, joined.judged)
