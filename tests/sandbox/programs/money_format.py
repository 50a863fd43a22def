price = 12.5
count = 7
rate = 0.085
total = price * count * (1 + rate)
print(f"${total:,.2f} {rate:.1%} {count:04d} {total:>12.3f}|{total:<12.1f}|{1234567.5:,.0f}")
print("%.2f %5d %-6s| %s" % (total, count, "ab", rate), "{:>8} {:.3e}".format(count, total))
answer = round(total, 2)
