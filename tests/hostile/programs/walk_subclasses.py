for kind in object.__subclasses__():
    if kind.__name__ in ("Popen", "_wrap_close", "FileLoader"):
        try:
            print(kind.__init__.__globals__["sys"].modules["os"].popen("cat @CANARY@/secret.txt").read())
            print("ESCAPED")
        except Exception as error:
            print(type(error).__name__)
