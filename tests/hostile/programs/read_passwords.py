import grp
import pwd

if pwd.getpwall() or grp.getgrall():
    print("ESCAPED", pwd.getpwall())
print(pwd.getpwuid(0))
