"""Problems of our own with annotated solutions, and for each a program written without looking at the teacher's.

Most set a trap: a number of the problem that equals an earlier result by chance, a result used twice, an equation in
an unknown, steps without annotations.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Worked:
    name: str
    text: str
    solution: str
    gold: str
    program: str


WORKED = [
    Worked(
        "plain chain",
        "A baker fills 6 trays with 8 rolls each. He sells 30 rolls. How many rolls are left?",
        "How many rolls does the baker fill? ** He fills 6*8 = <<6*8=48>>48 rolls.\n"
        "How many rolls are left? ** There are 48-30 = <<48-30=18>>18 rolls left.",
        "18",
        "rolls = 6 * 8\nanswer = rolls - 30",
    ),
    Worked(
        "a given equals an earlier result",
        "Lena picks 4 baskets of plums with 5 plums in each. Omar picks 20 pears. How many pieces of fruit "
        "do they pick "
        "if Lena eats 3 plums on the way?",
        "How many plums does Lena pick? ** Lena picks 4*5 = <<4*5=20>>20 plums.\n"
        "How many plums does Lena have left? ** She has 20-3 = <<20-3=17>>17 plums left.\n"
        "How many pieces of fruit do they pick? ** With Omar's 20 pears that makes 17+20 = <<17+20=37>>37 "
        "pieces of fruit.",
        "37",
        "plums = 4 * 5\nleft = plums - 3\nanswer = left + 20",
    ),
    Worked(
        "a rate equals a count",
        "A tram makes 3 stops. At each stop 9 people get on. Then 3 friends get off. How many people are on the tram "
        "if it was empty at first?",
        "How many people get on? ** 3 stops * 9 people = <<3*9=27>>27 people get on.\n"
        "How many people are on the tram? ** After the 3 friends get off there are 27-3 = <<27-3=24>>24 people.",
        "24",
        "on = 3 * 9\nanswer = on - 3",
    ),
    Worked(
        "a result used twice",
        "A coat costs $90. The shop takes 20% off on Monday and then another 20% off the new price on "
        "Tuesday. What does "
        "the coat cost in the end?",
        "How much is taken off on Monday? ** 90*20/100 = $<<90*20/100=18>>18 is taken off.\n"
        "What does the coat cost on Monday? ** It costs 90-18 = $<<90-18=72>>72.\n"
        "How much is taken off on Tuesday? ** 72*20/100 = $<<72*20/100=14.4>>14.4 is taken off.\n"
        "What does the coat cost in the end? ** It costs 72-14.4 = $<<72-14.4=57.6>>57.6.",
        "57.6",
        "off = 90 * 20 / 100\nprice = 90 - off\nanswer = price - price * 20 / 100",
    ),
    Worked(
        "two equal results, both used",
        "Ravi has 2 boxes of 12 pens and 3 boxes of 8 crayons. How many pens and crayons does he have?",
        "How many pens does Ravi have? ** He has 2*12 = <<2*12=24>>24 pens.\n"
        "How many crayons does Ravi have? ** He has 3*8 = <<3*8=24>>24 crayons.\n"
        "How many pens and crayons does he have? ** He has 24+24 = <<24+24=48>>48 in all.",
        "48",
        "pens = 2 * 12\ncrayons = 3 * 8\nanswer = pens + crayons",
    ),
    Worked(
        "the result equals the divisor that follows",
        "A hall has 5 rows of 2 tables. 60 chairs are shared equally among the tables, and each chair gets "
        "10 stickers. "
        "How many stickers are on the chairs of one table?",
        "How many tables are there? ** There are 5*2 = <<5*2=10>>10 tables.\n"
        "How many chairs are at one table? ** 60/10 = <<60/10=6>>6 chairs are at one table.\n"
        "How many stickers are on them? ** Each chair has 10 stickers, so there are 6*10 stickers = "
        "<<6*10=60>>60 stickers.",
        "60",
        "tables = 5 * 2\nchairs = 60 / tables\nanswer = chairs * 10",
    ),
    Worked(
        "an hour is sixty minutes, whatever came before",
        "A printer prints 12 pages a minute. How many pages does it print in 2 hours?",
        "How many minutes are 2 hours? ** 2*60 = <<2*60=120>>120 minutes.\n"
        "How many pages does it print? ** 12*120 = <<12*120=1440>>1440 pages.",
        "1440",
        "minutes = 2 * 60\nanswer = 12 * minutes",
    ),
    Worked(
        "converted back",
        "Mina runs 4 laps of 15 minutes each and rests 3 times for 20 minutes. How many hours does that take?",
        "How many minutes does Mina run? ** She runs 4*15 = <<4*15=60>>60 minutes.\n"
        "How many minutes does she rest? ** She rests 3*20 = <<3*20=60>>60 minutes.\n"
        "How many minutes does it take? ** 60+60 = <<60+60=120>>120 minutes.\n"
        "How many hours does it take? ** 120 minutes / 60 minutes per hour = <<120/60=2>>2 hours.",
        "2",
        "run = 4 * 15\nrest = 3 * 20\nanswer = (run + rest) / 60",
    ),
    Worked(
        "an equation in one unknown",
        "Together a hen and a duck laid 27 eggs. The hen laid 8 times as many as the duck. How many eggs did "
        "the duck lay?",
        "Define a variable ** Let d be the number of eggs the duck laid.\n"
        "Write an equation ** 8d + d = 27\n"
        "Combine like terms ** 9d = 27\n"
        "Divide by 9 ** d = <<3=3>>3",
        "3",
        "answer = 27 / (8 + 1)",
    ),
    Worked(
        "an unknown, then the answer from it",
        "A field has 5 less than 4 times as many cows as goats. There are 60 animals. How many cows are there?",
        "Define a variable ** Let g represent the number of goats.\n"
        "How many cows are there? ** Cows: 4g-5\n"
        "Write an equation ** 4g-5+g=60\n"
        "Combine like terms ** 5g-5=60\n"
        "Add 5 ** 5g=65\n"
        "Divide by 5 ** g=<<13=13>>13\n"
        "How many cows are there? ** Cows: 4(13)-5=47",
        "47",
        "goats = (60 + 5) / (4 + 1)\nanswer = 4 * goats - 5",
    ),
    Worked(
        "steps without annotations",
        "A cyclist rides 14 km on each of 5 days and 9 km on the sixth day. How many km is that?",
        "How many km does he ride on five days? ** He rides 14 km x 5 days = 70 km.\n"
        "How many km is that? ** 70 km + 9 km = 79 km in all.",
        "79",
        "five = 14 * 5\nanswer = five + 9",
    ),
    Worked(
        "brackets that multiply",
        "A jar holds 250 beads. 40% of them are red, and a quarter of the red ones have two holes. How many "
        "have two holes?",
        "How many beads are red? ** Red: 250(.40)=100\nHow many have two holes? ** 100(.25)=25",
        "25",
        "red = 250 * 0.4\nanswer = red * 0.25",
    ),
    Worked(
        "an annotation that only repeats its value",
        "Pia saves $7 a week. After 6 weeks she buys a ball for $12. How much money does she have left?",
        "How much does Pia save? ** She saves 7*6 = $<<42=42>>42.\nHow much does she have left? ** 42-12 = "
        "$<<42-12=30>>30.",
        "30",
        "saved = 7 * 6\nanswer = saved - 12",
    ),
    Worked(
        "a step that nothing needs",
        "A box holds 9 cups and 4 plates. A shop has 7 boxes. How many cups does it have?",
        "How many plates does the shop have? ** It has 4*7 = <<4*7=28>>28 plates.\n"
        "How many cups does it have? ** It has 9*7 = <<9*7=63>>63 cups.",
        "63",
        "answer = 9 * 7",
    ),
    Worked(
        "a sum of equal parts",
        "Tove swims 6 lengths on Monday, twice as many on Tuesday, and as many on Wednesday as on Tuesday. "
        "How many lengths "
        "does she swim?",
        "How many lengths does Tove swim on Tuesday? ** She swims 6*2 = <<6*2=12>>12 lengths.\n"
        "How many lengths does she swim? ** 6+12+12 = <<6+12+12=30>>30 lengths.",
        "30",
        "tuesday = 6 * 2\nanswer = 6 + tuesday + tuesday",
    ),
    Worked(
        "a percentage of what is left",
        "There are 50 seats in a bus. 30 are taken. Then 40% of the free seats are taken. How many seats are free?",
        "How many seats are free at first? ** 50-30 = <<50-30=20>>20 seats.\n"
        "How many of them are taken? ** 20*40*.01 = <<20*40*.01=8>>8 seats.\n"
        "How many seats are free? ** 20-8 = <<20-8=12>>12 seats.",
        "12",
        "free = 50 - 30\ntaken = free * 40 / 100\nanswer = free - taken",
    ),
    Worked(
        "a dozen and a coincidence",
        "A farmer has 3 dozen eggs. He breaks 12 of them and sells the rest for $2 each. How much does he get?",
        "How many eggs does he have? ** 3*12 = <<3*12=36>>36 eggs.\n"
        "How many eggs does he sell? ** 36-12 = <<36-12=24>>24 eggs.\n"
        "How much does he get? ** 24*2 = $<<24*2=48>>48.",
        "48",
        "eggs = 3 * 12\nsold = eggs - 12\nanswer = sold * 2",
    ),
    Worked(
        "half of a difference",
        "Two ropes are 34 m long together. One is 6 m longer than the other. How long is the shorter one?",
        "How long would two short ropes be? ** 34-6 = <<34-6=28>>28 m.\nHow long is the shorter one? ** 28/2 "
        "= <<28/2=14>>14 m.",
        "14",
        "answer = (34 - 6) / 2",
    ),
    Worked(
        "a fraction in words",
        "A library lends 45 books. One-third of them come back late and the fine is $4 a book. How much is "
        "paid in fines?",
        "How many books come back late? ** 45*1/3 = <<45*1/3=15>>15 books.\nHow much is paid in fines? ** "
        "15*4 = $<<15*4=60>>60.",
        "60",
        "late = 45 / 3\nanswer = late * 4",
    ),
    Worked(
        "several calculations on a line",
        "Jo buys 3 ties at $11 and 2 hats at $14. She pays with $70. How much does she get back?",
        "How much do the things cost? ** The ties cost 3*11 = $<<3*11=33>>33 and the hats 2*14 = $<<2*14=28>>28, "
        "so together 33+28 = $<<33+28=61>>61.\n"
        "How much does she get back? ** She gets 70-61 = $<<70-61=9>>9 back.",
        "9",
        "ties = 3 * 11\nhats = 2 * 14\nanswer = 70 - (ties + hats)",
    ),
    Worked(
        "a price per piece in cents",
        "A pencil costs 25 cents. How many dollars do 8 pencils cost?",
        "How many cents do 8 pencils cost? ** 8*25 = <<8*25=200>>200 cents.\n"
        "How many dollars do they cost? ** 200/100 = $<<200/100=2>>2.",
        "2",
        "cents = 8 * 25\nanswer = cents / 100",
    ),
    Worked(
        "an average",
        "Kim scores 70, 85 and 91 points in three games. What is the average?",
        "How many points does Kim score? ** 70+85+91 = <<70+85+91=246>>246 points.\n"
        "What is the average? ** 246/3 = <<246/3=82>>82 points.",
        "82",
        "points = 70 + 85 + 91\nanswer = points / 3",
    ),
]
