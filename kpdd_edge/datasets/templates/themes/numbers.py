"""Numbers as such: sums and differences, consecutive numbers, riddles, multiples and divisors, counting ways."""

from __future__ import annotations

from math import gcd

from kpdd_edge.datasets.templates.english import plural
from kpdd_edge.datasets.templates.expr import Call
from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "numbers"


@family("numbers.sum_difference_larger", topic=TOPIC, steps=2)
def sum_difference_larger(s: Scene) -> None:
    """Sum and difference are known: the larger number."""
    diff, small = s.given("difference", 2, 40), s.whole(3, 60)
    total = s.given("sum", 2 * small + diff.n)
    twice = s.step("twice the larger", total + diff, "Sum plus difference is #")
    s.step("larger number", twice / 2, "Half of it is the larger number: #")
    s.forms(
        f"[The sum of two numbers is {total}.] [Their difference is {diff}.] "
        "// What is the larger (number/of them)? || What is the larger number?",
        f"[Two numbers add up to {total}] and [differ by {diff}|the two numbers differ by {diff}]. "
        "// Find the larger number.",
        f"[One number is {diff} more than another.] [Together they make {total}.|Together the numbers make "
        f"{total}.] // What is the greater number?",
    )


@family("numbers.sum_difference_smaller", topic=TOPIC, steps=2)
def sum_difference_smaller(s: Scene) -> None:
    """Two people's total and difference: how much has the one with less?"""
    a, b, t = s.child(), s.child(), s.thing("small", "produce")
    diff, small = s.given("difference", 2, 20), s.whole(3, 40)
    total = s.given(f"total {t}", 2 * small + diff.n)
    twice = s.step(f"twice {b} {t}", total - diff, f"Without the surplus it is # {t}")
    s.step(f"{b} {t}", twice / 2, f"{b} has half of it: # {t}")
    s.forms(
        f"[{a} and {b} have {total(t)} together.] [{a} has {diff} more than {b}.|{a} has {diff} more {t} than {b}.] "
        f"// How many {t} does {b} have?",
        f"[{b} has {diff} fewer {t} than {a}.] [In all they have {total}.|In all they have {total(t)}.] "
        f"// How many {t} does {b} have?",
        f"// If [{a} and {b} own {total(t)}] and [{a} owns {diff} more than {b}|{a} owns {diff} more {t} than {b}], "
        f"how many {t} does {b} own?",
    )


@family("numbers.consecutive", topic=TOPIC, steps=2)
def consecutive(s: Scene) -> None:
    """Consecutive numbers with a known sum: the smallest or the largest."""
    count, word = s.choose((3, "three"), (5, "five"), (3, "three"))
    sort, gap, kind = s.choose("smallest", "largest"), 1, "numbers"
    middle = s.whole(4, 90)
    if count == 3 and s.chance(0.4):
        gap = 2
        kind = "even numbers" if middle % 2 == 0 else "odd numbers"
    total = s.given("sum", count * middle)
    mid = s.step("middle number", total / count, "The middle number is #")
    away = (count - 1) // 2 * gap
    s.step(f"{sort} number", mid - away if sort == "smallest" else mid + away, f"The {sort} number is #")
    s.forms(
        f"[The sum of {word} consecutive {kind} is {total}.] // What is the {sort} (of them/number)? "
        f"|| What is the {sort} number?",
        f"[{word} consecutive {kind} add up to {total}.] // Find the {sort} of them. || Find the {sort} number.",
        f"// What is the {sort} of [{word} consecutive {kind} with the sum {total}|the sum of {word} consecutive "
        f"{kind} is {total}]? || What is the {sort} number?",
    )


@family("numbers.think_of", topic=TOPIC, steps=2, weight=1.2)
def think_of(s: Scene) -> None:
    """A riddle undone step by step."""
    a = s.person()
    k, d, x = s.given("factor", 2, 9), s.given("added", 2, 30), s.whole(2, 25)
    sort = s.choose("times plus", "times minus", "plus times", "minus times")
    if sort == "times plus":
        end = s.given("result", k.n * x + d.n)
        one = s.step("before adding", end - d, "Before adding it was #")
        s.step("number", one / k, "Before multiplying it was #")
        act = f"[multiplies it by {k}|the number is multiplied by {k}] and [adds {d}|then {d} is added]"
    elif sort == "times minus":
        s.need(k.n * x > d.n)
        end = s.given("result", k.n * x - d.n)
        one = s.step("before subtracting", end + d, "Before subtracting it was #")
        s.step("number", one / k, "Before multiplying it was #")
        act = f"[multiplies it by {k}|the number is multiplied by {k}] and [subtracts {d}|then {d} is subtracted]"
    elif sort == "plus times":
        end = s.given("result", (x + d.n) * k.n)
        one = s.step("before multiplying", end / k, "Before multiplying it was #")
        s.step("number", one - d, "Before adding it was #")
        act = f"[adds {d}|{d} is added to the number] and [multiplies the sum by {k}|the sum is multiplied by {k}]"
    else:
        s.need(x > d.n)
        end = s.given("result", (x - d.n) * k.n)
        one = s.step("before multiplying", end / k, "Before multiplying it was #")
        s.step("number", one + d, "Before subtracting it was #")
        act = (
            f"[subtracts {d}|{d} is subtracted from the number] and [multiplies the result by {k}|the difference is "
            f"multiplied by {k}]"
        )
    s.forms(
        f"{a} thinks of a number, {act}. [The result is {end}.] // What number did {a.he} (think of/start with)? "
        f"|| What number did {a} think of?",
        f"{a} takes a number, {act} and [gets {end}|the result is {end}]. // Which number did {a.he} take?",
        f"// Which number does {a} have in mind if {a.he} {act} and [the result is {end}]? "
        f"|| Which number does {a} have in mind?",
    )


@family("numbers.apply_steps", topic=TOPIC, steps=2)
def apply_steps(s: Scene) -> None:
    """A number is changed in two ways: what comes out?"""
    x, k, d = s.given("number", 3, 50), s.given("factor", 2, 9), s.given("second number", 2, 40)
    plus = s.chance(0.5)
    one = s.step("product", x * k, "The product is #")
    s.step("result", one + d if plus else one - d, "The result is #")
    word = "increased" if plus else "decreased"
    s.forms(
        f"// What is [the product of {x} and {k}|the product of {x} and {k} is taken], "
        f"[{word} by {d}|it is {word} by {d}]? || What is the result?",
        f"[A number is {k} times {x}.] [It is {word} by {d}.|The number is {word} by {d}.] // What is the result?",
        f"[Multiply {x} by {k}] and then [{'add' if plus else 'subtract'} {d}|{'add' if plus else 'subtract'} {d}]. "
        "// What do you get?",
    )


@family("numbers.missing_factor", topic=TOPIC, steps=1)
def missing_factor(s: Scene) -> None:
    """Product and one factor, or sum and one addend."""
    x, y = s.whole(3, 25), s.whole(3, 40)
    sort = s.choose("product", "sum", "difference", "quotient")
    one = s.given("known number", x)
    if sort == "product":
        total = s.given("product", x * y)
        s.step("other number", total / one, "The other number is #")
        s.forms(
            f"[The product of two numbers is {total}.] [One of them is {one}.|One of the numbers is {one}.] "
            "// What is the other (number/one)? || What is the other number?",
            f"// By what number must [{one}|one number is {one}] be multiplied to get "
            f"[{total}|the product is {total}]? || What is the other number?",
            f"[{one} times a number is {total}.] // What is the number? || What is the other number?",
        )
    elif sort == "sum":
        total = s.given("sum", x + y)
        s.step("other number", total - one, "The other number is #")
        s.forms(
            f"[The sum of two numbers is {total}.] [One of them is {one}.|One of the numbers is {one}.] "
            "// What is the other (number/one)? || What is the other number?",
            f"// What must be added to [{one}|one number is {one}] to make [{total}|the sum is {total}]? "
            "|| What is the other number?",
            f"[A number plus {one} is {total}.] // Find the number. || What is the other number?",
        )
    elif sort == "difference":
        diff = s.given("difference", y)
        s.step("larger number", one + diff, "The larger number is #")
        s.forms(
            f"[The difference of two numbers is {diff}.] [The smaller one is {one}.|The smaller number is {one}.] "
            "// What is the larger number?",
            f"// From what number must [{one}|{one} is subtracted] be taken to leave [{diff}|{diff} is left]? "
            "|| What is the larger number?",
            f"[A number minus {one} is {diff}.] // Find the number. || What is the number?",
        )
    else:
        quotient = s.given("quotient", y)
        s.step("number", one * quotient, "The number is #")
        s.forms(
            f"[A number divided by {one} gives {quotient}.] // What is the number?",
            f"[When a number is divided by {one}, the result is {quotient}.] // Which number is it?",
            f"// Which number has to be divided by [{one}|the divisor is {one}] to give "
            f"[{quotient}|the result is {quotient}]? || What is the number?",
        )


@family("numbers.remainder_back", topic=TOPIC, steps=2)
def remainder_back(s: Scene) -> None:
    """Divisor, quotient and remainder: the number."""
    d = s.given("divisor", 3, 15)
    q, r = s.given("quotient", 3, 40), s.given("remainder", 1, d.n - 1)
    one = s.step("multiple", d * q, "Divisor times quotient is #")
    s.step("number", one + r, "With the remainder it is #")
    s.forms(
        f"[A number is divided by {d}.] [The quotient is {q}] and [the remainder is {r}]. // What is the number?",
        f"[When a number is divided by {d}, the result is {q} with a remainder of {r}.] // Find the number.",
        f"// Which number gives [{q} and a remainder of {r}|the quotient is {q} and the remainder is {r}] when "
        f"[it is divided by {d}|the number is divided by {d}]? || Which number is it?",
    )


@family("numbers.bells", topic=TOPIC, steps=1)
def bells(s: Scene) -> None:
    """Two events with different periods: when do they coincide?"""
    x, y = s.whole(2, 12), s.whole(3, 18)
    s.need(x != y, x * y // gcd(x, y) not in (x, y), x * y // gcd(x, y) <= 120)
    one, two, verb, unit, start = s.choose(
        ("one bus", "another bus", "leaves", "minutes", "Both leave now."),
        ("one bell", "another bell", "rings", "minutes", "Both ring together now."),
        ("one lamp", "a second lamp", "flashes", "seconds", "Both flash together now."),
        ("the red ferry", "the blue ferry", "leaves", "minutes", "Both leave together now."),
        ("one friend", "another friend", "visits", "days", "Both visit today."),
        ("the rose", "the fern", "is watered", "days", "Both are watered today."),
    )  # fmt: skip
    p, q = s.given(f"first period in {unit}", x), s.given(f"second period in {unit}", y)
    s.step(unit, Call("lcm", p, q), f"The least common multiple is #, so it takes that many {unit}")
    both = start.split()[1] + (" watered" if "watered" in start else "")
    s.forms(
        f"[{one} {verb} every {p} {unit}] and [{two} every {q} {unit}|{two} {verb} every {q} {unit}]. {start} "
        f"// In how many {unit} will this happen at the same time again?"
        f" || In how many {unit} will both {both.replace('are', 'be')} at the same time again?",
        f"{start} [{one} {verb} every {p} {unit},|{one} {verb} every {p} {unit}.] "
        f"[{two} every {q} {unit}.|{two} {verb} every {q} {unit}.] // After how many {unit} do both "
        f"{both.replace('are', 'get')} together again?",
        f"// If [{one} {verb} every {p} {unit}] and [{two} every {q} {unit}|{two} {verb} every {q} {unit}], both "
        f"together now, after how many {unit} does this happen again? "
        f"|| After how many {unit} do both {both.replace('are', 'get')} together again?",
    )


@family("numbers.equal_bags", topic=TOPIC, steps=1)
def equal_bags(s: Scene) -> None:
    """The greatest number of equal sets from two amounts."""
    a = s.person()
    t, u = s.alike(2, "fruit", "stationery", "sweet", "bakery", "toy", "flower")
    p, q = s.sharing(2, 12)
    x, y = s.given(str(t), p), s.given(str(u), q)
    bag = s.choose("bag", "basket", "set", "packet", "box")
    s.step(
        f"{bag}es" if bag == "box" else f"{bag}s",
        Call("gcd", x, y),
        f"The greatest common divisor is #, so {a} can make that many",
    )
    many = "boxes" if bag == "box" else f"{bag}s"
    s.forms(
        f"[{a} has {x(t)} and {y(u)}.] {a.he} wants to make {many} that are all alike, with nothing left over. "
        f"// What is the greatest number of {many} {a.he} can make? || What is the greatest number of equal {many} "
        f"{a} can make?",
        f"[There are {x(t)} and {y(u)}.] {a} uses all of them to make equal {many}. "
        f"// How many {many} can {a.he} make at most? || What is the greatest number of equal {many} {a} can make?",
        f"[{a} has to share out {x(t)} and {y(u)}.] Every {bag} must have the same contents and nothing may be "
        f"left. // How many {many} are possible at most? || What is the greatest number of equal {many} {a} can "
        "make?",
    )


@family("numbers.longest_piece", topic=TOPIC, steps=1)
def longest_piece(s: Scene) -> None:
    """The greatest length that divides two lengths."""
    a = s.person()
    noun, unit = s.choose(
        ("ribbons", "inches"), ("ropes", "feet"), ("boards", "centimeters"), ("wires", "centimeters"),
        ("pipes", "feet"),
    )  # fmt: skip
    p, q = s.sharing(3, 15)
    x, y = s.given("first length", p), s.given("second length", q)
    s.step("piece length", Call("gcd", x, y), f"The greatest common divisor is #, the length in {unit}")
    s.forms(
        f"[{a} has two {noun}, one {x} {unit} and one {y} {unit} long.] {a.he} cuts both into pieces of the same "
        f"length without waste. // How many {unit} long can the pieces be at most?",
        f"[Two {noun} are {x} {unit} and {y} {unit} long.] They are cut into equal pieces as long as possible, and "
        f"nothing is left over. // How long is each piece (in {unit}/)? || How many {unit} long is each piece?",
        f"[{a} cuts {noun} of {x} and {y} {unit} into equal pieces.] No waste is allowed. "
        f"// What is the greatest possible length of a piece in {unit}? "
        f"|| What is the greatest possible length of a piece in {unit}?",
    )


@family("numbers.outfits", topic=TOPIC, steps=1)
def outfits(s: Scene) -> None:
    """Choices multiplied."""
    a = s.person()
    if s.chance(0.5):
        t, u = s.choose(
            ("shirts", "skirts"), ("hats", "scarves"), ("jackets", "pants"), ("sandwiches", "drinks"),
            ("soups", "salads"), ("pens", "notebooks"), ("cakes", "toppings"),
        )  # fmt: skip
        x, y = s.given(t, 2, 12), s.given(u, 2, 12)
        s.step("combinations", x * y, "There are # combinations")
        s.forms(
            f"[{a} can choose from {x} {t} and {y} {u}.] // How many different combinations of one of each are "
            "(there/possible)?",
            f"[A shop offers {x} {t} and {y} {u}.] // In how many ways can {a} choose one of the {t} and one of the "
            f"{u}?",
            f"// How many different pairs can {a} make from [{x} {t}|there are {x} {t}] and "
            f"[{y} {u}|there are {y} {u}], one of each? || How many different pairs of one of the {t} and one of "
            f"the {u} can {a} make?",
        )
        return
    x, y, z = s.given("shirts", 2, 9), s.given("trousers", 2, 7), s.given("hats", 2, 6)
    s.step("combinations", x * y * z, "There are # combinations")
    s.forms(
        f"[{a} has {x} shirts, {y} pairs of trousers and {z} hats.] // How many different outfits can {a.he} wear?",
        f"[In {a}'s closet there are {x} shirts, {y} pairs of trousers and {z} hats.] "
        "// How many outfits of one of each are possible?",
        f"// In how many different ways can {a} dress with [{x} shirts,|there are {x} shirts] "
        f"[{y} pairs of trousers|there are {y} pairs of trousers] and [{z} hats|there are {z} hats]? "
        f"|| In how many different ways can {a} dress?",
    )


@family("numbers.handshakes", topic=TOPIC, steps=3)
def handshakes(s: Scene) -> None:
    """Everybody with everybody once."""
    act, who = s.choose(
        ("shakes hands with", "people at a meeting"), ("plays one game against", "players in a tournament"),
        ("hugs", "friends at a party"), ("plays one match against", "teams in a league"),
        ("makes one call to", "colleagues"),
    )  # fmt: skip
    noun = {
        "shakes hands with": "handshakes",
        "plays one game against": "games",
        "hugs": "hugs",
        "plays one match against": "matches",
        "makes one call to": "calls",
    }[act]
    n = s.given("people", 4, 25)
    others = s.step("others", n - 1, "Each one meets # others")
    twice = s.step("counted twice", n * others, "That is #, with every pair counted twice")
    s.step(noun, twice / 2, f"So there are # {noun}")
    tail = " (each pair talks only once)" if act.startswith("makes") else ""
    s.forms(
        f"[There are {n} {who}.] Everyone {act} everyone else exactly once{tail}. "
        f"// How many {noun} are there (in all/altogether)?",
        f"[{n} {who} meet|there are {n} {who}], and each of them {act} each of the others once{tail}. "
        f"// How many {noun} is that? || How many {noun} are there?",
        f"// How many {noun} are there if [{n} {who} take part|there are {n} {who}] and everyone {act} each of the "
        f"others once? || How many {noun} are there?",
    )


@family("numbers.pattern", topic=TOPIC, steps=3)
def pattern(s: Scene) -> None:
    """An arithmetic sequence: the n-th term."""
    a, t = s.person(), s.thing("craft", "collectable", "sweet")
    unit = s.choose("day", "week", "row", "box")
    where = "on" if unit == "day" else "in"
    first, step, n = (
        s.given(f"first {unit}", 2, 15),
        s.given("added each time", 2, 9),
        s.ordinal(f"number of {unit}", 4, 12),
    )
    times = s.step("increases", n - 1, "Until then it grows # times")
    grown = s.step("growth", step * times, "That is # more")
    s.step(f"{t} asked", first + grown, f"So it is # {t}")
    s.forms(
        f"[{a} uses {first(t)} {where} the first {unit}] and [{step} more {where} each {unit} than {where} the {unit} "
        f"before|{where} each {unit} it is {step} more than {where} the {unit} before]. "
        f"// How many {t} is that {where} [=the {n} {unit}|the question is about the {n} {unit}]? "
        f"|| How many {t} does {a} use {where} the {n} {unit}?",
        f"[{where} the first {unit} {a} uses {first(t)}.] [Every further {unit} takes {step} more than the one "
        f"before.] // How many {t} does {a.he} use {where} [=the {n} {unit}|the question is about the {n} {unit}]?",
        f"// How many {t} does {a} use {where} [=the {n} {unit}|the question is about the {n} {unit}] if "
        f"[it is {first} {where} the first {unit}|{a} uses {first(t)} {where} the first {unit}] and "
        f"[{step} more {where} every further {unit}|every further {unit} takes {step} more than the one before]?",
    )


@family("numbers.hundreds_tens_ones", topic=TOPIC, steps=2)
def hundreds_tens_ones(s: Scene) -> None:
    """Notes or blocks of tens, hundreds and ones: the number."""
    a = s.child()
    h, t, o = s.given("hundreds", 2, 9), s.given("tens", 2, 9), s.given("ones", 2, 9)
    what = s.choose("blocks", "tiles", "beads")
    kind = s.choose(
        ("plates of 100", "rods of 10", "single"), ("bags of 100", "strings of 10", "loose"),
        ("boxes of 100", "stacks of 10", "single"),
    )  # fmt: skip
    big = s.step(f"{what} in hundreds and tens", h * 100 + t * 10, f"The hundreds and tens make # {what}")
    s.step(f"total {what}", big + o, f"With the {kind[2]} ones it is # {what}")
    s.forms(
        f"[{a} has {h} {kind[0]},|{a} has {h} {kind[0]} {what}.] [{t} {kind[1]}|{a} has {t} {kind[1]} {what}] and "
        f"[{o} {kind[2]} {what}|{a} has {o} {kind[2]} {what}]. // How many {what} does {a.he} have (in "
        "all/altogether)?",
        f"[{h} {kind[0]}, {t} {kind[1]} and {o} {kind[2]} {what} lie on {a}'s table.] "
        f"// How many {what} are on the table?",
        f"// How many {what} are [{h} {kind[0]},|there are {h} {kind[0]} {what}] "
        f"[{t} {kind[1]}|there are {t} {kind[1]} {what}] and [{o} {kind[2]} {what}|there are {o} {kind[2]} {what}] "
        f"that {a} has? || How many {what} does {a} have?",
    )


@family("numbers.heads_and_legs", topic=TOPIC, steps=4)
def heads_and_legs(s: Scene) -> None:
    """Heads and legs (or vehicles and wheels) are counted: how many of the larger kind?"""
    x, y, heads, legs, p, q = s.choose(
        ("rabbit", "hen", "heads", "legs", 4, 2), ("cow", "duck", "heads", "legs", 4, 2),
        ("car", "motorcycle", "vehicles", "wheels", 4, 2), ("tricycle", "bicycle", "vehicles", "wheels", 3, 2),
        ("goat", "goose", "heads", "legs", 4, 2), ("beetle", "lizard", "heads", "legs", 6, 4),
        ("table", "stool", "pieces", "legs", 4, 3),
    )  # fmt: skip
    a, xs, ys = s.person(), plural(x), plural(y)
    many, few = s.whole(2, 25), s.whole(2, 25)
    s.need(many != few)
    n, m = s.given(heads, many + few), s.given(legs, many * p + few * q)
    more, less = s.given(f"{legs} per {x}", p), s.given(f"{legs} per {y}", q)
    base = s.step(f"{legs} if all were {ys}", n * less, f"If all were {ys}, there would be # {legs}")
    extra = s.step(f"extra {legs}", m - base, f"There are # more {legs}")
    each = s.step(f"extra {legs} per {x}", more - less, f"Each {x} has # more")
    s.step(xs, extra / each, f"So there are # {xs}")
    s.forms(
        f"{a} counts {xs} and {ys}. [There are {n} {heads} and {m} {legs} (in all/altogether).|There are {n} "
        f"{heads} and {m} {legs}.] [A {x} has {more} {legs} and a {y} has {less}.|A {x} has {more} {legs} and a {y} "
        f"has {less} {legs}.] "
        f"// How many {xs} are there?",
        f"Among some {xs} and {ys} [{a} counted {n} {heads}] and [{m} {legs}|{a} counted {m} {legs}]. "
        f"[Each {x} has {more} {legs}] and [each {y} has {less}|each {y} has {less} {legs}]. "
        f"// How many {xs} are there?",
        f"// How many {xs} are there among [{n} {heads}|there are {n} {heads}] with "
        f"[{m} {legs}|there are {m} {legs}] in all if {a} sees only {xs} and {ys}, "
        f"[{more} {legs} for each {x}|each {x} has {more} {legs}] and [{less} for each {y}|each {y} has {less} "
        f"{legs}]? || How many {xs} are there?",
    )


@family("numbers.sum_three", topic=TOPIC, steps=2)
def sum_three(s: Scene) -> None:
    """The sum of three numbers, two of which are known."""
    x, y, z = s.given("first number", 5, 90), s.given("second number", 5, 90), s.whole(5, 90)
    total = s.given("sum", x.n + y.n + z)
    both = s.step("sum of two", x + y, "The two known numbers make #")
    s.step("third number", total - both, "The third number is #")
    s.forms(
        f"[The sum of three numbers is {total}.] [Two of them are {x} and {y}.|Two of the numbers are {x} and {y}.] "
        "// What is the third number?",
        f"[Three numbers add up to {total}.] [The first is {x}|The first number is {x}] and "
        f"[the second is {y}|the second number is {y}]. // Find the third number.",
        f"// If [three numbers make {total} together] and [two of them are {x} and {y}|two of the numbers are {x} "
        f"and {y}], what is the other one? || What is the third number?",
    )


@family("numbers.multiple_and_difference", topic=TOPIC, steps=2)
def multiple_and_difference(s: Scene) -> None:
    """A number given by a relation to a multiple of another."""
    x, k, d = s.given("first number", 3, 40), s.factor("times", 2, 6), s.given("difference", 2, 30)
    up = s.chance(0.5)
    one = s.step("multiple", x * k, "The multiple is #")
    s.step("second number", one + d if up else one - d, "The second number is #")
    s.forms(
        f"[The first of two numbers is {x}.] [The second is {d} {'more' if up else 'less'} than {k} the first.|The "
        f"second number is {d} {'more' if up else 'less'} than {k} the first.] // What is the second number?",
        f"[A number is {d} {'greater' if up else 'smaller'} than {k} another number.] [The other number is {x}.] "
        "// What is the number?",
        f"// Which number is [{d} {'more' if up else 'less'} than {k} the number {x}|the number is {d} "
        f"{'more' if up else 'less'} than {k} the number {x}]? || Which number is it?",
    )
