from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdd_edge.fewshot import EXAMPLES
from kpdd_edge.problem import KeyPoints, Problem, Rationale
from kpdd_edge.teacher.prompts import LAYOUTS, Reply, messages, read_reply, write_reply

POINTS = KeyPoints("How many pens has Ann?", ("Ann has 3 boxes.", "A box holds 4 pens."))
PROGRAM = Rationale("pot", "answer = 3 * 4")


@pytest.mark.parametrize("kind", ["pot", "cot"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_chat_shows_what_is_wanted(kind: str, layout: Any) -> None:
    chat = messages(Problem(text="Ann has\n3 boxes.  How many?"), kind, layout)
    assert [turn["role"] for turn in chat] == ["system"] + ["user", "assistant"] * len(EXAMPLES) + ["user"]
    assert chat[-1]["content"] == "Ann has 3 boxes. How many?"
    assert ("### Program" if kind == "pot" else "### Steps") in chat[0]["content"]
    for example, turn in zip(EXAMPLES, chat[2::2], strict=False):
        reply = read_reply(turn["content"], kind, layout)
        assert reply.complete
        assert reply.key_points == example.key_points
        assert turn["content"].endswith("### End")
    assert ("baked = 6 * 8" in chat[2]["content"]) == (kind == "pot" and layout == "inline")


def test_a_reply_reads_back() -> None:
    assert read_reply(write_reply(POINTS, PROGRAM), "pot") == Reply(POINTS, PROGRAM)
    steps = Rationale("cot", "Ann has 3 * 4 = 12 pens.\nAnswer: 12")
    assert read_reply(write_reply(POINTS, steps), "cot") == Reply(POINTS, steps)


@pytest.mark.parametrize(
    "text",
    [
        "### Question\nHow many pens has Ann?\n### Information\n- Ann has 3 boxes.\n- A box holds 4 pens.\n"
        "### Program\n```python\nanswer = 3 * 4\n```\n### End\nI hope this helps!",
        "**Question:** How many pens has Ann?\n\n**Information:**\n1. Ann has 3 boxes.\n2. A box holds 4 pens.\n\n"
        "**Program**\n```\nanswer = 3 * 4\n```",
        "<think>### Question\nno\n### Program\nanswer = 1</think>\n\n## Core Question\nHow many pens has Ann?\n"
        "## Key information\n* Ann has 3 boxes.\n* A box holds 4 pens.\n## Code\nanswer = 3 * 4",
        "Sure!\r\n\r\n### Question\r\nHow many pens has Ann?\r\n### Information\r\n- Ann has 3 boxes.\r\n"
        "- A box holds 4 pens.\r\n### Program\r\nboxes = 3\r\npens = 4\r\nanswer = boxes * pens\r\n",
    ],
)
def test_replies_in_a_style_of_their_own(text: str) -> None:
    assert read_reply(text, "pot") == Reply(POINTS, PROGRAM)


def test_the_named_layout_is_left_as_it_is() -> None:
    program = Rationale("pot", "boxes = 3\npens = 4\nanswer = boxes * pens")
    assert read_reply(write_reply(POINTS, program), "pot", "named").rationale == program


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "empty"),
        (7, "empty"),
        ("  \n", "empty"),
        ("I cannot help with that.", "no program"),
        ("### Question\nHow many?\n### Information\n- 3\n### Program\n", "no program"),
        ("### Question\nHow many?\n### Information\n- 3\n", "no program"),
        ("### Information\n- 3 boxes\n### Program\nanswer = 3 * 2", "no core question"),
        ("### Question\nHow many?\n### Program\nanswer = 3 * 2", "no information"),
        ("<think>I wonder", "no program"),
    ],
)
def test_nonsense_gets_a_reason(text: Any, reason: str) -> None:
    reply = read_reply(text, "pot")
    assert (reply.reason, reply.complete) == (reason, False)


def test_steps_that_are_missing() -> None:
    assert read_reply("### Question\nHow many?", "cot").reason == "no steps"


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["### Question", "### Information", "### Program", "### Steps", "### End", "**Solution**", "<think>", "```"]
            + ["- a fact 3", "answer = 3 * 4", "How many?", "", "x" * 50, "\x00\ud800", "Answer: 4", "#" * 9]
        )
    ),
    st.sampled_from(["pot", "cot"]),
)
def test_no_reply_raises(lines: list[str], kind: str) -> None:
    reply = read_reply("\n".join(lines), kind)
    assert reply.complete == (not reply.reason)
    if reply.complete:
        assert reply.rationale is not None
        assert reply.key_points.core_question
