"""The sentences of `rules read`, one table for each language; a second language is a second table."""

import re
from collections.abc import Mapping

from attrs import frozen


@frozen
class Phrases:
    """Sentences by name, filled with `str.format`, and how a condition's text is read.

    `condition` are (pattern, replacement) in the order in which they are applied.
    """

    language: str
    sentences: Mapping[str, str]
    condition: tuple[tuple[re.Pattern[str], str], ...]

    def say(self, name: str, /, **parts: object) -> str:
        """One sentence or part of one."""
        return self.sentences[name].format(**parts)

    def read_condition(self, text: str) -> str:
        """A condition in words; names stay as they are, without their underscores."""
        for pattern, words in self.condition:
            text = pattern.sub(words, text)
        return " ".join(text.split())


def _words(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), words) for pattern, words in pairs)


ENGLISH = Phrases(
    "en",
    {
        "head": "{title}. From {start}{until}, every {period}, for{subjects}: {people}{but}.{wait}",
        "teams": " the teams of",
        "sites": " the sites of",
        "centres": " the whole centre, as far as it has",
        "mature": " A contact counts in the {period} in which it became final.",
        "happened": " A contact counts in the {period} in which it happened; what shows later changes the result.",
        "until": " to {to}, both included",
        "but": "; but not: {people}",
        "or": " or ",
        "and": " and ",
        "money in": "Amounts are in {currency}.",
        "kpi": "{name}: {what}.{rest}",
        "kpi by": "{name}:{rest}",
        "kpi name": "{name}, {weight}",
        "line": "  {case}: {what}.",
        "line of": "{of} {at}",
        "line from": "{of} {at}",
        "by scenario": "scenario",
        "by site": "site",
        "by team": "team",
        "by tenure_months": "from month",
        "by date": "from",
        "mark": "{key} {value}",
        "mark target": "target",
        "mark floor": "floor",
        "mark stretch": "stretch",
        "span": "{first} to {second}",
        "relax": "  While {condition}: {marks} instead ({name}{because}). If that cannot be known: {policy}.",
        "condition hold": "the decision is held",
        "condition pass": "it counts as so",
        "condition fail": "it counts as not so",
        "proven": " What counts is the end of the {percent} % interval (Wilson) on the worse side.",
        "lean": " A small sample leans to the team: as if {n} more cases at the team's value had come.",
        "no ramp": " New people get no easier target here.",
        "ramp": "New people, by full {of} of tenure: {steps}.",
        "ramp tenure_months": "months",
        "ramp tenure_days": "days",
        "eased": "from {at}: every personal target {percent} % of the way back to its floor",
        "not eased": "from {at}: the full target",
        "scenarios": "Scenarios by {by}: each is scored on its own contacts; the scores are mixed by the agent's own "
        "{blend}; a scenario under {percent} % is left out.",
        "handle_time": "handle time",
        "contacts": "contacts",
        "paid_hours": "paid hours",
        "main": "main scenario",
        "row": "  In {name}: {weights} = 100.",
        "reweight": "While {condition}{where}: {what} ({name}{because}). If that cannot be known: {policy}.",
        "in scenario": " (in {name})",
        "set": "the weights are {weights}",
        "shift": "weights move by {weights}",
        "move": "{points} points of weight go from {source} to {to}",
        "max weight": "No KPI may weigh more than {n}.",
        "formula": ": points = {formula}, from 0 to {top}",
        "curve": ": points by {curve}, {marks}",
        "bands line": ": {bands}, straight lines between",
        "straight formula": ": {low} points at {floor} or worse, {high} at {target} or better, a straight line between",
        "weight": "weight {weight}",
        "watched": "watched only",
        "level": " of the {level}",
        "queues": " of the queues worked, by the agent's contacts there",
        "slice": ", only {slice}",
        "yes": "yes",
        "no": "no",
        "straight": ": {low} points at {floor} or worse, {high} at {target} or better, a straight line between "
        "(half way: {half} = {half_points})",
        "stretch": "; {points} at {stretch} or better, a straight line from the target",
        "range": ": {high} points from {first} to {second}, {low} points at {below} or less and at {above} or more, "
        "straight lines between",
        "pass": ": {high} points at {target} or better, else 0",
        "pass range": ": {high} points from {first} to {second}, else 0",
        "bands": ": {bands}",
        "band from": "{points} points from {edge}",
        "band over": "{points} points over {edge}",
        "target only": "; target {target}",
        "few": " Under {n} cases it is unknown: {policy}.",
        "missing": " If unknown: {policy}.",
        "few and missing": " Under {n} cases: {few}. Without data: {missing}.",
        "redistribute": "its weight goes to the others",
        "team": "the team's value counts",
        "hold": "the decision is held",
        "points": "{points} points",
        "score": "Points and score are rounded to {decimals} decimals; the score is at most {maximum}. If fewer than "
        "{min_weight} points of weight were measured, the decision is held.",
        "gate": "Gate {name}: {condition}, else {otherwise}. If that cannot be known: {policy}.",
        "policy hold": "hold",
        "policy pass": "it counts as passed",
        "policy fail": "it counts as failed",
        "no_bonus": "no bonus",
        "drop_tiers": "{n} tier{s} lower",
        "cap_tier": "at most tier {tier}",
        "pay_percent": "{percent} % of the money",
        "tier": "Tier {name}: from {start}{under}{pay}.",
        "under": ", under {next}",
        "up": " up",
        "bonus": ": {currency} {amount}",
        "percent": ": {percent} % of {of}",
        "multiply": ", times {multiply}",
        "rewards": " and {rewards}",
        "cap": "At most {currency} {cap} per {subject} and {period}.",
        "rounding": "The amount is rounded once, as the last step, {how}{decimals}.",
        "half_up": "half up",
        "half_even": "half to even",
        "down": "down",
        "decimals": " to {n} decimals",
        "reward": "Reward {title} ({kind}{amount}){when}.",
        "reward amount": ", {amount}",
        "reward when": ": {condition}. If that cannot be known: {policy}",
        "alert": "{kind} {name}, per {subject}, every {period}: {condition}{few}.",
        "alert few": ", {n} cases or more",
        "alert info": "Note",
        "alert warning": "Warning",
        "alert critical": "Critical warning",
        "alert praise": "Praise",
        "accept": "Accepted until {until} by {by}: {code}, because {because}.",
    },
    _words(
        (r"\bin_calendar\(\"(\w+)\"\)", r"the period begins in \1"),
        (r"\bcalendar_days\(\"(\w+)\"\)", r"the days of \1 in the period"),
        (r"\bbenchmark\(\"(\w+)\"\)", r"the benchmark \1"),
        (r"\bsample\((\w+)\)", r"the number of cases of \1"),
        (r"\bpoints\((\w+)\)", r"the points of \1"),
        (r"\btarget\((\w+)\)", r"the target of \1"),
        (r"\bteam\((\w+)\)", r"the team's \1"),
        (r"\bis_missing\((\w+)\)", r"\1 is unknown"),
        (r"\btier\s*>=\s*\"(\w+)\"", r"tier at least \1"),
        (r">=", " at least "),
        (r"<=", " at most "),
        (r"==", " equal to "),
        (r"!=", " other than "),
        (r">", " over "),
        (r"<", " under "),
        (r"\*", " times "),
        (r"/", " divided by "),
        (r"[\"]", ""),
        (r"(?<=\w)_(?=\w)", " "),
    ),
)

LANGUAGES: Mapping[str, Phrases] = {ENGLISH.language: ENGLISH}
