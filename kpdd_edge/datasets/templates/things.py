"""What the problems are about: some 400 countable things by kind, with plausible counts, prices and containers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from kpdd_edge.datasets.templates.english import plural


@dataclass(frozen=True, slots=True)
class Kind:
    """Things of a kind: how many one person may well have (``top``), a price range in whole dollars, containers."""

    name: str
    top: int
    price: tuple[Fraction, Fraction]
    containers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A countable thing: prints as its plural; ``one`` is the singular."""

    one: str
    many: str
    kind: Kind

    def __str__(self) -> str:
        return self.many

    @property
    def top(self) -> int:
        return self.kind.top


_BANK: Final = {
    "fruit 40 0.25-2 basket,bag,box,crate,bowl": """
        apple, banana, pear, peach, plum, orange, mango, lemon, lime, kiwi, fig, apricot, nectarine, papaya,
        tangerine, coconut, pineapple, melon, grapefruit, pomegranate, guava, avocado, cherry, strawberry,
        date
    """,
    "vegetable 40 0.25-3 basket,bag,crate,sack,box": """
        carrot, potato, onion, tomato, cucumber, pumpkin, pepper, cabbage, turnip, beet, radish, eggplant,
        zucchini, cauliflower, leek, sweet potato, ear of corn, head of lettuce, bean, mushroom
    """,
    "bakery 36 1-5 box,tray,plate,basket,bag": """
        cookie, muffin, cupcake, bagel, croissant, doughnut, brownie, biscuit, pancake, bread roll, pretzel,
        waffle, scone, tart, dumpling, samosa, sandwich, spring roll, meatball, pastry
    """,
    "cake 24 8-30 box,tray,table,shelf": "cake, pie, pizza, loaf of bread, cheesecake, quiche, baguette",
    "sweet 80 0.25-2 bag,jar,box,packet,bowl": """
        candy, lollipop, chocolate, gumdrop, caramel, toffee, jelly bean, gummy bear, mint, marshmallow,
        candy bar, chocolate bar, gumball, licorice stick, truffle, peppermint
    """,
    "drink 30 1-4 crate,box,case,cooler,pack": """
        juice box, bottle of water, can of soda, carton of milk, bottle of juice, bottle of lemonade, can of
        iced tea
    """,
    "stationery 60 0.5-6 box,pack,drawer,case": """
        pencil, pen, eraser, crayon, marker, notebook, ruler, folder, paintbrush, highlighter, glue stick,
        envelope, notepad, paper clip, sticky note, index card, binder, colored pencil, sheet of paper,
        pencil case, sharpener, piece of chalk
    """,
    "toy 40 2-25 box,shelf,bin,bag,basket": """
        toy car, doll, teddy bear, kite, yo-yo, puzzle, ball, toy train, robot, spinning top, action figure,
        puppet, board game, toy boat, building block, toy soldier, stuffed animal, water gun, toy plane,
        jump rope, dinosaur toy, rubber duck, whistle
    """,
    "collectable 150 0.5-4 album,box,jar,bag,tin": """
        stamp, coin, marble, seashell, postcard, sticker, trading card, bottle cap, badge, keychain, pebble,
        photo, stone, magnet, baseball card, fossil, feather, football card, crystal, ticket stub, comic
        card, ring, patch
    """,
    "reading 60 3-20 shelf,box,bag,crate": """
        book, comic book, magazine, novel, storybook, cookbook, picture book, atlas, dictionary, mystery
        novel, textbook, poetry book
    """,
    "clothing 24 8-50 drawer,suitcase,bag,box,basket": """
        shirt, T-shirt, sweater, hat, scarf, jacket, dress, skirt, cap, tie, coat, belt, vest, sari, hoodie,
        blouse, swimsuit
    """,
    "linen 24 2-12 drawer,suitcase,bag,box,basket": """
        sock, glove, mitten, towel, apron, handkerchief, headband, hair tie
    """,
    "flower 60 1-5 vase,bouquet,bunch,basket": """
        rose, tulip, daisy, lily, sunflower, orchid, carnation, violet, poppy, marigold, daffodil, iris,
        peony, lotus
    """,
    "tree 60 10-60 row,field,park,garden,plot": """
        apple tree, oak tree, pine tree, cherry tree, palm tree, maple tree, olive tree, lemon tree, willow
        tree, orange tree, rose bush, shrub, plum tree, fig tree
    """,
    "farm 80 40-300 barn,pen,field,shed,meadow": """
        cow, goat, sheep, pig, chicken, duck, horse, goose, turkey, donkey, lamb, calf, hen, rabbit, llama,
        pony
    """,
    "pet 12 10-90 cage,room,house,yard,basket": """
        cat, dog, hamster, kitten, puppy, guinea pig, parrot, turtle, rabbit, lizard, canary, gerbil
    """,
    "wild 50 50-300 park,reserve,valley,enclosure,forest": """
        deer, elephant, zebra, lion, monkey, giraffe, bear, wolf, fox, kangaroo, camel, antelope, gorilla,
        tiger, hippo, penguin, flamingo, koala, beaver, squirrel
    """,
    "bird 50 10-60 tree,cage,nest,pond,fence": """
        bird, pigeon, sparrow, crow, swan, duck, seagull, owl, robin, finch, pelican, stork, heron,
        blackbird
    """,
    "insect 60 1-5 jar,leaf,flower,branch,box": """
        butterfly, bee, ant, ladybug, beetle, cricket, grasshopper, firefly, snail, spider
    """,
    "sea 50 3-30 tank,bucket,net,pond,aquarium": """
        fish, crab, shrimp, starfish, lobster, seahorse, goldfish, trout, salmon, guppy, tetra
    """,
    "vehicle 60 90-900 garage,parking lot,street,depot,ferry": """
        car, truck, van, bus, motorcycle, bicycle, taxi, scooter, tractor, jeep, trailer, minivan
    """,
    "tool 30 4-50 toolbox,box,crate,bin": """
        hammer, screwdriver, nail, screw, wrench, bolt, saw, drill bit, shovel, bucket, rake, paint can,
        light bulb, battery, rope, hinge
    """,
    "kitchen 40 2-18 box,tray,crate,cupboard": """
        plate, cup, bowl, spoon, fork, knife, mug, glass, pan, napkin, teapot, saucer, lunch box, water
        bottle, pot
    """,
    "furniture 40 25-250 room,hall,truck,classroom": """
        chair, table, desk, lamp, stool, bench, bookshelf, sofa, bed, mirror, rug, pillow, cabinet, curtain
    """,
    "sport 30 5-60 bag,box,crate,bin": """
        tennis ball, basketball, football, baseball bat, helmet, racket, soccer ball, golf ball, hockey
        stick, skateboard, frisbee, baseball glove, volleyball, surfboard, swimming cap, medal, trophy
    """,
    "craft 120 1-6 jar,box,bag,packet,tray": """
        bead, button, ribbon, bracelet, necklace, paper crane, paper flower, candle, painting, drawing, clay
        pot, friendship bracelet, quilt square, patchwork square, origami star, greeting card, mosaic tile,
        sequin
    """,
    "electronic 20 15-250 shelf,box,store,truck,desk": """
        phone, tablet, camera, radio, laptop, keyboard, headset, speaker, video game, watch, calculator,
        monitor, printer, toy drone, DVD, flashlight, clock
    """,
    "decoration 60 1-8 box,bag,pack,carton": """
        balloon, candle, lantern, party hat, flag, banner, paper star, garland, ornament, string of lights,
        streamer, poster
    """,
    "building 300 1-9 pallet,truck,pile,cart,stack": """
        brick, tile, plank, stone slab, roof tile, wooden beam, concrete block, log, pipe, fence post
    """,
    "music 20 40-400 room,stage,shop,case,hall": """
        guitar, violin, drum, flute, trumpet, piano, ukulele, recorder, cello, harmonica
    """,
}


def _read() -> dict[str, tuple[Thing, ...]]:
    bank: dict[str, tuple[Thing, ...]] = {}
    for head, nouns in _BANK.items():
        name, top, prices, containers = head.split(" ", 3)
        low, high = prices.split("-")
        kind = Kind(name, int(top), (Fraction(low), Fraction(high)), tuple(containers.split(",")))
        ones = [" ".join(noun.split()) for noun in nouns.split(",")]
        bank[name] = tuple(Thing(one, plural(one), kind) for one in ones)
    return bank


THINGS: Final = _read()

#: Groups of kinds that a family may ask for by one name.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "small": ("fruit", "sweet", "stationery", "toy", "collectable", "reading", "craft"),
    "keep": ("stationery", "toy", "collectable", "reading", "craft"),
    "edible": ("fruit", "vegetable", "bakery", "sweet"),
    "treat": ("fruit", "bakery", "sweet"),
    "produce": ("fruit", "vegetable"),
    "goods": ("stationery", "toy", "reading", "clothing", "linen", "kitchen", "sport", "tool", "decoration"),
    "stock": (
        "toy", "reading", "clothing", "linen", "kitchen", "furniture", "sport", "electronic", "tool", "stationery",
    ),
    "cheap": ("fruit", "bakery", "sweet", "drink", "stationery", "craft", "flower", "decoration"),
    "made": ("bakery", "craft", "toy", "furniture", "clothing"),
    "animal": ("farm", "wild", "bird"),
    "supply": ("stationery", "decoration", "kitchen", "tool"),
    "any": (
        "fruit", "vegetable", "bakery", "sweet", "stationery", "toy", "collectable", "reading", "clothing", "linen",
        "flower", "kitchen", "sport", "craft", "decoration",
    ),
}  # fmt: skip


def nouns() -> dict[str, str]:
    """Plural → singular of every thing of the bank and of every container."""
    known = {thing.many: thing.one for things in THINGS.values() for thing in things}
    known |= {plural(box): box for things in THINGS.values() for box in things[0].kind.containers}
    return known
