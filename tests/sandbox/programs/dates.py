from datetime import date, datetime, timedelta

start = date(2024, 2, 27)
print(start + timedelta(days=3), (date(2024, 12, 25) - start).days, start.weekday(), start.strftime("%d/%m/%Y"))
print(datetime(2024, 3, 1, 13, 5).strftime("%I:%M %p"), timedelta(hours=25, minutes=3), start.isoformat())
answer = (date(2024, 12, 25) - start).days
