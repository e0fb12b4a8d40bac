"""Who gets an answer where several agents talked with the customer."""

from attrs import evolve

from kpiengine.plugin import Agg, Param, Params, Part, Plan, Reduce

SHARING = ("all", "by_talk_share")
CREDIT = Param(
    "last",
    one_of=("last", "first", "owner", *SHARING),
    doc="agent of the contact who gets the answer; all = each who talked, in full; by_talk_share = each by talk time",
)
SHARES, CASES = "survey_shares", "cases"


def credited(plan: Plan, params: Params) -> Plan:
    """The plan on answers that are shared out, where `credit` asks for it.

    Answers are first gathered one by one, so that a team, queue or site whose people share one has it once; then they
    are added up by what the unit has of each.  The sample is the number of answers, shared or not.
    """
    if params["credit"] not in SHARING:
        return plan
    parts = {name: _by_answer(part) for name, part in plan.parts.items()}
    parts["credit"] = Part(SHARES, Agg.SUM if params["credit"] == "by_talk_share" else Agg.MAX, "credit")
    gathered: dict[str, tuple[Agg, str | None, str | None]] = {
        name: _added_up(name, part) for name, part in plan.parts.items()
    }
    gathered[CASES] = (Agg.COUNT, None, f"{_counted(plan)} > 0")
    later = tuple(evolve(step, parts={**step.parts, CASES: (Agg.SUM, CASES, None)}) for step in plan.reduce)
    return evolve(
        plan,
        parts=parts,
        by=("response_id", *plan.by),
        reduce=(Reduce(gathered, keep=plan.by), *later),
        sample=CASES,
    )


def _counted(plan: Plan) -> str:
    """The part that counts the answers: the sample, or where that is made later what it is made of."""
    return plan.sample if plan.sample in plan.parts else "answers"


def _by_answer(part: Part) -> Part:
    """All rows of one answer say the same, so its sum is any of them."""
    return evolve(part, view=SHARES, agg=Agg.MAX if part.agg is Agg.SUM else part.agg)


def _added_up(name: str, part: Part) -> tuple[Agg, str, None]:
    match part.agg:
        case Agg.COUNT:
            return Agg.SUM, f"credit if {name} > 0 else 0", None
        case Agg.SUM:
            return Agg.SUM, f"{name} * credit", None
        case _:
            return part.agg, name, None
