"""Redo every number of `kpiengine explain AGENT --format json` without kpiengine.

    kpiengine explain a01 --period 2026-09 --format json | python recompute.py

Nothing of the engine is used, only what Python itself brings.  The document says what was measured and how each step
follows from it; this program computes all steps again and says the amount, or which step does not come out.  Numbers
are whole numbers with so many decimals ("number.2": 7540 is 75.40); null is not known.
"""

import json
import math
import sys


def evaluate(tree, known):
    """The value of one tree; `known` holds what was measured and computed so far."""
    op, kind, *rest = tree
    if op == "lit":
        return rest[0]
    if op == "name":
        return known[rest[0]]
    if op == "div":
        rounding, *arguments = rest
        return divide(rounding, *(evaluate(each, known) for each in arguments))
    if op == "stat":
        name, *arguments = rest
        return wilson(name, decimals(kind), *(evaluate(each, known) for each in arguments))
    values = [evaluate(each, known) for each in rest]
    if op in WITH_UNKNOWN:
        return WITH_UNKNOWN[op](*values)
    return None if None in values else STRICT[op](*values)


def every(*values):
    """Yes if all are; no if one is not, whatever the others may be."""
    return False if False in values else None if None in values else True


def some(*values):
    """Yes if one is, whatever the others may be."""
    return True if True in values else None if None in values else False


def choose(condition, yes, no):
    """One of two; not known where the condition is not."""
    return None if condition is None else yes if condition else no


def first_known(*values):
    """The first that is known."""
    return next((value for value in values if value is not None), None)


WITH_UNKNOWN = {
    "and": every,
    "or": some,
    "if": choose,
    "is_missing": lambda value: value is None,
    "coalesce": first_known,
}

STRICT = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "neg": lambda a: -a,
    "abs": abs,
    "min": min,
    "max": max,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "not": lambda a: not a,
}


def divide(rounding, a, b):
    """A quotient as a whole number; a zero divisor gives nothing."""
    if a is None or not b:
        return None
    size, rest = divmod(abs(a), abs(b))
    twice = 2 * rest
    if rounding == "half_up" and twice >= abs(b):
        size += 1
    if rounding == "half_even" and (twice > abs(b) or (twice == abs(b) and size % 2)):
        size += 1
    return -size if (a < 0) != (b < 0) else size


def wilson(name, places, hits, n, billionths):
    """An end of Wilson's interval of a share, in percent."""
    if None in (hits, n, billionths) or n <= 0:
        return None
    hits, n, z = float(hits), float(n), billionths / 1e9
    square = z * z
    wide = n + square
    middle = (hits + square / 2) / wide
    half = z * math.sqrt(hits * (n - hits) / n + square / 4) / wide
    end = middle + half if name == "wilson_high" else middle - half
    return math.floor(100 * end * 10.0**places + 0.5)


def decimals(kind):
    """Decimals of a kind of number."""
    return int(kind.partition(".")[2] or 0)


def written(value, kind):
    """A number with its decimals, as a reader writes it."""
    if value is None or isinstance(value, (bool, str)):
        return {None: "not known", True: "yes", False: "no"}.get(value, value)
    places = decimals(kind)
    whole, rest = divmod(abs(value), 10**places)
    text = f"{whole}.{rest:0{places}d}" if places else str(whole)
    return "-" + text if value < 0 else text


def check(document):
    """Sentences about every step that does not come out; and the amount that does."""
    known = {name: value for name, (_, value) in document["measured"].items()}
    wrong = []
    for step in document["steps"]:
        found = known[step["name"]] = evaluate(step["tree"], known)
        if found != step["value"] or isinstance(found, bool) != isinstance(step["value"], bool):
            wrong.append(f"{step['name']}: recorded {step['value']}, computed {found}")
        if written(found, step["type"]) != step["shown"]:
            wrong.append(f"{step['name']}: shown as {step['shown']}, which is not {written(found, step['type'])}")
    kinds = {step["name"]: step["type"] for step in document["steps"]}
    return wrong, written(known["amount"], kinds["amount"]) if "amount" in known else "nothing to pay"


def main():
    """Reads the documents from standard input; exits with 1 if a number does not come out."""
    failed = False
    for document in json.load(sys.stdin)["explained"]:
        wrong, amount = check(document)
        print(document["agent"], document["period"], document["ruleset"], len(document["steps"]), "steps:", amount)
        print(*(f"  {sentence}" for sentence in wrong), sep="\n", end="\n" if wrong else "")
        failed |= bool(wrong)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
