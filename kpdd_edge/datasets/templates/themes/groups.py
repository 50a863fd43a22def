"""Equal groups: how many in all, how many groups, how many in each, and what is left over."""

from __future__ import annotations

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "equal groups"


@family("groups.in_boxes", topic=TOPIC, steps=1, weight=2)
def in_boxes(s: Scene) -> None:
    """So many containers with so many in each: how many in all?"""
    a, t = s.person(), s.thing("any", "tool", "sea")
    box = s.box(t)
    boxes = plural(box)
    n, each = s.given(boxes, 2, 15), s.given(f"{t} in each {box}", 2, 24)
    s.step(f"total {t}", n * each, f"There are # {t} in all")
    s.aside(about=a)
    ask = f"How many {t} (are there/does {a} have) (in all/altogether/in total)?"
    s.forms(
        f"[{a} has {n(box)}.] [There are {each(t)} in each {box}.] // {ask}",
        f"[{a} has {n} {boxes} of {t}.] [Each {box} (holds/contains) {each} (of them/{t}).|Each {box} holds "
        f"{each(t)}.] // {ask}",
        f"[{a} put {each(t)} into each of {n} {boxes}.] // How many {t} did {a} put into the {boxes}?",
        f"// How many {t} are there in [{n} {boxes}|there are {n} {boxes}] if [each {box} holds {each}|each {box} "
        f"holds {each(t)}]?"
        f" || How many {t} are there in all?",
        f"[Every {box} holds {each(t)}.] [{a} filled {n} of them.|{a} filled {n} {boxes}.] "
        f"// How many {t} did {a} use?",
        f"[{a} bought {n} {boxes} of {t}] with [{each(t)} in every {box}|there are {each(t)} in every {box}]. // "
        f"How many {t} did {a.he} buy?",
    )


@family("groups.share_equally", topic=TOPIC, steps=1, weight=2)
def share_equally(s: Scene) -> None:
    """Things shared equally among people or containers: how many each?"""
    a, t = s.person(), s.thing("any")
    who, each_word = s.choose(
        ("friends", "each friend"), ("children", "each child"), ("students", "each student"), ("boxes", "each box"),
        ("bags", "each bag"), ("plates", "each plate"), ("baskets", "each basket"), ("cousins", "each cousin"),
    )  # fmt: skip
    people = who in ("friends", "children", "students", "cousins")
    n, each = s.given(who, 2, 12), s.whole(2, 20)
    total = s.given(f"{t} in all", each * n.n)
    s.step(f"{t} for {each_word}".replace("for each", "per"), total // n, f"There are # {t} for {each_word}")
    s.aside(about=a)
    verb = f"(shared/divided) them equally among {n} {who}" if people else f"put them equally into {n} {who}"
    ask = f"How many {t} (did {each_word} get/does {each_word} get)?" if people else f"How many {t} are in {each_word}?"
    s.forms(
        f"[{a} had {total(t)}.] [{a.he} {verb}.|{a} {verb}.] // {ask}",
        f"[{total(t)}|there are {total(t)}] are (shared/divided) equally (among/between) "
        f"[{n} {who}|there are {n} {who}]. // {ask}",
        f"// If [{a} has {total(t)}] and [{'shares' if people else 'puts'} them equally "
        f"{'among' if people else 'into'} {n} {who}"
        f"|they are split equally {'among' if people else 'into'} {n} {who}], how many {t} "
        + (f"does {each_word} get?" if people else f"go into {each_word}?"),
        f"[There are {n} {who}.] [{a} wants to split {total(t)} equally among them.|{a} wants to split {total(t)} "
        "equally.] // "
        f"How many {t} are there for {each_word}?",
        f"[{a} has {total(t)}] for [{n} {who}|there are {n} {who}]. All of them are to get the same number. // "
        f"How many {t} are there for {each_word}?",
    )


@family("groups.how_many_groups", topic=TOPIC, steps=1, weight=2)
def how_many_groups(s: Scene) -> None:
    """Things packed so many to a container: how many containers?"""
    a, t = s.person(), s.thing("any", "tool")
    box = s.box(t)
    boxes = plural(box)
    each, n = s.given(f"{t} per {box}", 2, 15), s.whole(2, 15)
    total = s.given(f"{t} in all", each.n * n)
    s.step(boxes, total // each, f"That takes # {boxes}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {total(t)}.] [{a.he} puts {each} (of them /)in each {box}.|{a} puts {each(t)} in each {box}.] "
        f"// How many {boxes} does {a.he} need?",
        f"[Each {box} holds {each(t)}.] // How many {boxes} does {a} need for [{total(t)}|there are {total(t)}]?"
        f" || How many {boxes} does {a} need?",
        f"[{total(t)} are packed into {boxes}.] [Each {box} gets {each} of them.|Each {box} gets {each(t)}.] "
        f"// How many {boxes} are filled?",
        f"// If [{a} has {total(t)}] and [packs {each} in a {box}|{each(t)} go into each {box}], how many {boxes} "
        f"does {a.he} fill?",
        f"[{a} is putting {total(t)} into {boxes}.] [Every {box} can hold {each}.|Every {box} can hold {each(t)}.] "
        f"// How many {boxes} will {a.he} use?",
    )


@family("groups.rows", topic=TOPIC, steps=1, weight=1.2)
def rows(s: Scene) -> None:
    """Rows with so many in each (or the number of rows, or of columns)."""
    what, verb = s.choose(
        ("chairs", "set up"), ("trees", "planted"), ("desks", "arranged"),
        ("seats", "counted"),
        ("tiles", "laid"), ("tulips", "planted"), ("stamps", "stuck"),
        ("soldiers", "lined up"),
        ("tomato plants", "planted"), ("cars", "parked"), ("coins", "laid out"),
    )  # fmt: skip
    a = s.person()
    sort = s.choose("total", "total", "rows", "each")
    n, each = s.whole(3, 20), s.whole(3, 20)
    s.need(n != each)
    if sort == "total":
        r, e = s.given("rows", n), s.given(f"{what} per row", each)
        s.step(f"total {what}", r * e, f"There are # {what}")
        s.forms(
            f"[{a} {verb} {what} in {r} rows.] [There are {e} {what} in each row.] "
            f"// How many {what} are there (in all/altogether)?",
            f"[There are {r} rows of {what}] with [{e} {what} in every row|there are {e} {what} in every row]. "
            f"// How many {what} are there?",
            f"// How many {what} are there in [{r} rows|there are {r} rows] of [{e} {what} each|each row has {e} "
            f"{what}]?"
            f" || How many {what} are there in all?",
        )
        return
    total = s.given(f"total {what}", n * each)
    if sort == "rows":
        e = s.given(f"{what} per row", each)
        s.step("rows", total // e, "There are # rows")
        s.forms(
            f"[{a} {verb} {total} {what}] in rows of [{e}|each row has {e} {what}]. // How many rows are there?",
            f"[There are {total} {what}] and [each row has {e} of them|each row has {e} {what}]. "
            f"// How many rows of {what} are there?",
        )
        return
    r = s.given("rows", n)
    s.step(f"{what} per row", total // r, f"There are # {what} in each row")
    s.forms(
        f"[{a} {verb} {total} {what}] in [{r} equal rows|there are {r} equal rows]. "
        f"// How many {what} are in each row?",
        f"[There are {total} {what} in {r} rows.] Every row has the same number of {what}. "
        f"// How many {what} does each row have?",
    )


@family("groups.array_missing", topic=TOPIC, steps=2)
def array_missing(s: Scene) -> None:
    """A hall with rows of seats, some of them taken: how many are free?"""
    place = s.choose("theater", "cinema", "concert hall", "lecture hall", "stadium block", "circus tent")
    r, e = s.given("rows", 6, 25), s.given("seats per row", 6, 30)
    taken = s.given("seats taken", 20, r.n * e.n - 5)
    total = s.step("total seats", r * e, f"The {place} has # seats")
    s.step("free seats", total - taken, "# seats are free")
    s.forms(
        f"[A {place} has {r} rows of {e} seats (each/).|A {place} has {r} rows of {e} seats.] "
        f"[{taken} people (have taken their seats/are "
        f"seated).|{taken} seats are taken.] // How many seats are (still /)(free/empty)?",
        f"[There are {r} rows in a {place}] and [{e} seats in each row|there are {e} seats in each row]. "
        f"[{taken} seats are taken.] "
        f"// How many seats are empty?",
        f"[{taken} seats of a {place} are taken.] [The {place} has {r} rows with {e} seats each.] "
        "// How many empty seats are there?",
    )


@family("groups.legs", topic=TOPIC, steps=1)
def legs(s: Scene) -> None:
    """Legs, wheels, petals: a known number for each."""
    noun, part, per = s.choose(
        ("spider", "legs", 8), ("ant", "legs", 6), ("tricycle", "wheels", 3), ("car", "wheels", 4), ("dog", "legs", 4),
        ("octopus", "arms", 8),
        ("chair", "legs", 4), ("bicycle", "wheels", 2), ("clover leaf", "leaflets", 3), ("flower", "petals", 5),
        ("starfish", "arms", 5),
        ("truck", "wheels", 6), ("stool", "legs", 3), ("guitar", "strings", 6), ("violin", "strings", 4),
        ("table", "legs", 4),
    )  # fmt: skip
    n, each = s.given(plural(noun), 3, 25), s.given(f"{part} per {noun}", per)
    s.step(f"total {part}", n * each, f"There are # {part}")
    place = s.choose("in a shop", "in a garden", "in a picture", "in a storybook", "at a fair")
    s.forms(
        f"[There are {n(noun)} {place}.] [Each {noun} has {each} {part}.] "
        f"// How many {part} (are there/do they have) (in all/altogether)?"
        f" || How many {part} are there in all?",
        f"[A {noun} has {each} {part}.] // How many {part} do [={n(noun)}|there are {n(noun)}] have?",
        f"// If [a {noun} has {each} {part}], how many {part} are there on [={n(noun)}|there are {n(noun)}]?",
    )


@family("groups.legs_reversed", topic=TOPIC, steps=1)
def legs_reversed(s: Scene) -> None:
    """So many legs or wheels in all: how many animals or vehicles?"""
    noun, part, per = s.choose(
        ("spider", "legs", 8), ("ant", "legs", 6), ("tricycle", "wheels", 3), ("car", "wheels", 4), ("goat", "legs", 4),
        ("bicycle", "wheels", 2), ("flower", "petals", 5), ("stool", "legs", 3), ("guitar", "strings", 6),
        ("wagon", "wheels", 4),
    )  # fmt: skip
    each = s.given(f"{part} per {noun}", per)
    total = s.given(f"total {part}", per * 3, per * 25, per)
    s.step(plural(noun), total // each, f"There are # {plural(noun)}")
    a = s.person()
    s.forms(
        f"[{a} counted {total} {part} on some {plural(noun)}.] [Each {noun} has {each} {part}.] "
        f"// How many {plural(noun)} (were/are) there?",
        f"[Every {noun} has {each} {part}.] [Together some {plural(noun)} have {total} {part}.] "
        f"// How many {plural(noun)} are there?",
        f"// How many {plural(noun)} are there if [{a} sees {total} {part}] and "
        f"[each {noun} has {each}|each {noun} has {each} {part}]?",
    )


@family("groups.two_kinds_legs", topic=TOPIC, steps=3)
def two_kinds_legs(s: Scene) -> None:
    """Two sorts of animals or vehicles: how many legs or wheels in all?"""
    n1, n2, part, p1, p2 = s.choose(
        ("cow", "hen", "legs", 4, 2), ("goat", "duck", "legs", 4, 2), ("car", "bicycle", "wheels", 4, 2),
        ("tricycle", "bicycle", "wheels", 3, 2),
        ("table", "stool", "legs", 4, 3), ("beetle", "spider", "legs", 6, 8), ("truck", "car", "wheels", 6, 4),
        ("horse", "goose", "legs", 4, 2),
    )  # fmt: skip
    a, b = s.given(plural(n1), 3, 20), s.given(plural(n2), 3, 20)
    q1, q2 = s.given(f"{part} per {n1}", p1), s.given(f"{part} per {n2}", p2)
    one = s.step(f"{n1} {part}", a * q1, f"The {plural(n1)} have # {part}")
    two = s.step(f"{n2} {part}", b * q2, f"The {plural(n2)} have # {part}")
    s.step(f"total {part}", one + two, f"Together they have # {part}")
    who = s.role("grower") if part == "legs" and n1 not in ("table", "beetle") else s.person()
    verb = s.choose("has", "sees", "counts")
    s.forms(
        f"[{who} {verb} {a(n1)} and {b(n2)}.] [Each {n1} has {q1} {part}] and [each {n2} has {q2}|each {n2} has "
        f"{q2} {part}]. "
        f"// How many {part} (are there/do they have) (in all/altogether)? || How many {part} are there in all?",
        f"[A {n1} has {q1} {part}] and [a {n2} has {q2}|a {n2} has {q2} {part}]. "
        f"// How many {part} do [={a(n1)}|there are {a(n1)}] "
        f"and [={b(n2)}|there are {b(n2)}] have together?",
        f"// If [every {n1} has {q1} {part}] and [every {n2} has {q2}|every {n2} has {q2} {part}], how many {part} "
        f"do [{a} {plural(n1)}|there are {a(n1)}] and [{b} {plural(n2)}|there are {b(n2)}] have in all? "
        f"|| How many {part} are there in all?",
    )


@family("groups.left_over", topic=TOPIC, steps=1, weight=1.2)
def left_over(s: Scene) -> None:
    """Shared equally with a remainder: how many are left over?"""
    a, t = s.person(), s.thing("treat", "keep", "decoration")
    n = s.given("friends", 3, 12)
    total = s.given(f"{t} in all", s.uneven(n, 2, 15))
    s.step(f"{t} left over", total % n, f"The remainder is #, so this is the number of {t} left over")
    s.aside(about=a)
    who = s.choose("friends", "children", "classmates", "people")
    ask = f"How many {t} (are/will be) left over?"
    s.forms(
        f"[{a} has {total(t)}.] [{a.he} shares them equally among {n} {who}] and gives each as many as possible. "
        f"// {ask}",
        f"[{total(t)} are to be shared equally by {n} {who}.] // How many {t} will be left over?",
        f"// How many {t} are left over if [{a} divides {total(t)} equally among {n} {who}]?",
        f"[{n} {who} share {total(t)} equally.] They do not break any of them. // {ask}",
    )


@family("groups.full_boxes", topic=TOPIC, steps=1)
def full_boxes(s: Scene) -> None:
    """Packed with a remainder: how many full containers?"""
    a, t = s.role("grower", "baker", "seller"), s.thing("produce", "bakery", "sweet")
    box = s.choose("box", "bag", "tray", "carton", "basket")
    per = s.given(f"{t} per {box}", 4, 24)
    total = s.given(f"{t} in all", s.uneven(per, 3, 15))
    s.step(f"full {plural(box)}", total // per, f"{a} can fill # {plural(box)}")
    s.forms(
        f"[{a} has {total(t)}.] [{per} of them fill a {box}.|{per(t)} fill a {box}.] "
        f"// How many {plural(box)} can {a.he} fill (completely/)?",
        f"[A {box} holds {per(t)}.] // How many full {plural(box)} can {a} make from [{total(t)}|there are {total(t)}]?"
        f" || How many full {plural(box)} can {a} make?",
        f"[{a} packs {total(t)} into {plural(box)}] of [{per}|each {box} holds {per(t)}]. "
        f"// How many {plural(box)} are full?",
    )


@family("groups.round_up", topic=TOPIC, steps=2)
def round_up(s: Scene) -> None:
    """Everyone must have a place: how many vehicles, tables or rooms are needed?"""
    what, noun, place = s.choose(
        ("students", "van", "seats"), ("people", "boat", "seats"), ("guests", "table", "seats"),
        ("campers", "tent", "sleeping places"),
        ("hikers", "cabin", "beds"), ("fans", "bus", "seats"), ("visitors", "cable car", "places"),
        ("children", "minibus", "seats"),
    )  # fmt: skip
    per = s.given(f"{place} per {noun}", 4, 30)
    total = s.given(what, s.uneven(per, 2, 9))
    full = s.step(f"full {plural(noun)}", total // per, f"{plural(noun)} that are full: #")
    s.step(f"{plural(noun)} needed", full + 1, f"The {what} left over need one more: # {plural(noun)}")
    ask = (
        f"How many {plural(noun)} are needed (for all of them/)? || How many {plural(noun)} are needed for all {what}?"
    )
    s.forms(
        f"[{total} {what} (are going on a trip/arrive/need a place).|There are {total} {what}.] "
        f"[Each {noun} has {per} {place}.] // {ask}",
        f"[A {noun} has {per} {place}.] // How many {plural(noun)} (are needed/must be ordered) for "
        f"[{total} {what}|there are {total} {what}]?"
        f" || How many {plural(noun)} are needed for all {what}?",
        f"[There are {total} {what}] and [{per} of them fit into one {noun}|{per} {what} fit into one {noun}]. "
        f"Nobody may be left behind. // {ask}",
    )


@family("groups.regroup", topic=TOPIC, steps=2, weight=1.2)
def regroup(s: Scene) -> None:
    """Unpacked and packed anew: how many of the new groups?"""
    a, t = s.person(), s.thing("any")
    b1, b2 = s.choose(("box", "bag"), ("bag", "jar"), ("tray", "bowl"), ("crate", "basket"), ("pack", "drawer"))
    per = s.given(f"{t} per {b2}", 2, 12)
    n, each = s.given(plural(b1), 2, 12), s.given(f"{t} per {b1}", 3, 24)
    s.need((n.n * each.n) % per.n == 0, per.n != each.n)
    total = s.step(f"total {t}", n * each, f"There are # {t}")
    s.step(plural(b2), total // per, f"They fill # {plural(b2)}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {n} {plural(b1)} of {t}] with [{each} in each|each {b1} holds {each(t)}]. "
        f"[{a.he} repacks them so that each {b2} holds "
        f"{per}.|{a} puts {per(t)} in each {b2}.] // How many {plural(b2)} does {a.he} need?",
        f"[There are {each(t)} in a {b1}.] [{a} opens {n} {plural(b1)}] and [puts {per(t)} in each {b2}|{a} puts "
        f"{per(t)} in each {b2}]. "
        f"// How many {plural(b2)} are there?",
        f"[{a} empties {n} {plural(b1)}.] [Each of them held {each(t)}.|Each {b1} held {each(t)}.] "
        f"[The {t} go into {plural(b2)}, {per} in each.] "
        f"// How many {plural(b2)} does {a} fill?",
    )


@family("groups.share_total", topic=TOPIC, steps=2, weight=1.2)
def share_total(s: Scene) -> None:
    """So many groups of so many, shared equally: how many each?"""
    a, t = s.person(), s.thing("treat", "keep", "decoration")
    box = s.box(t)
    n, each = s.given(plural(box), 2, 12), s.given(f"{t} per {box}", 3, 24)
    k = s.given("children", 2, 12)
    s.need((n.n * each.n) % k.n == 0, n.n * each.n // k.n > 1)
    total = s.step(f"total {t}", n * each, f"There are # {t}")
    s.step(f"{t} per child", total // k, f"Each child gets # {t}")
    who = s.choose("children", "kids", "friends", "students")
    s.forms(
        f"[{a} bought {n} {plural(box)} of {t}.] [Each {box} had {each(t)}.] [{a.he} shared all of them equally "
        f"among {k} {who}."
        f"|{a} shared all the {t} equally among {k} {who}.] // How many {t} did each (of them/one) get? "
        f"|| How many {t} did each of the {who} get?",
        f"[{k} {who} share {n} {plural(box)} of {t} equally.] [There are {each(t)} in a {box}.] "
        f"// How many {t} does each of them get?"
        f" || How many {t} does each of the {who} get?",
        f"[Each of {n} {plural(box)} holds {each(t)}.] [{a} divides everything evenly among {k} {who}.] "
        f"// How many {t} are there for each of the {who}?",
    )


@family("groups.groups_plus_extra", topic=TOPIC, steps=2, weight=1.5)
def groups_plus_extra(s: Scene) -> None:
    """Full groups and some loose ones: how many in all?"""
    a, t = s.person(), s.thing("any")
    box = s.box(t)
    n, each, extra = s.given(plural(box), 2, 12), s.given(f"{t} per {box}", 3, 24), s.given(f"loose {t}", 2, 20)
    packed = s.step(f"packed {t}", n * each, f"The {plural(box)} hold # {t}")
    s.step(f"total {t}", packed + extra, f"In all there are # {t}")
    s.aside(about=a)
    s.forms(
        f"[{a} has {n} {plural(box)} with {each(t)} each] and [{extra} (loose/single) {t}|{a} has {extra} loose {t}]. "
        f"// How many {t} does {a.he} have (in all/altogether)?",
        f"[{a} filled {n} {plural(box)} with {each(t)} each.] [{extra} {t} were left over.] "
        f"// How many {t} did {a.he} have (at first/in all)?"
        f" || How many {t} did {a} have in all?",
        f"[There are {n} {plural(box)}.] [Each one has {each(t)} in it.|Each {box} has {each(t)} in it.] "
        f"[{extra} more {t} lie on the table.] "
        f"// How many {t} are there altogether?",
    )


@family("groups.groups_minus", topic=TOPIC, steps=2, weight=1.5)
def groups_minus(s: Scene) -> None:
    """Full groups, some taken away: how many are left?"""
    a, t = s.person(), s.thing("treat", "keep", "decoration", "produce")
    box = s.box(t)
    n, each = s.given(plural(box), 2, 10), s.given(f"{t} per {box}", 4, 20)
    gone = s.given(f"{t} gone", 2, min(40, n.n * each.n - 2))
    total = s.step(f"total {t}", n * each, f"{a} had # {t}")
    s.step(f"{t} left", total - gone, f"{a} has # {t} left")
    verb = s.choose("gave away", "used", "sold", "handed out")
    s.aside(about=a)
    s.forms(
        f"[{a} had {n} {plural(box)} of {t}] with [{each} in each|each {box} held {each(t)}]. "
        f"[{a.he} {verb} {gone(t)}.] "
        f"// How many {t} does {a.he} have left?",
        f"[{a} bought {n} {plural(box)} of {t}.] [Each {box} had {each} {t} in it.] "
        f"[{a.he} {verb} {gone} of them.|{a} {verb} {gone(t)}.] "
        f"// How many {t} are left? || How many {t} does {a} have left?",
        f"[{a} {verb} {gone(t)}] out of [{n} {plural(box)} of {t}|{a} had {n} {plural(box)} of {t}]. "
        f"[There were {each(t)} in each {box}.] "
        f"// How many {t} did {a.he} have left?",
    )


@family("groups.two_kinds", topic=TOPIC, steps=3)
def two_kinds(s: Scene) -> None:
    """Big and small containers: how many in all?"""
    a, t = s.person(), s.thing("any")
    box = s.box(t)
    n1, e1 = s.given(f"big {plural(box)}", 2, 9), s.given(f"{t} per big {box}", 10, 30)
    n2, e2 = s.given(f"small {plural(box)}", 2, 12), s.given(f"{t} per small {box}", 3, 9)
    one = s.step(f"{t} in big {plural(box)}", n1 * e1, f"The big {plural(box)} hold # {t}")
    two = s.step(f"{t} in small {plural(box)}", n2 * e2, f"The small {plural(box)} hold # {t}")
    s.step(f"total {t}", one + two, f"Together they hold # {t}")
    s.forms(
        f"[{a} has {n1} big {plural(box)} and {n2} small {plural(box)}.] [A big {box} holds {e1(t)}] and "
        f"[a small one holds {e2}"
        f"|a small {box} holds {e2(t)}]. // How many {t} do they hold (in all/together)? "
        f"|| How many {t} do the {plural(box)} hold in all?",
        f"[There are {e1(t)} in each big {box}] and [{e2} in each small one|there are {e2(t)} in each small {box}]. "
        f"// How many {t} are in [={n1} big {plural(box)}|there are {n1} big {plural(box)}] and "
        f"[={n2} small {plural(box)}"
        f"|there are {n2} small {plural(box)}]?",
        f"[{a} fills {n1} big {plural(box)} with {e1(t)} each] and [{n2} small ones with {e2} each|{a} fills {n2} "
        f"small {plural(box)} with {e2(t)} each]. // How many {t} does {a.he} need (in all/)? "
        f"|| How many {t} does {a} need in all?",
    )


@family("groups.group_size_after_leaving", topic=TOPIC, steps=2)
def group_size_after_leaving(s: Scene) -> None:
    """Some set aside, the rest shared equally."""
    a, t = s.person(), s.thing("treat", "keep", "flower")
    n, kept = s.given("friends", 2, 10), s.given(f"{t} kept", 2, 20)
    each = s.whole(2, 15)
    total = s.given(f"{t} in all", each * n.n + kept.n)
    shared = s.step(f"{t} shared", total - kept, f"{a} shares # {t}")
    s.step(f"{t} per friend", shared // n, f"Each friend gets # {t}")
    s.aside(about=a)
    s.forms(
        f"[{a} had {total(t)}.] [{a.he} kept {kept} for {a.himself}|{a} kept {kept(t)}] and "
        f"[shared the rest equally among {n} friends"
        f"|{a} shared the rest equally among {n} friends]. // How many {t} did each friend get?",
        f"[{a} has {n} friends.] [{a.he} wants to keep {kept} of {a.own} {total(t)}|{a} has {total(t)} and wants to "
        f"keep {kept}] "
        f"and give them the rest in equal parts. // How many {t} does each friend get?",
        f"// How many {t} does each of [{n} friends|there are {n} friends] get if "
        f"[{a} has {total(t)},|{a} has {total(t)}] "
        f"[keeps {kept}|{a} keeps {kept(t)}] and shares out the rest equally? || How many {t} does each friend get?",
    )


@family("groups.weeks_to_fill", topic=TOPIC, steps=2)
def weeks_to_fill(s: Scene) -> None:
    """Some are there, so many come each week: after how many weeks is the goal reached?"""
    a, t = s.child(), s.thing("collectable", "craft", "reading")
    per, weeks = s.given(f"{t} per week", 2, 9), s.whole(2, 15)
    have = s.given(f"{t} so far", 3, 40)
    want = s.given(f"{t} wanted", have.n + per.n * weeks)
    need = s.step(f"{t} needed", want - have, f"{a} needs # more {t}")
    s.step("weeks", need / per, "That takes # weeks")
    s.aside(about=a)
    s.forms(
        f"[{a} has {have(t)}] and [wants to have {want}|{a} wants to have {want(t)}]. "
        f"[{a.he} gets {per} (new ones/more) every week."
        f"|{a} gets {per} new {t} every week.] // How many weeks will it take? "
        f"|| How many weeks will it take {a} to reach the goal?",
        f"[Every week {a} adds {per(t)} to {a.own} collection.] [{a.he} has {have} now.|{a} has {have(t)} now.] "
        f"// After how many weeks will {a.he} have [={want}|{a} wants to have {want(t)}]?",
        f"// How many weeks does {a} need to get from [{have} {t}|{a} has {have(t)}] to "
        f"[{want}|{a} wants {want(t)}] if [{per} new ones come each week|{per} new {t} come each week]? "
        f"|| How many weeks does {a} need?",
    )


@family("groups.per_person_each", topic=TOPIC, steps=2)
def per_person_each(s: Scene) -> None:
    """Each of so many children brings so many; some are used: how many are left?"""
    t = s.thing("bakery", "decoration", "fruit", "stationery", "drink")
    who = s.choose("children", "students", "players", "guests", "scouts")
    n, each = s.given(who, 4, 25), s.given(f"{t} each", 2, 9)
    used = s.given(f"{t} used", 4, n.n * each.n - 2)
    verb = {"bakery": "eaten", "fruit": "eaten", "drink": "drunk"}.get(t.kind.name, "used")
    total = s.step(f"total {t}", n * each, f"They brought # {t}")
    s.step(f"{t} left", total - used, f"# {t} are left")
    s.forms(
        f"[{n} {who} brought {each(t)} each.] [{used} of them were {verb}.|{used(t)} were {verb}.] "
        f"// How many {t} were left?",
        f"For a party, [each of {n} {who} brought {each(t)}]. [{used(t)} were {verb}.] "
        f"// How many {t} (remained/were not {verb})?"
        f" || How many {t} were left?",
        f"// If [{n} {who} bring {each(t)} each] and [{used} are {verb}|{used(t)} are {verb}], how many {t} are "
        "left over?",
    )


@family("groups.extra_needed", topic=TOPIC, steps=2)
def extra_needed(s: Scene) -> None:
    """How many more are needed to share without a remainder?"""
    a, t = s.person(), s.thing("treat", "keep")
    n, each = s.given("children", 3, 15), s.given(f"{t} per child", 2, 9)
    have = s.given(f"{t} so far", n.n, n.n * each.n - 2)
    need = s.step(f"{t} needed", n * each, f"{a} needs # {t}")
    s.step(f"more {t}", need - have, f"{a} needs # more {t}")
    s.forms(
        f"[{a} wants to give {each(t)} to each of {n} children.] [{a.he} has {have}.|{a} has {have(t)}.] "
        f"// How many more {t} does {a.he} need?",
        f"[{a} has {have(t)}.] [There are {n} children] and [each should get {each}|each child should get {each(t)}]. "
        f"// How many {t} are missing?",
        f"// How many more {t} must {a} get if [{a.he} has {have}|{a} has {have(t)}] and "
        f"[each of {n} children is to have {each}|each of {n} children is to have {each(t)}]?",
    )
