"""One change, one step: things come or go, and the end, the change or the start is asked."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
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
    had, got = s.given(f"{t} at first", 2, t.top), s.given(f"{t} {v.done}", 2, min(t.top, v.most))
    s.step(f"total {t}", had + got, f"{a} has # {t} (now/in all)")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)}.] [(/Then ){a.he} {v.past} {got.more(t)}{v.tail}.] // {ask_now(a, t)}",
        f"[{a} (already has/has/owns) {had(t)}.] [(Yesterday/Today), {a.he} {v.past} {got.more(t)}.] "
        f"// {ask_now(a, t)}",
        f"[{a} {v.past} {got(t)}{v.tail}.] [{a.he} (already had/had) {had} (before that/at home)."
        f"|{a} already had {had(t)}.] // {ask_now(a, t)}",
        f"[{a} (started/began) the (day/week/month) with {had(t)}.] [{a.he} {v.past} {got.more(t)}{v.tail}.] "
        f"// {ask_now(a, t)}",
        f"// If [{a} had {had(t)}] and [{v.past} {got} more|{a} {v.past} {got} more {t}], "
        f"how many {t} does {a} have now?",
        f"[{a} has {had(t)}.] // How many {t} will {a.he} have if [{a.he} (gets/finds/buys) {got} more"
        f"|{a} gets {got} more {t}]?",
        f"[There were {had(t)} in {a}'s {s.box(t)}.] [{a} {v.past} {got.more(t)}{v.tail} and put them in as well."
        f"|{a} {v.past} {got.more(t)}.] // How many {t} are in it now? || How many {t} does {a} have now?",
    )


@family("change.loses", topic=TOPIC, steps=1, weight=2)
def loses(s: Scene) -> None:
    """Someone has things and parts with some: how many are left?"""
    a, b, t = s.person(), s.child(), s.thing("small", "goods", "treat")
    v = loss(s, a, t, b)
    gone = s.given(f"{t} {v.done}", 2, min(t.top - 3, v.most))
    had = s.given(f"{t} at first", gone.n + 1, t.top + 10)
    s.step(f"{t} left", had - gone, f"{a} has # {t} left")
    s.aside(about=a)
    s.forms(
        f"[{a} had {had(t)}.] [(/Then ){a.he} {v.past} {gone.of(t)}{v.tail}.] // {ask_left(a, t)}",
        f"[{a} {v.past} {gone(t)}{v.tail}.] [{a.he} had {had} at first.|{a} had {had(t)} at first.] "
        f"// {ask_left(a, t)}",
        f"[{a} (started/began) the (day/week) with {had(t)}.] [{a.he} {v.past} {gone.of(t)}{v.tail}.] "
        f"// {ask_left(a, t)}",
        f"[{a} has {had(t)}.] // How many {t} will be left (/for {a.him}) if [{a.he} gives {gone} (/of them )to {b}"
        f"|{a} gives {gone(t)} to {b}]? || How many {t} will {a} have left?",
        f"// If [{a} had {had(t)}] and [{v.past} {gone.of(t)}{v.tail}|{a} {v.past} {gone(t)}{v.tail}], "
        f"how many {t} does {a} have left?",
        f"[There were {had(t)} in {a}'s {s.box(t)}.] [{a} {v.past} {gone.of(t)}{v.tail}.] // {ask_left(a, t)}",
    )


@family("change.gain_unknown", topic=TOPIC, steps=1, weight=2)
def gain_unknown(s: Scene) -> None:
    """Someone had some, has more now: how many came?"""
    a, t = s.person(), s.thing("small", "goods", "produce")
    v = gain(s, a, t)
    had = s.given(f"{t} at first", 2, t.top)
    now = s.given(f"{t} now", had.n + 2, had.n + min(t.top, v.most))
    s.step(f"{t} {v.done}", now - had, f"{a} {v.past} # {t}")
    s.aside(about=a)
    ask = f"How many (more /){t} did {a.he} {v.base}{v.tail}? || How many {t} did {a} {v.base}{v.tail}?"
    s.forms(
        f"[{a} had {had(t)}.] {a.he} {v.past} some more{v.tail}. [Now {a.he} has {now(t)}.] // {ask}",
        f"[{a} had {had(t)} at first.] [After {a.he} {v.past} some more, {a.he} had {now}.|{a} has {now(t)} now.] "
        f"// {ask}",
        f"[{a} has {now(t)} now.] [{a.he} had only {had} (of them /)before {a.he} {v.past} (some/a few) more."
        f"|{a} had {had(t)} before.] // {ask}",
        f"[{a} (started/began) with {had(t)}] and [ended up with {now}|{a} ended up with {now(t)}]. // {ask}",
        f"// If [{a} had {had(t)}] and [has {now} now|{a} has {now(t)} now], how many more {t} did {a.he} get?",
        f"[{a}'s {s.box(t)} held {had(t)}.] {a.he} added the {t} {a.he} {v.past}{v.tail}. "
        f"[Now there are {now(t)} in it.] "
        f"// How many {t} did {a.he} add?",
    )


@family("change.loss_unknown", topic=TOPIC, steps=1, weight=2)
def loss_unknown(s: Scene) -> None:
    """Someone had some, has fewer now: how many went?"""
    a, b, t = s.person(), s.child(), s.thing("small", "goods", "treat")
    v = loss(s, a, t, b)
    left = s.given(f"{t} left", 2, t.top)
    had = s.given(f"{t} at first", left.n + 2, left.n + min(t.top, v.most))
    s.step(f"{t} {v.done}", had - left, f"{a} {v.past} # {t}")
    s.aside(about=a)
    ask = f"How many {t} did {a.he} {v.base}{v.tail}?"
    s.forms(
        f"[{a} had {had(t)}.] {a.he} {v.past} some of them{v.tail}. [Now {a.he} has {left(t)} left.] // {ask}",
        f"[{a} had {had(t)}.] [After {a.he} {v.past} some, there were {left} left.|{left(t)} are left.] // {ask}",
        f"[{a} has {left(t)} left.] [{a.he} had {had} before {a.he} {v.past} some.|{a} had {had(t)} at first.] "
        f"// {ask}",
        f"[{a} brought {had(t)} (to school/along)] and [came home with {left}|{a} came home with {left(t)}]. "
        f"// How many {t} (are gone/did {a.he} part with)? || How many {t} did {a} part with?",
        f"// How many {t} did {a} {v.base}{v.tail} if [{a.he} had {had} at first|{a} had {had(t)} at first] "
        f"and [has {left} now|{a} has {left(t)} now]?",
        f"{a} {v.past} some of {a.own} {t}{v.tail}. [There had been {had(t)},|{a} had {had(t)} at first.] "
        f"[and {left} were left.|{left(t)} were left.] // {ask}",
    )


@family("change.start_before_gain", topic=TOPIC, steps=1, weight=1.5)
def start_before_gain(s: Scene) -> None:
    """Someone came by some and has so many now: how many at first?"""
    a, t = s.person(), s.thing("small", "goods", "produce")
    v = gain(s, a, t)
    got = s.given(f"{t} {v.done}", 2, min(t.top, v.most))
    now = s.given(f"{t} now", got.n + 2, got.n + t.top)
    s.step(f"{t} at first", now - got, f"{a} had # {t} at first")
    s.aside(about=a)
    s.forms(
        f"{a} had some {t}. [{a.he} {v.past} {got} more{v.tail}.|{a} {v.past} {got} more {t}.] "
        f"[Now {a.he} has {now(t)}.] // {ask_first(a, t)}",
        f"[{a} {v.past} {got(t)}{v.tail}.] [Now {a.he} has {now} (/of them )(altogether/in all)."
        f"|{a} has {now(t)} now.] // {ask_first(a, t)}",
        f"[After {a} {v.past} {got(t)}{v.tail}, |{a} {v.past} {got(t)}][{a.he} had {now}.|{a} had {now(t)} in the "
        "end.] "
        f"// {ask_first(a, t)}",
        f"[{a} has {now(t)} now.] [{got} of them are new:|{got(t)} are new.] {a.he} {v.past} them{v.tail}. "
        f"// How many {t} did {a.he} have before?",
        f"// How many {t} did {a} have at first if [{a.he} {v.past} {got} more|{a} {v.past} {got} more {t}] "
        f"and [has {now} now|{a} has {now(t)} now]?",
    )


@family("change.start_before_loss", topic=TOPIC, steps=1, weight=1.5)
def start_before_loss(s: Scene) -> None:
    """Someone parted with some and has so many left: how many at first?"""
    a, b, t = s.person(), s.child(), s.thing("small", "goods", "treat")
    v = loss(s, a, t, b)
    gone, left = s.given(f"{t} {v.done}", 2, min(t.top, v.most)), s.given(f"{t} left", 2, t.top)
    s.step(f"{t} at first", gone + left, f"{a} had # {t} at first")
    s.aside(about=a)
    s.forms(
        f"{a} had some {t}. [{a.he} {v.past} {gone.of(t)}{v.tail}.|{a} {v.past} {gone(t)}.] "
        f"[{a.he} has {left(t)} left.] // {ask_first(a, t)}",
        f"[{a} {v.past} {gone(t)}{v.tail}] and [(still has/has) {left} left|{a} has {left(t)} left]. "
        f"// {ask_first(a, t)}",
        f"[After {a} {v.past} {gone(t)}{v.tail}, |{a} {v.past} {gone(t)}][{a.he} had {left} left.|{a} had {left(t)} "
        "left.] "
        f"// {ask_first(a, t)}",
        f"[{a} has {left(t)} now,|{a} has {left(t)} now.] [after {a.he} {v.past} {gone} of them{v.tail}."
        f"|{a} {v.past} {gone(t)}.] // {ask_first(a, t)}",
        f"// How many {t} did {a} have at first if [{a.he} {v.past} {gone}|{a} {v.past} {gone(t)}] "
        f"and [has {left} left|{a} has {left(t)} left]?",
    )


_COME = (
    ("child", "playing in the park", "came to play", "are in the park"),
    ("passenger", "on the bus", "got on", "are on the bus"),
    ("student", "in the library", "came in", "are in the library"),
    ("person", "waiting in line", "joined the line", "are in line"),
    ("duck", "on the pond", "flew in", "are on the pond"),
    ("bird", "in the tree", "flew over to join them", "are in the tree"),
    ("boat", "in the harbor", "arrived", "are in the harbor"),
    ("car", "in the parking lot", "drove in", "are in the parking lot"),
    ("guest", "at the party", "arrived", "are at the party"),
    ("cow", "in the meadow", "walked in", "are in the meadow"),
    ("customer", "in the bakery", "came in", "are in the bakery"),
    ("swimmer", "in the pool", "jumped in", "are in the pool"),
    ("bee", "around the flowers", "flew over", "are around the flowers"),
    ("dancer", "on the stage", "came on", "are on the stage"),
    ("fish", "in the tank", "were put in", "are in the tank"),
    ("book", "on the shelf", "were added", "are on the shelf"),
    ("ship", "in the port", "came in", "are in the port"),
    ("frog", "at the pond", "hopped over", "are at the pond"),
)


@family("change.more_arrive", topic=TOPIC, steps=1, weight=1.5)
def more_arrive(s: Scene) -> None:
    """Some are there and more arrive: how many now?"""
    one, where, verb, ask = s.choose(*_COME)
    many = plural(one)
    there, came = s.given(f"{many} at first", 3, 40), s.given(f"more {many}", 2, 30)
    total = s.step(f"total {many}", there + came, f"Now there are # {many}")
    s.need(total.value < 60)
    s.forms(
        f"[There were {there(one)} {where}.] [(Then /Later, /){came} more {verb}.|{came} more {many} {verb}.] "
        f"// How many {many} {ask} (now/altogether)?",
        f"[{there(one)} were {where}.] [{came.more(one)} {verb}.] // How many {many} were there (altogether/then/in "
        "all)?",
        f"// If [there are {there(one)} {where}] and [{came} more come|{came} more {many} come], "
        f"how many {many} will there be (altogether/in all)?",
        f"[{came(one)} {verb}.] [There were {there} {where} already.|There were already {there(one)} {where}.] "
        f"// How many {many} {ask} now?",
    )


_GO = (
    ("child", "in the playground", "went home"),
    ("passenger", "on the train", "got off"),
    ("student", "in the classroom", "left for lunch"),
    ("bird", "on the fence", "flew away"),
    ("butterfly", "on the bush", "flew off"),
    ("car", "in the garage", "drove away"),
    ("person", "in the waiting room", "were called in"),
    ("sheep", "in the field", "ran off"),
    ("guest", "in the hotel lobby", "left"),
    ("monkey", "in the tree", "climbed down"),
    ("ship", "in the harbor", "sailed away"),
    ("player", "on the field", "went to rest"),
    ("leaf", "on the branch", "fell off"),
    ("balloon", "on the wall", "popped"),
    ("candle", "on the table", "went out"),
    ("egg", "in the nest", "hatched"),
    ("apple", "on the tree", "fell down"),
    ("turtle", "on the beach", "swam away"),
)


@family("change.some_leave", topic=TOPIC, steps=1, weight=1.5)
def some_leave(s: Scene) -> None:
    """Some are there and a part leaves: how many are left?"""
    one, where, verb = s.choose(*_GO)
    many = plural(one)
    went = s.given(f"{many} gone", 2, 25)
    there = s.given(f"{many} at first", went.n + 2, went.n + 30)
    s.step(f"{many} left", there - went, f"There are # {many} left")
    left = f"How many {many} (were left/are left/remained/were still) {where}?"
    s.forms(
        f"[There were {there(one)} {where}.] [(Then /After a while, /){went} (of them /){verb}.|{went(one)} "
        f"{verb}.] // {left}",
        f"[{there(one)} were {where}] and [{went} of them {verb}|{went(one)} {verb}]. // {left}",
        f"[{went} of the {there(one)} {where} {verb}.|There were {there(one)} {where} and {went} of them {verb}.] "
        f"// {left}",
        f"// If [there were {there(one)} {where}] and [{went} {verb}|{went(one)} {verb}], how many {many} were left?",
        f"[{went(one)} {verb}.] [There had been {there} {where} before.|There had been {there(one)} {where}.] "
        f"// {left}",
    )


@family("change.leave_unknown", topic=TOPIC, steps=1)
def leave_unknown(s: Scene) -> None:
    """Some were there, fewer are left: how many left?"""
    one, where, verb = s.choose(*_GO)
    many = plural(one)
    left = s.given(f"{many} left", 2, 25)
    there = s.given(f"{many} at first", left.n + 2, left.n + 30)
    s.step(f"{many} gone", there - left, f"# {many} {verb}")
    s.forms(
        f"[There were {there(one)} {where}.] Some of them {verb}. [Now there are {left(one)} left.] "
        f"// How many {many} {verb}?",
        f"[There were {there(one)} {where}.] [After some of them {verb}, {left} were left.|{left(one)} were left.] "
        f"// How many {many} {verb}?",
        f"[Only {left} of the {there(one)} {where} are still there.|Only {left} of the {there(one)} are left.] "
        f"The others {verb}. // How many {many} {verb}?",
        f"// If [there were {there(one)} {where}] and [{left} are left|{left(one)} are left], how many {many} {verb}?",
    )


@family("change.arrive_unknown", topic=TOPIC, steps=1)
def arrive_unknown(s: Scene) -> None:
    """Some were there, more are there now: how many came?"""
    one, where, verb, ask = s.choose(*_COME)
    many = plural(one)
    there = s.given(f"{many} at first", 3, 30)
    now = s.given(f"{many} now", there.n + 2, there.n + 28)
    s.step(f"more {many}", now - there, f"# {many} {verb}")
    s.forms(
        f"[There were {there(one)} {where}.] Some more {verb}. [Now there are {now} {where}.|Now there are "
        f"{now(one)}.] "
        f"// How many {many} {verb}?",
        f"[At first there were {there(one)} {where}.] [After more {verb}, there were {now}.|Later there were "
        f"{now(one)}.] "
        f"// How many (more {many}/{many}) {verb}?",
        f"[{now(one)} {ask} now.] [There were {there} before the others {verb}.|There were {there(one)} before.] "
        f"// How many {many} {verb}?",
    )
