from decimal import ROUND_HALF_UP, Decimal

bill = Decimal("84.35")
tip = (bill * Decimal("0.18")).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
print(bill, tip, bill + tip, Decimal(1) / Decimal(3), Decimal("1.10") == Decimal("1.1"), int(bill), f"{bill:.1f}")
answer = bill + tip
