import subprocess

print("ESCAPED", subprocess.run(["/bin/cat", "@CANARY@/secret.txt"], capture_output=True).stdout)
