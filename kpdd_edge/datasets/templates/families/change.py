"""One change, one step: things come or go, and the end, the change or the start is asked."""

from __future__ import annotations

from kpdd_edge.datasets.templates.phrases import ask_first, ask_left, ask_now
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene
from kpdd_edge.datasets.templates.verbs import gain, loss

TOPIC = "change"


@family("change.gains", topic=TOPIC, steps=1, weight=2)
def gains(s: Scene) -> None:
    """Someone has things and comes by more of them: how many now?"""
    a, t = s.person(), s.thing("small", "goods", "produce")
    v = gain(s, a, t)
    had, got = s.given(f"{t} at first", 2, t.top), s.given(f"{t} {v.past}", 2, min(t.top, v.most))
    s.step(f"total {t}", had + got, f"{a} has # {t} (now/in all)")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)}.] [(/Then ){a.he} {v.past} {got.more(t)}{v.tail}.] // {ask_now(a, t)}",
        f"[{a} (already has/has/owns) {had(t)}.] [(Yesterday/Today), {a.he} {v.past} {got.more(t)}.] // {ask_now(a, t)}",
        f"[{a} {v.past} {got(t)}{v.tail}.] [{a.he} (already had/had) {had} (before that/at home)"
        f"|{a} already had {had(t)}.] // {ask_now(a, t)}",
        f"[{a} (started/began) the (day/week/month) with {had(t)}.] [{a.he} {v.past} {got.more(t)}{v.tail}.] "
        f"// {ask_now(a, t)}",
        f"// If [{a} had {had(t)}] and [{v.past} {got} more|{a} {v.past} {got} more {t}], "
        f"how many {t} does {a} have now?",
        f"[{a} has {had(t)}.] // How many {t} will {a.he} have if [{a.he} (gets/finds/buys) {got} more"
        f"|{a} gets {got} more {t}]?",
    )


@family("change.loses", topic=TOPIC, steps=1, weight=2)
def loses(s: Scene) -> None:
    """Someone has things and parts with some: how many are left?"""
    a, b, t = s.person(), s.child(), s.thing("small", "goods", "treat")
    v = loss(s, a, t, b)
    gone = s.given(f"{t} {v.past}", 2, min(t.top - 3, v.most))
    had = s.given(f"{t} at first", int(gone.value) + 1, t.top + 10)
    s.step(f"{t} left", had - gone, f"{a} has # {t} left")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)}.] [(/Then ){a.he} {v.past} {gone.of(t)}{v.tail}.] // {ask_left(a, t)}",
        f"[{a} {v.past} {gone.of(t)}{v.tail}.] [{a.he} had {had} at first|{a} had {had(t)} at first.] "
        f"// {ask_left(a, t)}",
        f"[There were {had(t)} in {a}'s {s.box(t)}.] [{a} {v.past} {gone.of(t)}{v.tail}.] "
        f"// How many {t} (are left/remain) in the {s.box(t)}? || How many {t} are left?"
        if False
        else f"[{a} (started/began) the (day/week) with {had(t)}.] [{a.he} {v.past} {gone.of(t)}{v.tail}.] "
        f"// {ask_left(a, t)}",
        f"[{a} has {had(t)}.] // How many {t} will be left (/for {a.him}) if [{a.he} gives {gone} (/of them )to {b}"
        f"|{a} gives {gone(t)} to {b}]? || How many {t} will {a} have left?",
        f"// If [{a} had {had(t)}] and [{v.past} {gone.of(t)}{v.tail}|{a} {v.past} {gone(t)}{v.tail}], "
        f"how many {t} does {a} have left?",
        f"[Of {a}'s {had(t)}|{a} had {had(t)}], [{gone} are gone (now/already) because {a.he} {v.past} them{v.tail}"
        f"|{a} {v.past} {gone(t)}{v.tail}]. // {ask_left(a, t)}",
    )
