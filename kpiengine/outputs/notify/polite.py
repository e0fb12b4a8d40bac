"""Chat services that refuse politely: status 200, and a number in the answer that says that they did not take it.

WeCom, DingTalk and Feishu (Lark) answer so to a robot that is gone, a wrong signature, a missing keyword, or too many
messages in a minute.  Apprise looks at the status alone and would call the message sent, and nobody would send it
again.  So their answers are looked at here, while Apprise talks to them.
"""

import importlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

KEYS = {"wecombot": "errcode", "dingtalk": "errcode", "feishu": "code", "lark": "code"}
WORDS = ("errmsg", "msg")
MOST_WORDS = 200  # signs of what the service says


@contextmanager
def overheard(scheme: str) -> Iterator[list[str]]:
    """Collects what a service of this scheme has against the messages of this thread; empty where it took them."""
    refused: list[str] = []
    key = KEYS.get(scheme)
    if key is None:
        yield refused
        return
    session: Any = importlib.import_module("requests").Session  # Apprise has it, and uses nothing else
    plain, mine = session.request, threading.get_ident()

    def request(self: object, *asked: object, **how: object) -> Any:  # noqa: ANN401 -- of a library without types
        answer = plain(self, *asked, **how)
        if threading.get_ident() == mine:
            refused.extend(_against(answer.content, key))
        return answer

    session.request = request
    try:
        yield refused
    finally:
        session.request = plain


def _against(content: bytes, key: str) -> Iterator[str]:
    """The number and the words of a refusal."""
    try:
        said = json.loads(content)
    except ValueError:
        return
    if isinstance(said, dict) and said.get(key) not in {None, 0}:
        words = next((str(said[name]) for name in WORDS if said.get(name)), "")
        yield f"the service did not take it: {said[key]} {words}".rstrip()[:MOST_WORDS]
