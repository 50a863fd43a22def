import mmap
import os

fd = os.open("@CANARY@/secret.txt", os.O_RDONLY)
print("ESCAPED", mmap.mmap(fd, 0, prot=mmap.PROT_READ)[:])
