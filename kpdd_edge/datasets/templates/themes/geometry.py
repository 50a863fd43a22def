"""Perimeters, areas, volumes, angles; fences, tiles and paint."""

from __future__ import annotations

from kpdd_edge.datasets.templates.registry import family
from kpdd_edge.datasets.templates.scene import Scene

TOPIC = "geometry"

_PLOTS = (
    ("garden", "meters", 4, 30), ("field", "meters", 20, 120), ("room", "feet", 8, 24), ("yard", "feet", 15, 60),
    ("playground", "meters", 15, 60),
    ("rug", "feet", 4, 15), ("pool", "meters", 8, 50), ("table top", "inches", 20, 60),
    ("sheet of paper", "centimeters", 8, 40), ("farm", "yards", 30, 150), ("photo", "centimeters", 6, 30),
)  # fmt: skip


def _sides(s: Scene) -> tuple[str, str, int, int]:
    """A rectangular thing, its unit, and a length greater than its width."""
    noun, unit, low, high = s.choose(*_PLOTS)
    width = s.whole(low, high - 1)
    return noun, unit, s.whole(width + 1, high + 1), width


@family("geometry.rectangle_perimeter", topic=TOPIC, steps=2, weight=1.2)
def rectangle_perimeter(s: Scene) -> None:
    """The perimeter of a rectangle."""
    noun, unit, x, y = _sides(s)
    length, width = s.given("length", x), s.given("width", y)
    half = s.step("length plus width", length + width, f"Length and width together are # {unit}")
    s.step("perimeter", half * 2, f"The perimeter is # {unit}")
    s.forms(
        f"[A rectangular {noun} is {length} {unit} long and {width} {unit} wide.] // What is its perimeter? "
        f"|| What is the perimeter of the {noun}?",
        f"[The length of a {noun} is {length} {unit}] and [its width is {width} {unit}|the width is {width} "
        f"{unit}]. // Find the distance (all the way /)around the {noun}.",
        f"// What is the perimeter (in {unit} /)of a rectangle with [a length of {length} {unit}|the length is "
        f"{length} {unit}] and [a width of {width} {unit}|the width is {width} {unit}]? "
        "|| What is the perimeter of the rectangle?",
        f"[A {noun} measures {length} {unit} by {width} {unit}.] // How many {unit} is it around the {noun}?",
    )


@family("geometry.rectangle_area", topic=TOPIC, steps=1, weight=1.2)
def rectangle_area(s: Scene) -> None:
    """The area of a rectangle."""
    noun, unit, x, y = _sides(s)
    length, width = s.given("length", x), s.given("width", y)
    s.step("area", length * width, f"The area is # square {unit}")
    s.forms(
        f"[A rectangular {noun} is {length} {unit} long and {width} {unit} wide.] "
        f"// What is its area (in square {unit}/)? || What is the area of the {noun} in square {unit}?",
        f"[A {noun} measures {length} {unit} by {width} {unit}.] // How many square {unit} (is that/does it cover)? "
        f"|| How many square {unit} does the {noun} cover?",
        f"// Find the area of a {noun} [that is {length} {unit} long|the {noun} is {length} {unit} long] and "
        f"[{width} {unit} wide|the {noun} is {width} {unit} wide]. || Find the area of the {noun}.",
        f"[The length of a rectangle is {length} {unit}.] [The width is {width} {unit}.] "
        "// What is the area of the rectangle?",
    )


@family("geometry.side_from_area", topic=TOPIC, steps=1)
def side_from_area(s: Scene) -> None:
    """The missing side of a rectangle from its area."""
    noun, unit, x, y = _sides(s)
    area, length = s.given("area", x * y), s.given("length", x)
    s.step("width", area / length, f"The width is # {unit}")
    s.forms(
        f"[A rectangular {noun} has an area of {area} square {unit}.] [Its length is {length} {unit}.|The length is "
        f"{length} {unit}.] // What is its width? || What is the width of the {noun}?",
        f"[A {noun} covers {area} square {unit}] and [is {length} {unit} long|the {noun} is {length} {unit} long]. "
        f"// How wide is it? || How wide is the {noun}?",
        f"// How wide is a {noun} of [{area} square {unit}|the {noun} has an area of {area} square {unit}] if "
        f"[its length is {length} {unit}|the length is {length} {unit}]? || How wide is the {noun}?",
    )


@family("geometry.side_from_perimeter", topic=TOPIC, steps=2)
def side_from_perimeter(s: Scene) -> None:
    """The missing side of a rectangle from its perimeter."""
    noun, unit, x, y = _sides(s)
    around, length = s.given("perimeter", 2 * (x + y)), s.given("length", x)
    half = s.step("length plus width", around / 2, f"Length and width together are # {unit}")
    s.step("width", half - length, f"The width is # {unit}")
    s.forms(
        f"[The perimeter of a rectangular {noun} is {around} {unit}.] [Its length is {length} {unit}.|The length is "
        f"{length} {unit}.] // What is its width? || What is the width of the {noun}?",
        f"[A {noun} with a perimeter of {around} {unit} is {length} {unit} long.] // How wide is the {noun}?",
        f"// How wide is a {noun} if [it is {around} {unit} around|it is {around} {unit} around the {noun}] and "
        f"[its length is {length} {unit}|the length is {length} {unit}]? || How wide is the {noun}?",
    )


@family("geometry.square", topic=TOPIC, steps=1)
def square(s: Scene) -> None:
    """A square: perimeter, area, or side."""
    noun, unit, low, high = s.choose(*_PLOTS)
    sort, side = s.choose("perimeter", "area", "side"), s.whole(low, high)
    if sort == "side":
        around = s.given("perimeter", 4 * side)
        s.step("side", around / 4, f"One side is # {unit}")
        s.forms(
            f"[A square {noun} has a perimeter of {around} {unit}.] // How long is one side (of it/)? "
            f"|| How long is one side of the {noun}?",
            f"[It is {around} {unit} around a square {noun}.] // What is the length of each side? "
            f"|| What is the length of each side of the {noun}?",
            f"// What is the side of a square {noun} [with a perimeter of {around} {unit}|the perimeter is {around} "
            f"{unit}]? || What is the side of the {noun}?",
        )
        return
    x = s.given("side", side)
    if sort == "area":
        s.step("area", x * x, f"The area is # square {unit}")
        ask = f"(What is its area?/How many square {unit} does it cover?) || What is the area of the {noun}?"
    else:
        s.step("perimeter", x * 4, f"The perimeter is # {unit}")
        ask = f"(What is its perimeter?/How many {unit} is it all around?) || What is the perimeter of the {noun}?"
    s.forms(
        f"[Each side of a square {noun} is {x} {unit} long.] // {ask}",
        f"[A square {noun} has sides of {x} {unit}.] // {ask}",
        f"[The {noun} is a square,|The {noun} is a square.] [and one side of it measures {x} {unit}.|One side "
        f"measures {x} {unit}.] // {ask}",
    )


@family("geometry.triangle_perimeter", topic=TOPIC, steps=1)
def triangle_perimeter(s: Scene) -> None:
    """The perimeter of a triangle or a polygon with equal sides."""
    unit = s.choose("centimeters", "inches", "meters", "feet")
    if s.chance(0.5):
        x, y = s.given("first side", 5, 30), s.given("second side", 5, 30)
        z = s.given("third side", abs(x.n - y.n) + 2, x.n + y.n - 2)
        s.step("perimeter", x + y + z, f"The perimeter is # {unit}")
        s.forms(
            f"[The sides of a triangle are {x}, {y} and {z} {unit} long.] "
            "// What is the perimeter (of the triangle/)? || What is the perimeter of the triangle?",
            f"[A triangle has sides of {x} {unit}, {y} {unit} and {z} {unit}.] // Find the perimeter of the triangle.",
            f"// What is the perimeter of a triangle if [its sides measure {x}, {y} and {z} {unit}|the sides "
            f"measure {x}, {y} and {z} {unit}]? || What is the perimeter of the triangle?",
        )
        return
    shape, count = s.choose(
        ("equilateral triangle", 3), ("pentagon with equal sides", 5), ("hexagon with equal sides", 6),
        ("octagon with equal sides", 8), ("rhombus", 4),
    )  # fmt: skip
    side = s.given("side", 3, 25)
    s.step("perimeter", side * count, f"The perimeter is # {unit}")
    word = shape.split(" with")[0]
    s.forms(
        f"[Each side of a {word} is {side} {unit} long.] // What is its perimeter? "
        f"|| What is the perimeter of the {word}?",
        f"[A {shape} has sides of {side} {unit}.|A {word} has sides of {side} {unit}.] "
        f"// How many {unit} is it around the {word}?",
        f"// Find the perimeter of a {word} with [sides of {side} {unit}|each side is {side} {unit} long]. "
        f"|| Find the perimeter of the {word}.",
    )


@family("geometry.triangle_area", topic=TOPIC, steps=2)
def triangle_area(s: Scene) -> None:
    """Half the base times the height."""
    noun, unit = s.choose(
        ("sail", "feet"), ("flag", "inches"), ("garden bed", "meters"), ("sign", "centimeters"), ("park", "yards"),
        ("scarf", "inches"),
    )  # fmt: skip
    base, height = s.given("base", 4, 40, 2), s.given("height", 3, 40)
    box = s.step("base times height", base * height, "Base times height is #")
    s.step("area", box / 2, f"The area is # square {unit}")
    s.forms(
        f"[A triangular {noun} has a base of {base} {unit}] and [a height of {height} {unit}|the height is {height} "
        f"{unit}]. // What is its area? || What is the area of the {noun}?",
        f"[The base of a triangle is {base} {unit} long] and [its height is {height} {unit}|the height is {height} "
        f"{unit}]. // What is the area of the triangle?",
        f"// What is the area of a triangular {noun} with [a base of {base} {unit}|the base is {base} {unit}] and "
        f"[a height of {height} {unit}|the height is {height} {unit}]? || What is the area of the {noun}?",
    )


@family("geometry.angles", topic=TOPIC, steps=2)
def angles(s: Scene) -> None:
    """The third angle of a triangle."""
    x = s.given("first angle", 20, 90)
    y = s.given("second angle", 20, 150 - x.n)
    both = s.step("two angles", x + y, "The two angles make # degrees")
    s.step("third angle", 180 - both, "The angles of a triangle add up to 180 degrees, so the third is # degrees")
    s.forms(
        f"[Two angles of a triangle measure {x} degrees and {y} degrees.] "
        "// How many degrees does the third angle measure?",
        f"[In a triangle one angle is {x} degrees] and [another is {y} degrees|another angle is {y} degrees]. "
        "// What is the third angle? || How many degrees is the third angle of the triangle?",
        f"// What is the third angle of a triangle if [the other two are {x} and {y} degrees|two angles are {x} and "
        f"{y} degrees]? || How many degrees is the third angle of the triangle?",
    )


@family("geometry.fence_cost", topic=TOPIC, steps=3, weight=1.2)
def fence_cost(s: Scene) -> None:
    """A fence around a rectangle at so much a unit."""
    a = s.adult()
    unit = s.choose("meters", "feet", "yards")
    one = {"meters": "meter", "feet": "foot", "yards": "yard"}[unit]
    width = s.given("width", 5, 40)
    length, price = s.given("length", width.n + 1, 60), s.money(f"price per {one}", 2, 15)
    half = s.step("length plus width", length + width, f"Length and width together are # {unit}")
    around = s.step("perimeter", half * 2, f"The fence is # {unit} long")
    s.step("cost", around * price, f"It costs # {s.style.currency}")
    place = s.choose("garden", "field", "yard", "playground", "meadow")
    s.forms(
        f"[{a} puts a fence around a {place} that is {length} {unit} long and {width} {unit} wide.|The {place} is "
        f"{length} {unit} long and {width} {unit} wide.] [Fencing costs {price} per {one}.] "
        "// How much does the fence cost?",
        f"[A rectangular {place} measures {length} by {width} {unit}.] "
        f"// What does it cost {a} to fence it if [one {one} of fence costs {price}]? "
        f"|| What does it cost {a} to fence the {place}?",
        f"// How much does {a} pay to put a fence around [a {place} of {length} by {width} {unit}|the {place} "
        f"measures {length} by {width} {unit}] at [{price} per {one}|the fence costs {price} per {one}]? "
        f"|| How much does {a} pay for the fence?",
    )


@family("geometry.tiles", topic=TOPIC, steps=3, weight=1.2)
def tiles(s: Scene) -> None:
    """How many square tiles cover a floor?"""
    a = s.adult()
    side, n, m = s.given("tile side", 2, 5), s.whole(4, 20), s.whole(3, 15)
    s.need(n != m)
    length, width = s.given("length", side.n * n), s.given("width", side.n * m)
    floor = s.step("floor area", length * width, "The floor has # square feet")
    tile = s.step("tile area", side * side, "A tile has # square feet")
    s.step("tiles", floor // tile, f"{a} needs # tiles")
    s.forms(
        f"[A floor is {length} feet long and {width} feet wide.] [{a} covers it with square tiles whose sides are "
        f"{side} feet long.|Each tile is a square with sides of {side} feet.] // How many tiles does {a.he} need?",
        f"[{a} has square tiles with sides of {side} feet.] // How many of them are needed for "
        f"[a floor of {length} feet by {width} feet|the floor measures {length} feet by {width} feet]? "
        f"|| How many tiles does {a} need for the floor?",
        f"// How many square tiles [with sides of {side} feet|each tile has sides of {side} feet] does {a} need for "
        f"[a floor of {length} by {width} feet|the floor measures {length} by {width} feet]? "
        f"|| How many tiles does {a} need?",
    )


@family("geometry.paint", topic=TOPIC, steps=3)
def paint(s: Scene) -> None:
    """Several walls to paint: how many cans?"""
    a = s.adult()
    walls, length, height = s.given("walls", 2, 6), s.given("wall length", 8, 20), s.given("wall height", 7, 12)
    per = s.given("square feet per can", 40, 400, 10)
    one = s.step("area of a wall", length * height, "A wall has # square feet")
    area = s.step("total area", one * walls, "All walls together have # square feet")
    s.need(area.value % per.n == 0, area.value // per.n > 1)
    s.step("cans", area // per, f"{a} needs # cans")
    s.forms(
        f"[{a} has to paint {walls} walls.] [Each of them is {length} feet long and {height} feet high.|Each wall "
        f"is {length} feet long and {height} feet high.] [A can of paint is enough for {per} square feet.] "
        f"// How many cans does {a.he} need?",
        f"[A can of paint covers {per} square feet.] // How many cans does {a} need for "
        f"[{walls} walls|there are {walls} walls] that [are {length} feet by {height} feet each|each wall is "
        f"{length} feet by {height} feet]? || How many cans does {a} need?",
        f"[{walls} walls,|There are {walls} walls.] [each {length} feet long and {height} feet high,|Each wall is "
        f"{length} feet long and {height} feet high.] are waiting for {a}. [With one can of paint {a.he} can do "
        f"{per} square feet.] // How many cans are needed? || How many cans does {a} need?",
    )


@family("geometry.box_volume", topic=TOPIC, steps=2)
def box_volume(s: Scene) -> None:
    """The volume of a box."""
    noun, unit = s.choose(
        ("box", "centimeters"), ("tank", "feet"), ("crate", "inches"), ("sandbox", "feet"), ("aquarium", "inches"),
        ("brick", "centimeters"), ("chest", "inches"),
    )  # fmt: skip
    x, y, z = s.given("length", 6, 25), s.given("width", 3, 15), s.given("height", 2, 12)
    base = s.step("base area", x * y, f"The base is # square {unit}")
    s.step("volume", base * z, f"The volume is # cubic {unit}")
    s.forms(
        f"[A {noun} is {x} {unit} long, {y} {unit} wide and {z} {unit} high.] // What is its volume? "
        f"|| What is the volume of the {noun}?",
        f"[The inside of a {noun} measures {x} by {y} by {z} {unit}.|A {noun} measures {x} by {y} by {z} {unit}.] "
        f"// How many cubic {unit} does it hold? || How many cubic {unit} does the {noun} hold?",
        f"// What is the volume of a {noun} with [a length of {x} {unit},|the length is {x} {unit}] "
        f"[a width of {y} {unit}|the width is {y} {unit}] and [a height of {z} {unit}|the height is {z} {unit}]? "
        f"|| What is the volume of the {noun}?",
    )


@family("geometry.cubes_in_box", topic=TOPIC, steps=2)
def cubes_in_box(s: Scene) -> None:
    """Layers of blocks in a box."""
    a, t = s.person(), s.choose("cubes", "blocks", "sugar cubes", "dice", "cartons", "bricks")
    rows, per, layers = s.given("rows", 3, 12), s.given(f"{t} per row", 3, 15), s.given("layers", 2, 8)
    layer = s.step(f"{t} per layer", rows * per, f"A layer has # {t}")
    s.step(f"total {t}", layer * layers, f"In all there are # {t}")
    s.forms(
        f"[{a} fills a box with {layers} layers of {t}.] [Each layer has {rows} rows of {per}.|Each layer has "
        f"{rows} rows of {per} {t}.] // How many {t} are in the box?",
        f"[In a box there are {rows} rows of {per} {t} in each layer.] [There are {layers} layers.] "
        f"// How many {t} are there (in all/altogether)?",
        f"[{a} stacks {t} in {layers} layers|There are {layers} layers of {t}] of "
        f"[{rows} rows with {per} in each row|each layer has {rows} rows with {per} {t}]. "
        f"// How many {t} does {a.he} need? || How many {t} does {a} need?",
    )


@family("geometry.compare_areas", topic=TOPIC, steps=3)
def compare_areas(s: Scene) -> None:
    """Two rectangles: the difference of their areas."""
    a, b = s.child(), s.child()
    noun, unit = s.choose(
        ("garden", "meters"), ("room", "feet"), ("poster", "inches"), ("yard", "feet"), ("quilt", "feet"),
        ("picture", "centimeters"),
    )  # fmt: skip
    x1, y1, x2, y2 = (
        s.given(f"{a} length", 8, 30),
        s.given(f"{a} width", 5, 20),
        s.given(f"{b} length", 5, 25),
        s.given(f"{b} width", 3, 18),
    )
    s.need(x1.n > y1.n, x2.n > y2.n)
    one = s.step(f"{a} area", x1 * y1, f"{a}'s {noun} has # square {unit}")
    two = s.step(f"{b} area", x2 * y2, f"{b}'s {noun} has # square {unit}")
    s.step("difference", one - two, f"{a}'s {noun} is # square {unit} bigger")
    s.forms(
        f"[{a}'s {noun} is {x1} {unit} by {y1} {unit}] and [{b}'s {noun} is {x2} {unit} by {y2} {unit}]. "
        f"// How many square {unit} bigger is {a}'s {noun} (than {b}'s/)? "
        f"|| How many square {unit} bigger is {a}'s {noun} than {b}'s?",
        f"[{b} has a {noun} of {x2} by {y2} {unit},|{b} has a {noun} of {x2} by {y2} {unit}.] "
        f"[{a} one of {x1} by {y1}.|{a} has a {noun} of {x1} by {y1} {unit}.] "
        f"// By how many square {unit} is {a}'s {noun} larger?",
        f"// How much larger, in square {unit}, is [{a}'s {noun} of {x1} by {y1} {unit}|{a}'s {noun} measures {x1} "
        f"by {y1} {unit}] than [{b}'s of {x2} by {y2}|{b}'s {noun} measures {x2} by {y2} {unit}]? "
        f"|| How much larger is {a}'s {noun} than {b}'s?",
    )


@family("geometry.garden_path", topic=TOPIC, steps=3)
def garden_path(s: Scene) -> None:
    """A rectangle with a part taken out: the rest of the area."""
    big, small, unit = s.choose(
        ("garden", "pond", "meters"), ("wall", "window", "feet"), ("yard", "shed", "feet"), ("room", "rug", "feet"),
        ("park", "playground", "meters"), ("board", "picture", "inches"),
    )  # fmt: skip
    x2, y2 = s.given(f"{small} length", 3, 9), s.given(f"{small} width", 2, 7)
    s.need(x2.n > y2.n)
    x1, y1 = s.given(f"{big} length", x2.n + 3, 30), s.given(f"{big} width", y2.n + 2, 20)
    s.need(x1.n > y1.n)
    one = s.step(f"{big} area", x1 * y1, f"The {big} has # square {unit}")
    two = s.step(f"{small} area", x2 * y2, f"The {small} has # square {unit}")
    s.step("area left", one - two, f"# square {unit} are left")
    s.forms(
        f"[A {big} is {x1} {unit} long and {y1} {unit} wide.] [On it there is a {small} of {x2} {unit} by {y2} "
        f"{unit}.|The {small} measures {x2} {unit} by {y2} {unit}.] // How many square {unit} of the {big} are not "
        f"covered by the {small}?",
        f"[A {small} of {x2} by {y2} {unit}|The {small} measures {x2} by {y2} {unit}] takes up a part of "
        f"[a {big} of {x1} by {y1} {unit}|the {big} measures {x1} by {y1} {unit}]. "
        f"// What area of the {big} is left free?",
        f"// How large is the part of [a {big} of {x1} by {y1} {unit}|the {big} measures {x1} by {y1} {unit}] "
        f"outside [a {small} of {x2} by {y2} {unit}|the {small} measures {x2} by {y2} {unit}]? "
        f"|| How large is the part of the {big} outside the {small}?",
    )


@family("geometry.laps_distance", topic=TOPIC, steps=3)
def laps_distance(s: Scene) -> None:
    """Rounds of a rectangular field: the distance run."""
    a = s.person()
    width = s.given("width", 20, 60)
    length, laps = s.given("length", width.n + 5, 120), s.given("laps", 2, 12)
    half = s.step("length plus width", length + width, "Length and width together are # meters")
    around = s.step("perimeter", half * 2, "One round is # meters")
    s.step("distance", around * laps, f"{a} covers # meters")
    s.forms(
        f"[{a} runs {laps} times around a field.|{a} runs {laps} times around the field.] "
        f"[The field is {length} meters long and {width} meters wide.] // How many meters does {a.he} run?",
        f"[A rectangular track is {length} meters by {width} meters.] "
        f"// How far does {a} go in [{laps} rounds|{a} does {laps} rounds]? || How many meters does {a} go?",
        f"[{length} meters is the length|The length is {length} meters] and [{width} meters the width|the width is "
        f"{width} meters] of the park around which {a} jogs. [{a.he} does {laps} rounds.] "
        f"// How many meters is that (in all/)? || How many meters does {a} jog?",
    )


@family("geometry.posts", topic=TOPIC, steps=2)
def posts(s: Scene) -> None:
    """Posts or trees at equal distances along a line: how many?"""
    noun, place = s.choose(
        ("trees", "road"), ("lamps", "street"), ("posts", "fence"), ("benches", "path"), ("flags", "track"),
        ("poles", "driveway"),
    )  # fmt: skip
    gap, n = s.given("gap", 2, 15), s.whole(4, 30)
    total = s.given("length", gap.n * n)
    gaps = s.step("gaps", total / gap, "There are # gaps")
    s.step(noun, gaps + 1, f"With one at each end there are # {noun}")
    s.forms(
        f"[A {place} is {total} meters long.] [There are {noun} every {gap} meters,|There are {noun} every {gap} "
        f"meters.] including one at each end. // How many {noun} are there?",
        f"[{noun} stand along a {place} of {total} meters|the {place} is {total} meters long], "
        f"[{gap} meters apart|the {noun} stand {gap} meters apart], with one at the beginning and one at the end. "
        f"// How many {noun} are there?",
        f"// How many {noun} are there on a {place} of [{total} meters|the {place} is {total} meters long] if "
        f"[one stands every {gap} meters|there is one every {gap} meters], at both ends as well? "
        f"|| How many {noun} are there on the {place}?",
    )


@family("geometry.cut_pieces", topic=TOPIC, steps=2)
def cut_pieces(s: Scene) -> None:
    """A long piece cut: how many pieces, and what is left over in all?"""
    a = s.adult()
    noun, unit = s.choose(
        ("rope", "feet"), ("ribbon", "inches"), ("board", "centimeters"), ("wire", "centimeters"), ("pipe", "feet"),
        ("string", "inches"), ("roll of cloth", "yards"),
    )  # fmt: skip
    per, n = s.given("piece length", 3, 15), s.given("pieces", 3, 12)
    total = s.given("total length", per.n * n.n + 2, per.n * n.n + 60)
    used = s.step("length used", per * n, f"The pieces take # {unit}")
    s.step("length left", total - used, f"# {unit} are left")
    s.forms(
        f"[{a} has a {noun} that is {total} {unit} long.] [{a.he} cuts off {n} pieces of {per} {unit} each.|{a} "
        f"cuts off {n} pieces of {per} {unit} each.] // How many {unit} are left?",
        f"[From a {noun} of {total} {unit},|The {noun} is {total} {unit} long.] "
        f"[{a} cuts {n} pieces that are {per} {unit} long.] // How long is the rest (of the {noun}/)? "
        f"|| How long is the rest of the {noun}?",
        f"// How many {unit} are left over if [{a} cuts {n} pieces of {per} {unit}] from "
        f"[a {noun} of {total} {unit}|the {noun} is {total} {unit} long]? "
        f"|| How many {unit} of the {noun} are left over?",
    )
